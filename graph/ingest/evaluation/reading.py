"""Scores of the page reader on annotated pages, as `codekin evaluate reading` prints them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graph.errors import PageNotRecognised
from graph.ingest.evaluation.figures import Figures, figures
from graph.ingest.evaluation.gold import SHARED, Gold, LeftOut, load, minutes
from graph.ingest.evaluation.matching import Spot, matched
from graph.ingest.evaluation.tally import Scored, tallies
from graph.ingest.text.reader import Reader


@dataclass(frozen=True, slots=True)
class PageSet:
    """Scored pages of some folders, and the gold files that could not be scored."""

    pages: tuple[Scored, ...]
    left_out: tuple[LeftOut, ...]

    def part(self, folder: str) -> PageSet:
        """What lies in one of the folders."""
        return PageSet(tuple(p for p in self.pages if p.gold.folder == folder),
                       tuple(p for p in self.left_out if p.folder == folder))

    def figures(self) -> Figures:
        """All figures of the set, and what was left out of it."""
        return {**figures(tallies(list(self.pages))), "left_out": [asdict(one) for one in self.left_out],
                "left_out_why": dict(Counter(one.why for one in self.left_out))}


def score(folders: Iterable[Path], reader: Reader, shared: Path = SHARED) -> PageSet:
    """Read the pages that the gold files of some folders speak of and match the mentions."""
    golds = [load(file, shared) for folder in folders for file in sorted(folder.glob("*.json"))]
    return PageSet(tuple(score_page(gold, reader) for gold in golds if isinstance(gold, Gold)),
                   tuple(gold for gold in golds if isinstance(gold, LeftOut)))


def evaluate(folder: Path, reader: Reader) -> Figures:
    """All figures over the gold files of one folder."""
    return score([folder], reader).figures()


def score_page(gold: Gold, reader: Reader) -> Scored:
    """Read one page; a page that the reader refuses counts as one on which nothing was found."""
    try:
        reading = reader.read(gold.page).as_json()
    except PageNotRecognised:
        return Scored(gold, (), None, None, (), recognised=False)
    found = tuple(_found(m) for m in reading["mentions"])
    return Scored(gold, found, reading["code"], minutes(reading["duration"]),
                  tuple(matched(list(gold.spots), list(found))))


def _found(m: dict[str, Any]) -> Spot:
    return Spot(m["predicate"], m["start"], m["end"], m["concept"], m["condition"], m["negated"], tuple(m["codes"]),
                m["exact"], m["hedge"])
