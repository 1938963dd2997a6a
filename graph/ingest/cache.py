"""What a build worked out and the next one may take over, kept beside the releases under hashes of what it was made of.

An entry is a folder of files, or one file where it says all, whose name is a hash of its source and of the code, so it
can be wrong only where a hash is. It is written beside its place and moved there whole, and its files are checked
against their checksums before they are used; whatever is not as it was written is worked out anew. So two builds may
share a cache: each finds whole entries or none. An entry that no build has asked for since this one began is dropped
when the build is done.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
import shutil
import time
import zlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson

_CODE = Path(__file__).parents[1]
_ENTRY = "entry.json"
_LIBRARIES = ("numpy", "pyarrow", "PyStemmer", "python-calamine", "tantivy")
_ABANDONED = 24 * 3600  # seconds after which what a build was writing belongs to none that still runs
Said = dict[str, Any]
"""What is said of an entry: plain values, or records, which come back as their fields."""


def code_hash() -> str:
    """A hash of everything that decides what is read and how it is written, libraries with a say in it included."""
    seen = hashlib.sha256("|".join(map(version, _LIBRARIES)).encode())
    for folder in (_CODE / "ingest", _CODE / "release"):
        for path in sorted(folder.rglob("*.py")):
            seen.update(path.read_bytes())
    for path in sorted(_CODE.glob("*.py")):
        seen.update(path.read_bytes())
    return seen.hexdigest()


class Cache:
    """Entries of one kind; `find` and `keep` take what an entry was made of as words."""

    def __init__(self, folder: Path, code: str | None = None) -> None:
        self.folder = folder
        self.code = code or code_hash()
        self._asked: set[str] = set()
        self._began = time.time() - 2  # file times are coarser than this clock
        self._beside = ThreadPoolExecutor(1)
        self._later: list[Future[object]] = []

    def beside(self, name: str) -> Cache:
        """A cache of another kind beside this one."""
        return Cache(self.folder.parent / name, self.code)

    def _place(self, made_of: tuple[str, ...]) -> Path:
        key = hashlib.sha256("|".join((*made_of, self.code)).encode()).hexdigest()[:24]
        self._asked.add(key)
        return self.folder / key

    def has(self, *made_of: str) -> bool:
        """Whether there is an entry, whole or not."""
        place = self._place(made_of)
        with contextlib.suppress(OSError):  # a cache may be missed
            return _entry(place).is_file()
        return False

    def find(self, *made_of: str, written: bool = False) -> tuple[Path, Said] | None:
        """The folder of an entry and what was said of it, or None where there is none that is whole.

        What has just been `written` for this build is not read again to see whether it is.
        """
        place = self._place(made_of)
        try:
            said = _opened(_entry(place).read_bytes())
            if said is None or not (written or _whole(place, said["files"])):
                return None
            os.utime(place)
        except (OSError, ValueError):
            return None
        return place, said["said"]

    def keep(self, write: Callable[[Path], Said], *made_of: str) -> tuple[Path, Said] | None:
        """Let `write` fill a folder and say what is in it; None where that fails, for a cache may be missed.

        A whole entry that another build has put there meanwhile stays.
        """
        return self.find(*made_of, written=self.put(write, *made_of))

    def put(self, write: Callable[[Path], Said], *made_of: str) -> bool:
        """As `keep`, for a later build only: whether it is there now as it was written here."""
        place = self._place(made_of)
        beside = self.folder / f".{place.name}.{uuid4().hex}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _fill(beside, write)
            if place.exists() and self.find(*made_of) is None:
                shutil.rmtree(place, ignore_errors=True)
            beside.rename(place)  # fails where there is a whole one
        except (OSError, orjson.JSONEncodeError):
            return False
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        return True

    def note(self, said: Said, *made_of: str) -> bool:
        """As `put`, of what needs no files of its own."""
        place = self._place(made_of)
        beside = self.folder / f".{place.name}.{uuid4().hex}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(_sealed(said, {}))
            beside.replace(place)
        except (OSError, orjson.JSONEncodeError):
            with contextlib.suppress(OSError):
                beside.unlink()
            return False
        return True

    def later(self, write: Callable[[Path], Said], *made_of: str) -> None:
        """As `put`, beside what follows: what is written must not be changed any more. `wait` says when it is done."""
        self._place(made_of)
        self._later.append(self._beside.submit(self.put, write, *made_of))

    def wait(self) -> None:
        """Until all that was to be kept later is kept, or could not be."""
        while self._later:
            self._later.pop().result()

    def sweep(self) -> None:
        """Drop what neither this build nor one beside it has asked for, nor may still be writing."""
        self.wait()
        with contextlib.suppress(OSError):
            for path in self.folder.iterdir() if self.folder.is_dir() else ():
                self._drop(path)

    def _drop(self, path: Path) -> None:
        with contextlib.suppress(OSError):
            since = self._began - _ABANDONED if path.name.startswith(".") else self._began
            if path.name not in self._asked and path.stat().st_mtime < since:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()


def _fill(folder: Path, write: Callable[[Path], Said]) -> None:
    folder.mkdir()
    said = write(folder)
    files = {str(path.relative_to(folder)): _sum(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    (folder / _ENTRY).write_bytes(_sealed(said, files))


def _entry(place: Path) -> Path:
    """Where an entry says what it is."""
    return place if place.is_file() else place / _ENTRY


def _sealed(said: Said, files: dict[str, int]) -> bytes:
    text = orjson.dumps({"said": said, "files": files})
    return hashlib.sha256(text).hexdigest().encode() + b"\n" + text


def _opened(content: bytes) -> Said | None:
    seal, _, text = content.partition(b"\n")
    return orjson.loads(text) if seal == hashlib.sha256(text).hexdigest().encode() else None


def _whole(place: Path, files: dict[str, int]) -> bool:
    return all(_sum(place / name) == seal for name, seal in files.items())


def _sum(path: Path) -> int:
    """A checksum against damage, not against forgery: whoever can write here can write the seal of the entry too."""
    if not path.stat().st_size:  # nothing cannot be mapped
        return 0
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return zlib.crc32(content)
