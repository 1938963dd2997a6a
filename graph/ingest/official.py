"""Official files, whatever they are called: each item goes to the first reader that knows its content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import BadInput, CodekinError
from graph.ingest import agreement, archives, books, conversions, sheets, taken
from graph.ingest.assembly.facts import Entry
from graph.ingest.cache import Cache
from graph.ingest.files import Item, items
from graph.ingest.formats import Format
from graph.ingest.progress import Meter
from graph.ingest.sources import READERS
from graph.ingest.taken import Read
from graph.model import Document, Problem

_STRANGE: dict[str, Callable[[bytes], bool]] = {
    "markup in UTF-16, or text in UTF-32": lambda head: head.startswith((b"\xff\xfe", b"\xfe\xff")),
    "XML that declares entities, which are never followed": lambda head: head.lstrip().startswith(b"<") and
    b"<!ENTITY" in head,
    "nothing is in it": lambda head: not head.strip(),
}
_AT_ONCE = 2  # files that are taken from the cache side by side; more would only wait for each other
File = tuple[Path, str]
"""A file with its SHA-256."""


@dataclass
class Official:
    """What was read: one entry per item, its document, and whatever could not be read, with the reason."""

    entries: list[Entry] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        return not self.problems and not any(entry.batch.problems for entry in self.entries)


def find(path: Path) -> list[Item | Problem]:
    """Every item under a path, or the reason why it cannot be opened."""
    return list(items(path))


def recognise(item: Item) -> Format | None:
    """The reader that knows this content; `UnreadableFile` when it cannot even be opened."""
    return next((reader for reader in READERS if reader.recognises(item)), None)


def kept(cache: Cache, file: File) -> bool:
    """Whether an earlier build kept what a file gave; whether that is whole is not looked at."""
    path, digest = file
    return cache.has(digest, path.name)


def known(files: Iterable[File], cache: Cache) -> dict[File, Read]:
    """What an earlier build kept of some files; to look whether it is whole takes longer than to open it."""
    files = list(files)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = pool.map(lambda file: taken.get(cache, file[1], file[0].name), files)
        return {file: read for file, read in zip(files, found, strict=True) if read is not None}


def keep(cache: Cache, file: File) -> bool:
    """Read a file into the cache and tell whether it is there."""
    path, digest = file
    return taken.kept(cache, digest, path.name, _file(path)) is not None


def read(
    files: Sequence[File], meter: Meter, cache: Cache, held: Mapping[File, Read] | None = None,
    coming: Mapping[File, Future[bool]] | None = None, *, strict: bool = False,
) -> Official:
    """Read all files, or take what is `held` of them already or `coming` into the cache.

    With `strict` the first problem of any kind is an error instead of a line in the list.
    """
    found, held = Official(), known(files, cache) if held is None else held
    ready = _ready(coming or {}, meter, cache)
    for file in files:
        if file in held:
            meter.official(file[0].name, file[0].stat().st_size)
            meter.spared(file[0].stat().st_size)
        entries, documents, problems = held.get(file) or ready.get(file) or _made(file, meter, cache)
        found.entries += entries
        found.documents += documents
        found.problems += problems
        if strict and not found.complete:
            raise _refusal(found)
    found.entries, untold = conversions.expand(found.entries)
    found.problems += [*untold, *agreement.told(found.entries, cache)]
    if strict and not found.complete:
        raise _refusal(found)
    return found


def _ready(coming: Mapping[File, Future[bool]], meter: Meter, cache: Cache) -> dict[File, Read]:
    """What the files give that helpers read; those that are not begun yet are read here meanwhile."""
    found = {file: _made(file, meter, cache) for file, future in coming.items() if future.cancel()}
    names = {future: file[0].name for file, future in coming.items() if file not in found}
    for future in as_completed(names):
        meter.ahead(names[future])
    for (path, digest), future in coming.items():
        if not future.cancelled() and future.result():
            made = taken.get(cache, digest, path.name, written=True)
            found |= {(path, digest): made} if made else {}
    return found


def _made(file: File, meter: Meter, cache: Cache) -> Read:
    """What a file gives, read now and kept."""
    path, digest = file
    meter.official(path.name, path.stat().st_size)
    return taken.put(cache, digest, path.name, _file(path))


def _file(path: Path) -> Read:
    """What one file on disk gives, with everything inside it."""
    found = Official()
    for one in find(path):
        if isinstance(one, Problem):
            found.problems.append(one)
        else:
            _item(one, found)
    archives.forget()
    return found.entries, found.documents, found.problems


def _item(item: Item, found: Official) -> None:
    """What one item gives; a workbook whose reader looks at one table only is asked sheet by sheet."""
    try:
        reader = recognise(item)
        parts = books.apart(item) if reader is not None and not reader.whole else [item]
        for part in parts:
            _part(part, reader if part is item else recognise(part), found)
    except (CodekinError, RecursionError) as error:
        found.problems.append(Problem(item.name, None, _why(error)))
    finally:
        item.forget()


def _part(item: Item, reader: Format | None, found: Official) -> None:
    try:
        if reader is None:
            found.problems.append(Problem(item.name, None, _unknown(item)))
            return
        batch = reader.read(item)
        batch.settle(item.name)
    except (CodekinError, RecursionError) as error:
        found.problems.append(Problem(item.name, None, _why(error)))
        return
    finally:
        item.forget()
    found.documents.append(Document(batch.document, item.name, batch.size, reader.licence, reader.publisher))
    found.entries.append(Entry(item.name, reader.name, batch))


def _why(error: CodekinError | RecursionError) -> str:
    return error.sentence() if isinstance(error, CodekinError) else "nested too deep to be read: left out"


def _unknown(item: Item) -> str:
    """Why nobody knows a content, where something about it tells; `UnreadableFile` for a workbook that is damaged."""
    if sheets.is_workbook(item):
        sheets.sheets(item)
    why = next((why for why, is_so in _STRANGE.items() if is_so(item.head)), "no reader knows this content")
    return f"{why}: left out"


def _refusal(found: Official) -> BadInput:
    problem = [*found.problems, *(p for entry in found.entries for p in entry.batch.problems)][0]
    where = problem.path if problem.line is None else f"{problem.path}:{problem.line}"
    return BadInput("refused, because --strict allows no problem", where=where, expected="a file without problems",
                    got=problem.what, hint="mend the file, or build without --strict to load what is right")
