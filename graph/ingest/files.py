"""Files as publishers ship them, opened one readable item at a time: bare, gzipped or zipped, never unpacked to disk.

Archives come from anywhere, so nothing in them is trusted: names are only shown, sizes are counted while reading,
and an item that grows beyond its limit is reported instead of read.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from graph.errors import UnreadableFile
from graph.ingest import archives
from graph.ingest.archives import BROKEN, HEAD, MAXIMUM_BYTES, MAXIMUM_DEPTH, Allowance, Member
from graph.model import Problem

_SIZE = 4  # bytes at the end of a gzip file that say how long the content is


@dataclass(frozen=True)
class Item:
    """One file to read: `path` on disk, `member` when it lies in an archive there, `inside` the archives between."""

    path: Path
    member: str | None = None
    inside: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called, as messages and documents show it."""
        return "!".join(reversed(self.names))

    @property
    def names(self) -> tuple[str, ...]:
        """Its own name and those of the archives that it lies in, the nearest first."""
        own = (self.member,) if self.member else ()
        return (*own, *reversed(self.inside), self.path.name)

    @property
    def suffix(self) -> str:
        """The suffix of the readable content, lower case: `.csv` of `x.csv.gz`."""
        name = PurePosixPath(self.member or self.path.name.removesuffix(".gz"))
        return name.suffix.lower()

    @cached_property
    def head(self) -> bytes:
        """The first 64 KiB of the content; text in UTF-16 is given as UTF-8."""
        found = self._read(HEAD)
        if not _is_wide(found):
            return found
        return self._read(2 * HEAD + 2).decode("utf-16", "ignore").encode()[:HEAD]

    @cached_property
    def data(self) -> bytes:
        """The whole content; `UnreadableFile` beyond `MAXIMUM_BYTES` or where the archive is damaged.

        Text in UTF-16 is given as UTF-8; `digest` and `size` are those of the content as it lies there.
        """
        found = self._read(MAXIMUM_BYTES + 1)
        self.within(len(found))
        if not _is_wide(found):
            return found
        self.__dict__.update(digest=_named(hashlib.sha256(found)), size=len(found))
        return self._narrowed(found)

    def _narrowed(self, content: bytes) -> bytes:
        try:
            return content.decode("utf-16").encode()
        except UnicodeError as error:
            raise UnreadableFile("text is damaged", where=self.name, expected="UTF-16, as its first bytes say",
                                 got=str(error)[:80], hint="save the file as UTF-8") from error

    @cached_property
    def digest(self) -> str:
        data = self.data
        return self.__dict__.get("digest") or _named(hashlib.sha256(data))

    @cached_property
    def size(self) -> int:
        """Bytes of the content."""
        data = self.data
        return self.__dict__.get("size", len(data))

    def text(self, encodings: tuple[str, ...] = ("utf-8-sig", "cp1252")) -> str:
        """The content as text, in the first encoding that can hold it."""
        for encoding in encodings:
            try:
                return self.data.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise UnreadableFile("encoding cannot be told", where=self.name, expected=" or ".join(encodings),
                             got=self.data[:16], hint="save the file as UTF-8")

    def taken_apart(self) -> None:
        """The content is held in another shape now: keep what is asked of it, and make room."""
        self.digest, self.size  # noqa: B018
        self.__dict__.pop("data", None)

    def forget(self) -> None:
        """Drop the cached content, when a reader is done with it."""
        for name in ("data", "head", "sheets"):
            self.__dict__.pop(name, None)

    def passing(self) -> Passing:
        """The content piece by piece, for a reader that need not hold it."""
        return Passing(self)

    def opened(self) -> BinaryIO:
        if self.member is not None:
            return Member(self.path, self.inside, self.member)  # type: ignore[return-value]
        return gzip.open(self.path) if self.path.suffix == ".gz" else self.path.open("rb")  # type: ignore[return-value]

    @contextmanager
    def told(self) -> Iterator[None]:
        """What goes wrong with an archive in here is told as an error of ours."""
        try:
            yield
        except BROKEN as error:
            raise UnreadableFile("archive or file is damaged", where=self.name, expected="content that can be read",
                                 got=str(error) or type(error).__name__, hint="download it again") from error

    def within(self, size: int) -> None:
        """Refuse more bytes than a reader may hold."""
        if size > MAXIMUM_BYTES:
            raise UnreadableFile("content is too large", where=self.name, expected=f"at most {MAXIMUM_BYTES} bytes",
                                 got="more", hint="split the file")

    def _read(self, limit: int) -> bytes:
        with self.told():
            if self.member is None and self.path.suffix == ".gz":
                return _inflated(self.path, limit)
            with self.opened() as handle:
                return handle.read(limit)


