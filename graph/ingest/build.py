"""The recipe of a release: which source is read in which order, and when there is nothing to do.

The name of a release is the hash of everything it was made from, its readers included, so the same input is the same
release, and building it again is a look and no work.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache as cached
from pathlib import Path

from graph.errors import NoRelease, ReleaseError, UnreadableFile
from graph.ingest import ahead, official, readings, turns
from graph.ingest.assemble import assemble
from graph.ingest.batch import Batch
from graph.ingest.cache import Cache
from graph.ingest.draft import Draft
from graph.ingest.policies import payers
from graph.ingest.progress import Meter, Report
from graph.ingest.readings import KeepingReader
from graph.ingest.sources import determinations, payer_policies, procedures, titles, vocabularies
from graph.ingest.text import titles as title_tables
from graph.ingest.text.grounding import Grounder
from graph.ingest.text.lexicon import Lexicon
from graph.ingest.text.titles import Titles
from graph.model import Document
from graph.release import memory
from graph.release.directory import FORMAT, Release, digest, free_name, switch
from graph.release.writer import Writer

_CODE = Path(__file__).parents[1]
_WORDS, _READ = ("vocabulary", "title"), ("procedure", "determination", "policy")
_ROOM = 3 << 27
_PAGES = (".md", ".markdown", ".txt", ".html", ".htm", ".pdf")


@dataclass(frozen=True, slots=True)
class Input:
    """One file that goes into a release, and the source that reads it."""

    source: str
    path: Path
    document: Document


def inputs(data: Path, pages: Iterable[Path] = (), policies: Iterable[Path] = ()) -> list[Input]:
    """Every file of a data folder in the order it is read, and a user's own pages and policies after them."""
    if not data.is_dir():
        raise UnreadableFile("no data folder", where=data, expected="a folder with procedures/ and vocabularies/",
                             got="nothing", hint="run from the project's root or give --data")
    found = [
        *(("vocabulary", p) for p in sorted((data / "vocabularies").glob("*.tsv"))),
        *(("title", p) for p in sorted((data / "titles").glob("*.tsv"))),
        *(("procedure", p) for p in sorted((data / "procedures").iterdir()) if p.suffix in _PAGES),
        *(("determination", p) for p in sorted((data / "policies").glob("*-*.toml"))),
    ]
    own = [Input(s, p, _document(p, p.relative_to(data).as_posix(), "CC BY 4.0", "codekin")) for s, p in found]
    users = [*(("procedure", p) for p in pages), *(("policy", p) for p in policies)]
    return own + [Input(s, p, _document(p, p.name, "user", "user")) for s, p in users]


def _official(paths: Iterable[Path]) -> list[Input]:
    """The official files under the given paths; which reader each belongs to is told by its content later."""
    files = [f for path in paths for f in (sorted(path.rglob("*")) if path.is_dir() else [path]) if not f.is_dir()]
    return [Input("release", f, _document(f, f.name, "official", "see the ledger")) for f in files]


def _document(path: Path, name: str, licence: str, publisher: str) -> Document:
    try:
        return Document(f"sha256:{digest(path)}", name, path.stat().st_size, licence, publisher)
    except OSError as error:
        raise UnreadableFile("file cannot be read", where=path, expected="a readable file", got=error.strerror,
                             hint="check the name and the permissions") from error


def fingerprint(found: list[Input]) -> str:
    """Twelve hex digits over the format, the readers' own code and every input."""
    seen = hashlib.sha256(str(FORMAT).encode())
    for path in sorted(_CODE.rglob("*.py")):
        seen.update(path.read_bytes())
    for item in found:
        seen.update(f"{item.source}|{item.document.path}|{item.document.id}\n".encode())
    return seen.hexdigest()[:12]


def build(
    data: Path, out: Path, pages: Iterable[Path] = (), progress: Report | None = None,
    releases: Iterable[Path] = (), policies: Iterable[Path] = (), *, strict: bool = False, workers: int | None = None,
) -> Release:
    """Build a release into `out` and make it current, or return the intact one that these inputs already gave.

    `releases` are official files, archives or folders of them, `policies` documents of payers; `strict` refuses
    what a lenient build would list. Much that is new is read by `workers` processes at once, by default one a core and
    four at most; how many there are changes nothing in the release.
    """
    found = [*inputs(data, pages, policies), *_official(releases)]
    name = f"r-{fingerprint(found)}"
    if (release := _intact(out, name)) is not None:
        return release
    writer = Writer(out, free_name(out, name))
    meter = Meter(progress or (lambda step, done, total: None), *_sizes(found))
    try:
        with memory.uncollected(), memory.kept(_room(found)), turns.often():
            path = _made(found, data, writer, meter, strict, workers)
    except BaseException:
        writer.abandon()
        raise
    return Release(path)


