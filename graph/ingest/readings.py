"""Pages as they were read before: a page of the same content and name, read with the same words, says the same.

The words themselves are kept beside them, and loaded for a page that is new: to make their indexes costs more than to
read it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import UnreadableFile
from graph.ingest import records, review, taken
from graph.ingest.assembly.facts import Entry
from graph.ingest.batch import Batch
from graph.ingest.cache import Cache, Said
from graph.ingest.draft import Review
from graph.ingest.sources import determinations
from graph.ingest.text import learned, lexicon, synonyms
from graph.ingest.text.documents import Source
from graph.ingest.text.grounding import Grounder, Grounding
from graph.ingest.text.lexicon import Lexicon
from graph.ingest.text.reading import Mention, Reading
from graph.ingest.text.titles import Titles
from graph.model import Duration, Policy, Qualifiers, Section
from graph.release.directory import digest

if TYPE_CHECKING:
    from graph.ingest.text.reader import Reader


_RULES = "rules"


def vocabularies(folder: Path, cache: Cache, words: str) -> Lexicon:
    """The vocabularies of a folder, of which `words` is a hash, from a cache or read and put there."""
    if found := cache.find("vocabularies", words):
        return Lexicon.of(found[1], synonyms.load(folder))
    read = lexicon.load(folder)
    cache.note(read.plain(), "vocabularies", words)
    return read


def kept_batch(make: Callable[[], Batch], cache: Cache, words: str) -> Batch:
    """What all vocabularies and titles say, from a cache or made and put there; `words` is a hash of them."""
    found = taken.get(cache, words, "said") or taken.put(
        cache, words, "said", ([Entry("", "vocabularies", make())], [], []))
    return found[0][0].batch


def determined(files: Sequence[tuple[Path, str]], cache: Cache) -> list[Policy]:
    """What some determinations with their documents say, from a cache or read and put there; all at once, for each is
    small."""
    made_of = ("determinations", hashlib.sha256(repr([(path.name, id) for path, id in files]).encode()).hexdigest())
    if found := cache.find(*made_of):
        return [records.load(text) for text in found[1]["policies"]]
    made = [determinations.read(path, path.read_text("utf-8"), id) for path, id in files]
    cache.note({"policies": [records.dump(policy) for policy in made]}, *made_of)
    return made


def suggested(reviews: list[Review], lexicon: Callable[[], Lexicon], cache: Cache, words: str) -> list[Review]:
    """What `review.suggest` says of some mentions, from a cache or worked out and put there."""
    made_of = ("suggestions", words, hashlib.sha256(repr(reviews).encode()).hexdigest())
    if found := cache.find(*made_of):
        return [Review(**one) for one in found[1]["reviews"]]
    made = review.suggest(reviews, lexicon())
    cache.note({"reviews": made}, *made_of)
    return made


class KeepingReader:
    """Reads pages and keeps what they say in a cache; `words` is a hash of the vocabularies and titles it reads with,
    and `spared` is told of every page that was kept.

    A kept reading has an empty source: what the page says is there, its lines are not.
    """

    def __init__(self, grounder: Callable[[], Grounder], titles: Callable[[], Titles], cache: Cache, words: str,
                 spared: Callable[[], None] = lambda: None) -> None:
        self._grounder, self._titles = grounder, titles
        self._cache, self._words, self._spared = cache, words, spared
        cache.has(_RULES)  # asked for, so that it stays where no page is new

    @cached_property
    def _reader(self) -> Reader:
        """Recalls what its rules need before they are loaded, which takes half as long then."""
        kept = self._cache.find(_RULES)
        learned.recall(kept[1] if kept else {})
        reader = self._loaded()
        if kept is None:
            self._cache.note(learned.plain(), _RULES)
        return reader

    def _loaded(self) -> Reader:
        from graph.ingest.text.reader import Reader  # its rules take as long to load as a dozen pages to be read

        return Reader(self._grounder(), self._titles())

    def read(self, path: Path, given: str | None = None) -> Reading:
        """As `Reader.read`; a page that cannot be read is tried again each time."""
        made_of = (_digest(path), path.name, self._words, given or "")
        if found := self._cache.find(*made_of):
            self._spared()
            return _load(path, found[1])
        reading = self._reader.read(path, given)
        self._cache.note(_said(reading), *made_of)
        return reading


def _digest(path: Path) -> str:
    try:
        return digest(path)
    except OSError as error:
        raise UnreadableFile("file cannot be read", where=path, expected="a readable file", got=error.strerror,
                             hint="check the name and the permissions") from error


def _said(reading: Reading) -> Said:
    """Mentions without the names of their fields, and with the number of their qualifiers: most have the same."""
    number = {q: n for n, q in enumerate(dict.fromkeys(m.qualifiers for m in reading.mentions))}
    return {"code": reading.code, "title": reading.title, "format": reading.source.format,
            "duration": reading.duration, "sections": reading.sections, "qualifiers": list(number),
            "mentions": [(*m[:-2], number[m.qualifiers], *m.grounding) for m in reading.mentions]}


def _load(path: Path, said: Said) -> Reading:
    qualifiers = [Qualifiers(**q) for q in said["qualifiers"]]
    return Reading(
        Source(path, "", said["format"], ()), said["code"], said["title"],
        tuple([Section(**s) for s in said["sections"]]), said["duration"] and Duration(**said["duration"]),
        tuple([_mention(qualifiers, *row) for row in said["mentions"]]),
    )


def _mention(
    qualifiers: list[Qualifiers], predicate: str, section: str, exact: str, start: int, end: int, number: int,
    concept: str, label: str, codes: list[str], *others: Any,
) -> Mention:
    return Mention(predicate, section, exact, start, end, qualifiers[number],
                   Grounding(concept, label, tuple(codes), *others))