class Passing:
    """The content of an item as a stream; who has read it to the end has never held it, and knows digest and size."""

    closed = False

    def __init__(self, item: Item) -> None:
        self._item, self._size, self._seen = item, 0, hashlib.sha256()
        with item.told():
            self._handle = item.opened()

    def read(self, size: int) -> bytes:
        with self._item.told():
            piece = self._handle.read(size)
        self._seen.update(piece)
        self._size += len(piece)
        self._item.within(self._size)
        if not piece:
            self._item.__dict__.update(digest=_named(self._seen), size=self._size)
        return piece

    def close(self) -> None:
        self._handle.close()


def _is_wide(content: bytes) -> bool:
    """Whether content is text in UTF-16 by its mark; XML says its encoding itself, and is read by that."""
    if not content.startswith((b"\xff\xfe", b"\xfe\xff")) or content.startswith(b"\xff\xfe\0\0"):
        return False
    return not content[2:64].replace(b"\0", b"").lstrip().startswith(b"<")


def _named(seen: hashlib._Hash) -> str:
    return f"sha256:{seen.hexdigest()}"


def _inflated(path: Path, limit: int) -> bytes:
    """The first `limit` bytes of a gzip file: in one piece, which takes a fifth of the time that many pieces take.

    Packed, content takes hardly more room than it has, so for a beginning no more than that is read. What is not one
    whole member is left to the library's own reader, which also says what is wrong with it.
    """
    inflate = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    with path.open("rb") as packed, suppress(zlib.error):
        found = inflate.decompress(packed.read(limit + HEAD), limit)
        if len(found) == limit or (inflate.eof and not inflate.unused_data):
            return found
    with gzip.open(path) as handle:
        return handle.read(limit)


def sizes(path: Path) -> dict[str, int]:
    """About how many bytes each content of a file has: what an archive says it unpacks to, which may be wrong."""
    size = path.stat().st_size
    with suppress(*BROKEN):
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                found = {info.filename: info.file_size for info in archive.infolist()}
            return found if path.suffix.lower() == ".zip" else {path.name: sum(found.values())}
        if path.suffix == ".gz" and size > _SIZE:
            with path.open("rb") as handle:
                handle.seek(-_SIZE, io.SEEK_END)
                return {path.name.removesuffix(".gz"): int.from_bytes(handle.read(), "little")}
    return {path.name: size}


def items(path: Path) -> Iterator[Item | Problem]:
    """Everything readable under a path, in order of name; what cannot be opened comes as a `Problem`."""
    if path.is_dir():
        for below in sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith(".")):
            yield from items(below)
    elif not path.is_file():
        yield Problem(path.name, None, "no such file")
    elif zipfile.is_zipfile(path) and path.suffix.lower() not in (".xlsx", ".xlsm", ".docx", ".ods"):
        yield from _members(path)
    elif path.suffix.lower() == ".zip":
        yield Problem(path.name, None, "not a readable zip archive: truncated or damaged")
    else:
        yield Item(path)


def _members(path: Path, inside: tuple[str, ...] = (), left: Allowance | None = None) -> Iterator[Item | Problem]:
    name, left = "!".join((path.name, *inside)), left or Allowance()
    try:
        infos = archives.members(path, inside)
    except BROKEN as error:
        yield Problem(name, None, f"not a readable zip archive: {str(error) or 'truncated or damaged'}")
        return
    if refusal := left.refusal(infos, inside):
        yield Problem(name, None, refusal)
        return
    times = Counter(info.filename for info in infos)
    last = {info.filename: info for info in infos}
    for member in sorted(times):
        if times[member] > 1:
            yield Problem(f"{name}!{member}", None, f"{times[member]} members of this name: only the last is read")
        if not archives.is_archive(member):
            yield Item(path, member, inside)
        elif len(inside) == MAXIMUM_DEPTH:
            yield Problem(f"{name}!{member}", None, "archive too deep inside other archives: unpack it first")
        elif refusal := left.unpacking(last[member]):
            yield Problem(f"{name}!{member}", None, refusal)
        else:
            yield from _members(path, (*inside, member), left)
