"""Which characters may come next in an ICD-10-PCS code, what they mean there, and where a code goes wrong.

Codes are sorted, so all codes below a prefix are one run of rows, and two binary searches count them. What a character
means is read from the axis values of the codes below it, because the same character means different things elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import BadIdentifier, NotFound
from graph.query.columns import Columns

SYSTEM = "ICD10PCS:"
LENGTH = 7
TABLE = 3  # so many characters name one table, whose own values do not differ from code to code
_WRITTEN = re.compile(r"\s*(?:(?:ICD-?10-?PCS|PCS)\s*:)?\s*([0-9A-Za-z]*)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """One character at one position: `axis` its name there, `labels` what it means, `codes` how many lie below."""

    position: int
    character: str
    axis: str | None
    labels: tuple[str, ...]
    codes: int


@dataclass(frozen=True, slots=True)
class Completion:
    """What an edition says of a code or the beginning of one.

    `prefix` is as much of `asked` as is valid and `path` what its characters mean; `choices` may follow the prefix.
    `failed_at` is the position, from 1, of the first character that may not stand there.
    """

    asked: str
    prefix: str
    edition: str
    codes: int
    path: tuple[Choice, ...]
    choices: tuple[Choice, ...]
    failed_at: int | None
    label: str | None

    @property
    def valid(self) -> bool:
        """Whether what was asked is a code or the beginning of one."""
        return self.failed_at is None

    @property
    def complete(self) -> bool:
        """Whether what was asked is a whole valid code."""
        return self.valid and len(self.prefix) == LENGTH


def complete(columns: Columns, text: str, on: date | None = None) -> Completion:
    """The characters that may follow `text` in the newest edition, or in the one that holds on a day.

    `BadIdentifier` for what cannot begin a code, `NotFound` when the release holds no edition of ICD-10-PCS.
    """
    asked = _asked(text)
    codes = _codes(columns, on)
    runs = codes.runs(asked)
    prefix, run = asked[: len(runs) - 1], runs[-1]
    whole = len(prefix) == LENGTH
    node = columns.node(int(codes.listed[run.start])) if whole else None
    return Completion(asked, prefix, codes.name, run.stop - run.start, codes.path(prefix, runs),
                      () if whole else codes.choices(run, len(prefix)), len(runs) if prefix != asked else None,
                      node and node.label)


def _asked(text: str) -> str:
    match = _WRITTEN.fullmatch(text)
    found = match[1].upper() if match else ""
    if match is None or len(found) > LENGTH:
        raise BadIdentifier("not the beginning of an ICD-10-PCS code", got=repr(text),
                            expected=f"up to {LENGTH} digits and letters", hint="for example ICD10PCS:0DT or 0DTJ4ZZ")
    return found


def _edition(columns: Columns, on: date | None) -> tuple[str, date, int]:
    """Title, first day and number of the edition that holds on a day, or of the newest, of those that list codes."""
    table = columns.release.table("editions")
    listed = columns.release.arrays("presence")
    rows = [row for row in table.filter(pc.equal(table.column("family"), "ICD10PCS")).to_pylist()
            if str(row["number"]) in listed and (on is None or row["effective_from"] <= on)]
    if not rows:
        raise NotFound("this release holds no such edition of ICD-10-PCS", expected="an order file or the tables",
                       got="none" if on is None else f"none that holds on {on}",
                       hint="codekin build --release FILE reads them")
    newest = max(rows, key=lambda row: row["effective_from"])
    return newest["title"], newest["effective_from"], newest["number"]


@lru_cache(maxsize=8)
def _codes(columns: Columns, on: date | None) -> _Codes:
    return _Codes(columns, *_edition(columns, on))


class _Codes:
    """The valid codes of one edition: `listed` are their rows among the nodes, ascending like the codes."""

    def __init__(self, columns: Columns, name: str, since: date, number: int) -> None:
        self._columns, self.name, self._since = columns, name, since
        ids = columns.release.table("nodes").column("id").combine_chunks()
        ids = ids.chunk(0) if isinstance(ids, pa.ChunkedArray) else ids
        # The text of the column as it lies in the mapped file: a character of a code is one byte of it.
        offsets, self._bytes = (np.frombuffer(ids.buffers()[n], kind) for n, kind in ((1, np.int32), (2, np.uint8)))
        listed = columns.release.arrays("presence")[str(number)]
        width = offsets[ids.offset + listed + 1] - offsets[ids.offset + listed]
        self.listed = listed[width == len(SYSTEM) + LENGTH]
        self._starts = offsets[ids.offset + self.listed] + len(SYSTEM)
        table = columns.release.table("qualifiers")
        self._axis = table.column("quantity").fill_null(0).to_numpy()
        self._role = table.column("role").fill_null("").to_pylist()

    def _characters(self, run: slice, position: int) -> np.ndarray:
        """The characters at a position (from 0) of the codes of a run, ascending where all before are equal."""
        return self._bytes[self._starts[run] + position]

    def runs(self, asked: str) -> list[slice]:
        """Where the codes stand that begin with nothing, the first character, … as far as there are any."""
        found = [slice(0, len(self.listed))]
        for position, character in enumerate(asked):
            here = self._characters(found[-1], position)
            ends = np.searchsorted(here, [ord(character), ord(character) + 1]) + found[-1].start
            if ends[0] == ends[1]:
                break
            found.append(slice(int(ends[0]), int(ends[1])))
        return found

    def path(self, prefix: str, runs: list[slice]) -> tuple[Choice, ...]:
        """What every character of a valid prefix means in the codes that begin with all of it."""
        rows = np.arange(runs[-1].start, runs[-1].stop)
        meanings = self._meanings(rows if len(prefix) > TABLE else rows[:1])
        return tuple(
            _choice(n, character, [(a, label) for row, at, a, label in meanings if at == n], run.stop - run.start)
            for n, (character, run) in enumerate(zip(prefix, runs[1:], strict=True), 1)
        )

    def choices(self, run: slice, position: int) -> tuple[Choice, ...]:
        """Every character that may stand at a position (from 0) of the codes of a run."""
        here = self._characters(run, position)
        names, first, counts = np.unique(here, return_index=True, return_counts=True)
        rows = np.arange(run.start, run.stop) if position >= TABLE else run.start + first
        meanings: dict[int, set[tuple[str, str]]] = {}
        for row, _, axis, label in self._meanings(rows, position + 1):
            meanings.setdefault(int(here[row - run.start]), set()).add((axis, label))
        return tuple(_choice(position + 1, chr(name), sorted(meanings.get(int(name), ())), int(count))
                     for name, count in zip(names, counts, strict=True))

    def _meanings(self, rows: np.ndarray, position: int | None = None) -> list[tuple[int, int, str, str]]:
        """Place, position, axis name and label of the distinct values of codes, given by their places in `listed`."""
        place, values, edges = self._columns.rows("has_axis_value", "out").many(self.listed[rows])
        of = rows[place]
        kind = self._columns.release.table("edges").column("qualifiers").to_numpy()[edges]
        axis = self._axis[kind].astype(np.int64)
        here = np.flatnonzero((axis == position) if position else (axis > 0))
        here = here[self._held(edges[here])]
        character = self._bytes[self._starts[of[here]] + axis[here] - 1]
        key = ((axis[here] << 8 | character) * len(self._role) + kind[here]) * self._columns.size + values[here]
        _, first = np.unique(key, return_index=True)
        return [(int(of[n]), int(axis[n]), *self._named(self._role[kind[n]], int(values[n]))) for n in here[first]]

    def _held(self, edges: np.ndarray) -> np.ndarray:
        """Which edges hold on the first day of the edition."""
        table, at, day = self._columns.release.table("edges"), pa.array(edges), pa.scalar(self._since, pa.date32())
        since, until = (table.column(name).take(at) for name in ("valid_from", "valid_to"))
        held = pc.and_(pc.less_equal(since, day).fill_null(True), pc.greater_equal(until, day).fill_null(True))
        return held.to_numpy()

    def _named(self, role: str, value: int) -> tuple[str, str]:
        return role, self._columns.node(value).label.removesuffix(f" ({role.lower()})")


def _choice(position: int, character: str, meanings: list[tuple[str, str]], codes: int) -> Choice:
    axes, labels = (tuple(sorted(set(part))) for part in zip(*meanings, strict=True)) if meanings else ((), ())
    return Choice(position, character, " / ".join(axes) or None, labels, codes)
