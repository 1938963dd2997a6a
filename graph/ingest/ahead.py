"""Other processes that work ahead into the cache, so that a first build uses every core.

Python lets one thread of a process work at a time, and most of what is read is read in Python. Helpers read official
files, and then make the parts of the search index; they change nothing but the time. They, and the build as soon as it
has read its pages, take the file that takes longest of those that are left, so all of them are done at nearly the same
time. What a helper could not make or keep the build makes itself, and so tells what is wrong as it would without help.
A helper is sent tasks as lines, and answers each when it is done.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from queue import SimpleQueue

import orjson

from graph.errors import CodekinError
from graph.ingest import official
from graph.ingest.assembly import search_parts
from graph.ingest.cache import Cache
from graph.ingest.files import sizes
from graph.ingest.official import File
from graph.release import memory

MOST = 4  # processes; what each holds at a time must fit into memory beside the others
WORTH = 4 << 20  # bytes for each process, below which it takes longer to start a helper than to do its work
_TREE = 10  # a byte of a document that is read element by element takes so much longer than one of a table
_ROOT = Path(__file__).parents[2]
_KEPT = b"kept\n"
_HELPER = "import gc; gc.disable(); from graph.ingest import ahead; ahead.assist()"  # what is imported is no garbage
_ALONE = {"OPENBLAS_NUM_THREADS": "1"}  # numpy's threads for products of matrices would turn about for nothing


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def worth(files: Sequence[File], workers: int | None = None) -> int:
    """How many helpers are worth starting for some files: with the build itself `workers` at most, or one a core."""
    size = sum(path.stat().st_size for path, _ in files if path.is_file())
    return max(0, min(workers or min(cores(), MOST), len(files), size // WORTH) - 1)


class Helpers:
    """Processes that work into a cache of official files and those beside it, each at one task at a time."""

    def __init__(self, processes: Sequence[subprocess.Popen[bytes]]) -> None:
        self._count = len(processes)
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        for process in processes:
            self._idle.put(process)
        self._pool = ThreadPoolExecutor(max(1, self._count))

    def __len__(self) -> int:
        return self._count

    def read(self, files: Sequence[File]) -> dict[File, Future[bool]]:
        """Files that are read ahead, first what takes longest, and in the end whether each was kept.

        One that is cancelled before its turn is nobody's.
        """
        longest = sorted(files, key=lambda file: -_work(file[0])) if self._count else []
        return {file: self._pool.submit(self._asked, "file", *file) for file in longest}

    def rest(self) -> None:
        """All files are read: what that took of memory is for the build, which needs most of it now."""
        for _ in range(self._count):  # each is idle, and has its turn
            self._asked("rest", Path(), "")

    def index(self, documents: Path, digest: str) -> bool:
        """Have a part of the search index made, and wait until it is kept: as `search_parts.Elsewhere` says."""
        return self._asked("search", documents, digest)

    def dismiss(self) -> None:
        """Nobody is asked any more."""
        self._pool.shutdown(cancel_futures=True)

    def _asked(self, kind: str, path: Path, digest: str) -> bool:
        """Whether a helper has done a task; one that has died does none."""
        process = self._idle.get()
        try:
            process.stdin.write(orjson.dumps([kind, str(path.resolve()), digest]) + b"\n")
            process.stdin.flush()
            return process.stdout.readline() == _KEPT
        except OSError:
            return False
        finally:
            self._idle.put(process)


@contextmanager
def helping(cache: Cache, count: int) -> Iterator[Helpers]:
    """So many helpers for a cache of official files, or fewer: a build may do without."""
    processes: list[subprocess.Popen[bytes]] = []
    with suppress(OSError):
        processes += (_started(cache) for _ in range(count))
    helpers = Helpers(processes)
    try:
        yield helpers
    finally:
        for process in processes:
            process.kill()
        helpers.dismiss()
        for process in processes:
            process.communicate()


def _work(path: Path) -> int:
    """How long reading a file takes, as bytes of a table that take as long."""
    return sum(size * (_TREE if name.lower().endswith(".xml") else 1) for name, size in sizes(path).items())


def _started(cache: Cache) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _HELPER, str(cache.folder.resolve()), cache.code]
    return subprocess.Popen(command, cwd=_ROOT, env=os.environ | _ALONE, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL)


# --- a helper ---


def assist() -> None:
    """What a helper does, with a folder and the hash of the code as arguments of its process."""
    cache = Cache(Path(sys.argv[1]), sys.argv[2])
    with memory.uncollected(), ExitStack() as reading:
        reading.enter_context(memory.kept())
        work = {"file": partial(official.keep, cache), "rest": lambda _: reading.close(),
                "search": partial(search_parts.keep_file, cache.beside("assembly"))}
        for line in sys.stdin.buffer:
            kind, path, digest = orjson.loads(line)
            sys.stdout.buffer.write(_KEPT if _done(work[kind], (Path(path), digest)) else b"left\n")
            sys.stdout.buffer.flush()


def _done(work: Callable[[File], bool], file: File) -> bool:
    try:
        return work(file)
    except (CodekinError, OSError):
        return False  # the build will meet it too
