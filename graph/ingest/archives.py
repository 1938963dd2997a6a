"""Zip archives and archives inside them, opened a member at a time and bounded before anything is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path

HEAD = 64 * 1024
MAXIMUM_BYTES = 1 << 30
MAXIMUM_RATIO = 200
MAXIMUM_MEMBERS = 10_000
MAXIMUM_DEPTH = 2
MAXIMUM_INNER = 1 << 27  # bytes of an archive inside another, which is held while its members are read
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class Member:
    """A member of a zip, open together with its archive; `inside` names the archives on the way to it."""

    def __init__(self, path: Path, inside: tuple[str, ...], member: str) -> None:
        self._archive = archive(path, inside)
        info = self._archive.getinfo(member)
        if info.file_size > HEAD and info.file_size > MAXIMUM_RATIO * max(1, info.compress_size):
            self._archive.close()
            raise zipfile.BadZipFile(f"{info.compress_size} bytes claim to hold {info.file_size}")
        self._handle = self._archive.open(info)

    def read(self, limit: int) -> bytes:
        return self._handle.read(limit)

    def __enter__(self) -> Member:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._handle.close()
        self._archive.close()


def archive(path: Path, inside: tuple[str, ...]) -> zipfile.ZipFile:
    """The archive at a path, or one inside it."""
    return zipfile.ZipFile(io.BytesIO(_unpacked(path, inside, path.stat().st_mtime_ns)) if inside else path)


@lru_cache(maxsize=MAXIMUM_DEPTH)
def _unpacked(path: Path, inside: tuple[str, ...], _changed: int) -> bytes:
    """An archive inside another; the last ones are kept, because its members are read one after the other."""
    with Member(path, inside[:-1], inside[-1]) as packed:
        found = packed.read(MAXIMUM_INNER + 1)
    if len(found) > MAXIMUM_INNER:
        raise zipfile.BadZipFile(f"an archive of more than {MAXIMUM_INNER} bytes inside another")
    return found


def forget() -> None:
    """Drop what is kept of archives inside others, when a file is done with."""
    _unpacked.cache_clear()


def members(path: Path, inside: tuple[str, ...] = ()) -> list[zipfile.ZipInfo]:
    """What an archive holds, without folders; a name that stands twice stands here twice."""
    with archive(path, inside) as opened:
        return [info for info in opened.infolist() if not info.is_dir()]


def is_archive(member: str) -> bool:
    """Whether a member is an archive itself, by its name."""
    return member.lower().endswith(".zip")


class Allowance:
    """How much all archives of one file may hold together, so that many small ones are no larger than a large one."""

    def __init__(self) -> None:
        self._members, self._bytes = MAXIMUM_MEMBERS, MAXIMUM_BYTES

    def refusal(self, infos: list[zipfile.ZipInfo], inside: tuple[str, ...]) -> str | None:
        """Why the members of one more archive are too much, None where they are not."""
        self._members -= len(infos)
        if self._members < 0:
            return f"all archives together have too many members: at most {MAXIMUM_MEMBERS} are read"
        return self._charged(sum(info.file_size for info in infos if not is_archive(info.filename)) if inside else 0)

    def unpacking(self, info: zipfile.ZipInfo) -> str | None:
        """Why an archive inside another is too much to be unpacked, None where it is not; it may turn out broken."""
        return self._charged(min(info.file_size, MAXIMUM_INNER))

    def _charged(self, size: int) -> str | None:
        self._bytes -= size
        if self._bytes < 0:
            return f"all archives inside an archive together are too large: at most {MAXIMUM_BYTES} bytes are read"
        return None
