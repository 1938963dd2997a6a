"""Other processes that read official files ahead into the cache, so that a first build uses every core.

They change nothing but the time. They begin with the file that takes longest, and the build, as soon as it has read its
pages, with the shortest, until none is left. What a helper could not read or keep the build reads itself, and so tells
what is wrong as it would without help. Run as a program, this is a helper: it is sent files as lines, and answers each
when it is done.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue

import orjson

from graph.errors import CodekinError
from graph.ingest import official
from graph.ingest.cache import Cache
from graph.ingest.files import sizes
from graph.ingest.official import File
from graph.release import memory

MOST = 4  # processes; what each holds at a time must fit into memory beside the others
WORTH = 4 << 20  # bytes for each process, below which it takes longer to start a helper than to do its work
_TREE = 10  # a byte of a document that is read element by element takes so much longer than one of a table
_ROOT = Path(__file__).parents[2]
_KEPT = b"kept\n"


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def helpers(files: Sequence[File], workers: int | None = None) -> int:
    """How many helpers are worth starting for some files: with the build itself `workers` at most, or one a core."""
    size = sum(path.stat().st_size for path, _ in files if path.is_file())
    return max(0, min(workers or min(cores(), MOST), len(files), size // WORTH) - 1)


@contextmanager
def reading(files: Sequence[File], cache: Cache, count: int) -> Iterator[dict[File, Future[bool]]]:
    """Files that `count` helpers read ahead, first what takes longest, and in the end whether each was kept.

    One that is cancelled before its turn is nobody's.
    """
    processes: list[subprocess.Popen[bytes]] = []
    with suppress(OSError):  # fewer than wanted, or none: a build may do without
        processes += (_started(cache) for _ in range(count))
    idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
    for process in processes:
        idle.put(process)
    pool = ThreadPoolExecutor(max(1, len(processes)))
    try:
        largest = sorted(files, key=lambda file: -_work(file[0])) if processes else []
        yield {file: pool.submit(_asked, idle, file) for file in largest}
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        pool.shutdown()
        for process in processes:
            process.communicate()


def _work(path: Path) -> int:
    """How long reading a file takes, as bytes of a table that take as long."""
    return sum(size * (_TREE if name.lower().endswith(".xml") else 1) for name, size in sizes(path).items())


def _started(cache: Cache) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "graph.ingest.ahead", str(cache.folder.resolve()), cache.code]
    return subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL)


def _asked(idle: SimpleQueue[subprocess.Popen[bytes]], file: File) -> bool:
    """Whether a helper has read and kept a file; one that has died keeps none."""
    process = idle.get()
    try:
        process.stdin.write(orjson.dumps([str(file[0].resolve()), file[1]]) + b"\n")
        process.stdin.flush()
        return process.stdout.readline() == _KEPT
    except OSError:
        return False
    finally:
        idle.put(process)


# --- a helper ---


def _help(folder: Path, code: str) -> None:
    cache = Cache(folder, code)
    with memory.kept(), memory.uncollected():
        for line in sys.stdin.buffer:
            path, digest = orjson.loads(line)
            sys.stdout.buffer.write(_KEPT if _kept(cache, (Path(path), digest)) else b"left\n")
            sys.stdout.buffer.flush()


def _kept(cache: Cache, file: File) -> bool:
    try:
        return official.keep(cache, file)
    except (CodekinError, OSError):
        return False  # the build will meet it too


if __name__ == "__main__":
    _help(Path(sys.argv[1]), sys.argv[2])
