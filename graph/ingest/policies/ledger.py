"""The provisions of a document while it is read: what was said, over which codes, each code once in each provision."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from graph.ingest.policies import codes
from graph.ingest.policies.reading import Criterion, ReadCode, ReadProvision, ReadRange
from graph.ingest.policies.rows import Row
from graph.ingest.policies.stances import NOT_COVERED
from graph.ingest.text.spans import Span
from graph.model import Problem

GRANTED = ("covered", "covered_with_criteria", "coverage_with_evidence_development")
DENIED = ("not_medically_necessary", "investigational", "cosmetic", "non_covered_statutory", "non_covered", NOT_COVERED)

_DRUG = re.compile(r"[JQ]\d{4}|C9\d{3}")  # codes of drugs


@dataclass(eq=False)
class Entry:
    """One provision being filled, known by itself and not by what it holds; `listed` where a heading over a table carries the stance, else a sentence does."""

    stance: str
    span: Span
    group: str | None = None
    authorization: str = "unknown"
    is_default: bool = False
    listed: bool = False
    declared: bool = False  # neutral by what the document says of the list, not for want of a stance
    limited: bool = False  # it denies for one line of business only
    codes: dict[tuple[str, str], ReadCode] = field(default_factory=dict)
    ranges: dict[str, ReadRange] = field(default_factory=dict)
    pseudo: list[str] = field(default_factory=list)
    criteria: Criterion | None = None

    @property
    def empty(self) -> bool:
        return not (self.codes or self.ranges or self.pseudo)

    def done(self) -> ReadProvision:
        return ReadProvision(
            self.stance, self.authorization, self.span.text, self.span.start, self.span.end, self.group,
            tuple(self.codes.values()), tuple(self.ranges.values()), tuple(self.pseudo), self.is_default, self.criteria)


class Ledger:
    """Entries in the order of the text, and what was wrong with their codes."""

    def __init__(self, path: str) -> None:
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self.authorized: dict[str, str] = {}  # what is said of prior authorization for single codes
        self.asked: list[Entry] = []  # sentences that speak of prior authorization only
        self._path = path

    def open(self, entry: Entry) -> Entry:
        self.entries.append(entry)
        return entry

    def put(self, entry: Entry, found: codes.Found, row: Row) -> None:
        """Take a code or a range into a provision; a range that cannot be one is reported and not guessed at."""
        if found.code:
            key = (found.code.system, found.code.code.upper())
            entry.codes.setdefault(key, _placed(found.code, row, found))
        elif found.range and (fault := codes.fault(found.range)):
            self.problem(row.number, f"{found.range.raw} is no range: {fault}")
        elif found.range:
            entry.ranges.setdefault(found.range.raw, found.range)

    def problem(self, line: int | None, what: str) -> None:
        self.problems.append(Problem(self._path, line, what))

    def ask_for_drugs(self, authorization: str) -> None:
        """What a policy on a drug says of asking before holds for its code where that is only listed and nothing is granted by code."""
        if not any(e.stance in GRANTED and e.codes for e in self.entries):
            drugs = [c.code for e in self.entries if e.stance == "informational" for c in e.codes.values() if _DRUG.fullmatch(c.code)]
            self.authorized |= {code: authorization for code in drugs if code not in self.authorized}

    def ask_for_list(self, authorization: str) -> None:
        """What a list says of asking before as a whole holds for its codes where none has a word of its own."""
        if not self.authorized and all(e.authorization == "unknown" for e in self.entries):
            self.authorized |= {c.code: authorization for e in self.entries if e.stance == "informational" for c in e.codes.values()}

    def finish(self, denied_as: str, authorization: str) -> tuple[ReadProvision, ...]:
        """The provisions: "not covered" gets its reason, a neutral list repeats nothing that the text decides on."""
        for entry in self.entries:
            entry.stance = denied_as if entry.stance == NOT_COVERED else entry.stance
            if entry.authorization == "unknown" and entry.stance in GRANTED:
                entry.authorization = authorization
        conditioned = any(e.stance == "covered_with_criteria" and not e.listed for e in self.entries)
        for entry in self.entries:
            if conditioned and entry.listed and entry.stance == "covered" and "medically necessary" in entry.span.text.lower():
                entry.stance = "covered_with_criteria"  # what a list calls necessary is so by the criteria of the text
        self._narrow()
        self.entries = [part for entry in self.entries for part in self._parted(entry)] + self._unsaid()
        decided = {key for e in self.entries if e.stance != "informational" for key in e.codes}
        ranged = {raw for e in self.entries if e.stance != "informational" for raw in e.ranges}
        listed = {key for e in self.entries if e.stance != "informational" and e.listed for key in e.codes}
        for entry in self.entries:
            if entry.declared:
                entry.codes = {k: c for k, c in entry.codes.items() if k not in listed}
            elif entry.stance == "informational":
                entry.codes = {k: c for k, c in entry.codes.items() if k not in decided}
                entry.ranges = {k: r for k, r in entry.ranges.items() if k not in ranged}
        self._contradictions()
        return tuple(e.done() for e in _merged(self.entries) if not (e.listed and e.empty and not e.is_default))

    def _narrow(self) -> None:
        """A denial for one line of business takes no code back that the document grants; it is reported."""
        granted = _stances(self.entries, GRANTED)
        for entry in self.entries:
            if entry.limited and entry.stance in DENIED:
                self.problem(None, f"denied for one line of business only: “{_short(entry)}”")
                entry.codes = {key: code for key, code in entry.codes.items() if key not in granted}

    def _unsaid(self) -> list[Entry]:
        """Provisions for codes of which the document says whether to ask before, and nothing else."""
        said = {key for entry in self.entries for key in entry.codes}
        for entry in self.asked:
            entry.codes = {key: code for key, code in entry.codes.items() if key not in said}
        return [entry for entry in self.asked if entry.codes]

    def _parted(self, entry: Entry) -> list[Entry]:
        """A provision, and beside it one for those of its codes for which prior authorization is stated by name."""
        parts: dict[str, Entry] = {}
        for key, code in list(entry.codes.items()):
            said = self.authorized.get(code.code, entry.authorization)
            if said != entry.authorization:
                part = parts.setdefault(said, replace(entry, authorization=said, codes={}, ranges={}, pseudo=[], criteria=None))
                part.codes[key] = entry.codes.pop(key)
        return [*([] if parts and entry.empty else [entry]), *parts.values()]

    def _contradictions(self) -> None:
        """A code that the document both grants and denies; both stay, and it is said."""
        granted = _stances(self.entries, GRANTED)
        for key, denied in _stances(self.entries, DENIED).items():
            if key in granted:
                self.problem(None, f"{key[0]} {key[1]} is {granted[key].stance} by “{_short(granted[key])}” and "
                                   f"{denied.stance} by “{_short(denied)}”; both are kept")


def _stances(entries: Iterable[Entry], which: tuple[str, ...]) -> dict[tuple[str, str], Entry]:
    return {key: e for e in entries if e.stance in which for key in e.codes}


def _short(entry: Entry) -> str:
    return entry.span.text if len(entry.span.text) <= 60 else entry.span.text[:57] + "…"


def _placed(code: ReadCode, row: Row, found: codes.Found) -> ReadCode:
    span = row.span[found.start : found.start + code.end - code.start]
    return replace(code, start=span.start, end=span.end)


def _merged(entries: list[Entry]) -> list[Entry]:
    """Entries of one phrase as one provision."""
    kept: dict[tuple[str, int, str | None, bool, str], Entry] = {}
    for entry in entries:
        key = (entry.stance, entry.span.start, entry.group, entry.is_default, entry.authorization)
        if key in kept:
            kept[key].codes |= entry.codes
            kept[key].ranges |= entry.ranges
            kept[key].pseudo += entry.pseudo
        else:
            kept[key] = entry
    return list(kept.values())
