"""Scores of the policy reader on annotated policies, as `codekin evaluate policies` prints them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from graph.errors import BadInput
from graph.ingest.evaluation.gold import SHARED, LeftOut
from graph.ingest.evaluation.policy_figures import Counts, Figures, figures
from graph.ingest.evaluation.policy_gold import FIELDS, Dated, GoldPolicy, fold, load
from graph.ingest.policies.reading import PolicyReading

Read = Callable[[Path], Sequence[PolicyReading]]
Label = TypeVar("Label")
NEUTRAL = frozenset({"informational", "not_addressed"})


@dataclass(frozen=True, slots=True)
class FoundCode:
    """What a reading says of one code, over all its provisions."""

    system: str
    stances: frozenset[str]
    prior_authorization: frozenset[str]


@dataclass(frozen=True, slots=True)
class ScoredPolicy:
    """One document: what was annotated, and what was read; None where the reader refused it."""

    gold: GoldPolicy
    reading: PolicyReading | None
    codes: dict[str, FoundCode]

    def matched(self) -> list[str]:
        """Codes that both sides have."""
        return sorted(self.gold.codes.keys() & self.codes.keys())

    def authorizable(self) -> list[str]:
        """Matched codes of things that are done or given: nobody authorizes a diagnosis."""
        return [code for code in self.matched() if self.gold.codes[code].system != "ICD10CM"]

    def spurious(self) -> list[str]:
        """Codes that only the reading has; one inside an annotated range or mentioned on both sides is no error."""
        return sorted(c for c in self.codes.keys() - self.gold.codes.keys()
                      if not any(first <= c <= last for first, last in self.gold.ranges)
                      and not (c in self.gold.mentions and self.codes[c].stances <= NEUTRAL))

    def dates(self) -> set[Dated]:
        """Dates read, without those that may be read or left out; an annotated one is never left out."""
        found = {(d.role, d.value) for d in self.reading.dates} if self.reading else set()
        return found - (self.gold.optional_dates - resolved(self.gold.dates, found))

    def cells(self) -> set[tuple[str, str]]:
        """Marked cells of the matrix that was read, where one is judged."""
        rows = self.reading.matrix if self.reading and self.gold.matrix is not None else ()
        return {(fold(row.hcpcs), fold(code)) for row in rows for code in row.icd10}

    def stated(self) -> set[str]:
        """Stances that any provision takes, with codes or without; one that is right for some code is no error."""
        read = {p.stance for p in self.reading.provisions} - NEUTRAL if self.reading else set()
        of_codes = {label for code in self.gold.codes.values() for one in code.stances for label in one}
        return read - (of_codes - resolved(self.gold.stated, read))

    def field(self, name: str) -> str | None:
        """What was read of a field of the policy: payer, number, title, kind or status."""
        return getattr(self.reading, name) if self.reading else None

    def right(self, name: str) -> bool:
        """Whether a field is one of its right values; nothing is right in a document that was refused."""
        values = {_plain(value) for value in self.gold.fields[name]}
        return self.reading is not None and _plain(self.field(name)) in values


@dataclass(frozen=True, slots=True)
class PolicySet:
    """Scored documents of some folders, and the gold files that could not be scored."""

    documents: tuple[ScoredPolicy, ...]
    left_out: tuple[LeftOut, ...]

    def figures(self) -> Figures:
        """All figures of the set, of each document, and what was left out."""
        rows = {f"{one.gold.folder}/{one.gold.name}": tally(one) for one in self.documents}
        return {**figures(list(rows.values())), "of_documents": {n: figures([row]) for n, row in rows.items()},
                "left_out": [asdict(one) for one in self.left_out],
                "left_out_why": dict(Counter(one.why for one in self.left_out))}


def score(folders: Iterable[Path], read: Read, shared: Path = SHARED) -> PolicySet:
    """Read the documents that the gold files of some folders speak of; a file of several records is read once."""
    golds = [load(file, shared) for folder in folders for file in sorted(folder.glob("*.json"))]
    readings: dict[Path, Sequence[PolicyReading]] = {}
    scored = []
    for gold in golds:
        if isinstance(gold, GoldPolicy):
            if gold.file not in readings:
                readings[gold.file] = _read(gold.file, read)
            scored.append(score_document(gold, readings[gold.file]))
    return PolicySet(tuple(scored), tuple(gold for gold in golds if isinstance(gold, LeftOut)))


def score_document(gold: GoldPolicy, readings: Sequence[PolicyReading]) -> ScoredPolicy:
    """The reading of the annotated record beside its gold."""
    reading = readings[gold.record] if gold.record < len(readings) else None
    return ScoredPolicy(gold, reading, _codes(reading) if reading else {})


def resolved(gold: Iterable[tuple[Label, ...]], found: Iterable[Label]) -> set[Label]:
    """Annotated labels (or dates); of several right ones the one that was read.

    >>> resolved([("covered", "covered_with_criteria")], {"covered_with_criteria"})
    {'covered_with_criteria'}
    """
    read = set(found)
    return {next((label for label in one if label in read), one[0]) for one in gold}


def authorized(code: FoundCode) -> set[str]:
    """What is said of prior authorization; unknown only where nothing else is."""
    return set(code.prior_authorization - {"unknown"}) or {"unknown"}


def tally(one: ScoredPolicy) -> Counts:
    """The counts of one document; every figure is made of sums of these."""
    matched, spurious = one.matched(), one.spurious()
    authorizable = one.authorizable()
    stated = resolved(one.gold.stated, one.stated())
    return {
        "documents": 1, "recognised": one.reading is not None, **{f"{f}.hits": one.right(f) for f in FIELDS},
        **_both("date", resolved(one.gold.dates, one.dates()), one.dates()),
        **_both("matrix", set(one.gold.matrix or ()), one.cells()),
        **_both("stated", stated, one.stated()),
        "code.gold": len(one.gold.codes), "code.found": len(matched) + len(spurious), "code.both": len(matched),
        "false.of": len(one.gold.false_codes), "false.hits": len(one.gold.false_codes & set(spurious)),
        "system.hits": sum(one.gold.codes[c].system == one.codes[c].system for c in matched),
        **_stances(one, matched),
        "authorization.of": len(authorizable),
        "authorization.hits": sum(authorized(one.codes[c]) == {one.gold.codes[c].prior_authorization}
                                  for c in authorizable),
    }


def _stances(one: ScoredPolicy, matched: list[str]) -> Counts:
    """How often all stances of a code are right, and of each label how often it is annotated, read, both."""
    out: Counter[str] = Counter()
    for code in matched:
        read = one.codes[code].stances
        gold = resolved(one.gold.codes[code].stances, read)
        out["stance.hits"] += gold == read
        for part, labels in (("gold", gold), ("found", read), ("both", gold & read)):
            out.update(f"stance:{label}.{part}" for label in labels)
    return dict(out)


def _both(name: str, gold: set[object], found: set[object]) -> Counts:
    return {f"{name}.gold": len(gold), f"{name}.found": len(found), f"{name}.both": len(gold & found)}


def _read(file: Path, read: Read) -> Sequence[PolicyReading]:
    """A file that the reader refuses counts as one in which nothing was found."""
    try:
        return read(file)
    except BadInput:
        return ()


def _codes(reading: PolicyReading) -> dict[str, FoundCode]:
    """Every code of the provisions, and both ends of every range, with all that is said of it."""
    said: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for p in reading.provisions:
        for system, code in (*((c.system, c.code) for c in p.codes),
                             *((r.system, end) for r in p.ranges for end in (r.first, r.last))):
            said[fold(code)].append((system, p.stance, p.prior_authorization))
    return {code: FoundCode(rows[0][0], frozenset(r[1] for r in rows), frozenset(r[2] for r in rows))
            for code, rows in said.items()}


def _plain(value: str | None) -> str | None:
    """A field as it is compared: case, blanks, marks and British spelling do not count; None stays None.

    >>> _plain("Utilization Guideline") == _plain("utilisation-guideline")
    True
    """
    if value is None:
        return None
    return re.sub(r"[\W_]+", "", value.casefold()).replace("isation", "ization")