def _made(
    found: list[Input], data: Path, writer: Writer, meter: Meter, strict: bool, workers: int | None,
) -> Path:
    """Read everything, taking over what the cache has, and write the release."""
    pages = Cache(writer.root / ".cache" / "pages")
    officials, parts = pages.beside("official"), pages.beside("assembly")
    files = [(i.path, i.document.id) for i in found if i.source == "release"]
    there = [file for file in files if official.kept(officials, file)]
    new = [file for file in files if file not in there]
    with ThreadPoolExecutor(1) as beside, ahead.helping(officials, ahead.worth(new, workers)) as helpers:
        held = beside.submit(official.known, there, officials)
        if coming := helpers.read(new):
            speed = min(ahead.cores(), len(helpers) + 1)
            meter.helped({f: path.stat().st_size for (path, _), f in coming.items()}, speed)
        draft = _read(found, data, meter, pages)
        if draft.documents:  # where pages are read at all
            draft.sealed()  # while what is held of official files is looked at
        read = official.read(files, meter, officials, held.result(), coming, strict=strict)
        helpers.rest()
        draft.problems += read.problems
        for document in read.documents:
            draft.document(document)
        counts = assemble(draft, read.entries, writer, meter.step, parts, helpers)
    meter.step("writing")
    path = writer.commit({"built_at": _now(), "inputs": _entries(found), "counts": counts})
    parts.wait()
    for kept in (pages, officials, parts) if files else (pages,):
        kept.sweep()
    meter.end()
    return path


def _intact(out: Path, name: str) -> Release | None:
    try:
        release = Release(out / name)
        release.verify()
    except (NoRelease, ReleaseError):
        return None
    switch(out, release.id)
    return release


def _sizes(found: list[Input]) -> list[int]:
    """Bytes of vocabularies and titles, of what is read as pages, and of official files."""
    return [sum(i.document.bytes for i in found if i.source in kinds) for kinds in (_WORDS, _READ, ("release",))]


def _room(found: list[Input]) -> int:
    """Bytes of memory that putting official files together surely takes: they are packed, and held as numbers twice."""
    return min(_ROOM, 10 * sum(item.document.bytes for item in found if item.source == "release"))


def _words_hash(found: list[Input]) -> str:
    said = "".join(f"{i.document.path}|{i.document.id}\n" for i in found if i.source in _WORDS)
    return hashlib.sha256(said.encode()).hexdigest()


def _read(found: list[Input], data: Path, meter: Meter, cache: Cache) -> Draft:
    draft = Draft()
    meter.vocabularies()
    made_of = _words_hash(found)
    words = cached(lambda: readings.vocabularies(data / "vocabularies", cache, made_of))
    if cache.has("vocabularies", made_of):
        meter.spared()
    names = cached(lambda: title_tables.load(data / "titles"))
    reader = KeepingReader(lambda: Grounder(words()), names, cache, made_of, meter.spared)
    for item in found:
        if item.source != "release":
            draft.document(item.document)
    draft.take(readings.kept_batch(lambda: _named(found, words(), names()), cache, made_of))
    files = [(item.path, item.document.id) for item in found if item.source == "determination"]
    own = dict(zip((path for path, _ in files), readings.determined(files, cache), strict=True))
    for item in (i for i in found if i.source in _READ):
        meter.page(item.document.path, item.document.bytes)
        if item.source == "procedure":
            procedures.add(draft, item.path, item.document.id, reader.read)
        elif item.source == "determination":
            determinations.add(draft, own[item.path], item.path.read_text("utf-8"), item.document.id)
        else:
            _policies(draft, item, data)
    draft.review = readings.suggested(draft.review, words, cache, made_of)
    return draft


def _named(found: list[Input], words: Lexicon, names: Titles) -> Batch:
    """What the vocabularies and titles say of concepts and codes."""
    draft = Draft()
    for item in found:
        if item.source in _WORDS:
            draft.document(item.document)
    vocabularies.codes(draft, words)
    titles.add(draft, names, {i.path.name: i.document.id for i in found if i.source == "title"})
    batch = draft.batch()
    vocabularies.add(batch, words, {i.path.stem: i.document.id for i in found if i.source == "vocabulary"})
    return batch


def _policies(draft: Draft, item: Input, data: Path) -> None:
    """A user's own policy document; the payers that are known by name are data."""
    from graph.ingest.policies.reader import PolicyReader  # most builds have no such document

    path = data / "policies" / "payers.toml"
    known = payers.load(path) if path.is_file() else ()
    for reading in PolicyReader(known).read(item.path):
        payer_policies.add(draft, reading, item.document.id, {payer.name: payer.id for payer in known})


def _entries(found: list[Input]) -> list[dict[str, object]]:
    return [
        {"source": i.source, "path": i.document.path, "sha256": i.document.id.partition(":")[2],
         "bytes": i.document.bytes, "licence": i.document.licence, "publisher": i.document.publisher} for i in found
    ]


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
