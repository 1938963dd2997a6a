"""One raw code field of a policy, read: codes, ranges, pseudo-codes, modifiers, and what could not be read.

Nothing is repaired in silence: a broken or reversed piece is an error with its reason, and every character of the
field belongs to a piece of the reading or to a separator. Most fields are plain lists, which need no grammar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graph.errors import BadInput
from graph.ingest.policies.notation_codes import SYSTEMS, from_number, range_fault, read_code
from graph.ingest.policies.notation_grammar import parse
from graph.ingest.policies.notation_pieces import Piece


@dataclass(frozen=True, slots=True)
class CodeField:
    """A field, read; `text` is `raw` as the offsets count it, `pieces` come in its order, without separators."""

    raw: str | int | float | None
    system: str
    text: str
    pieces: tuple[Piece, ...] = field(default=())

    @property
    def parsed(self) -> list[Piece]:
        """Codes, ranges and pseudo-codes, each once."""
        seen: dict[tuple[str, ...], Piece] = {}
        for piece in self.pieces:
            if piece.kind in ("code", "range", "pseudo"):
                seen.setdefault((piece.kind, piece.first, piece.last), piece)
        return list(seen.values())

    @property
    def errors(self) -> dict[str, str]:
        """The pieces that could not be read, as written, with the reason."""
        return {self.text[p.start:p.end]: p.why for p in self.pieces if p.kind == "error"}

    @property
    def modifiers(self) -> list[dict[str, str]]:
        """Each modifier beside the code or range that it follows, each pair once."""
        found: dict[tuple[str, ...], dict[str, str]] = {}
        owner = Piece("code", 0, 0)
        for piece in self.pieces:
            if piece.kind in ("code", "range"):
                owner = piece
            elif piece.kind == "modifier":
                for name in piece.first.split():
                    found[owner.first, owner.last, name] = {**owner.as_json(), "modifier": name}
        return list(found.values())

    def as_json(self) -> dict[str, Any]:
        """The contract of `codekin codes`; the further keys are there only where they say something."""
        errors, parsed = self.errors, self.parsed
        answer = {"raw": self.raw, "system": self.system, "parsed": [p.as_json() for p in parsed],
                  "errors": list(errors)}
        if all(p.system == self.system and not p.stub for p in self.pieces):
            return answer  # nothing but codes and ranges of the column's own system
        apart = {
            "modifiers": self.modifiers,
            "other_systems": {p.first: p.system for p in parsed if p.system not in ("", self.system)},
            "stubs": [p.first for p in parsed if p.stub],
            "notes": [p.first for p in self.pieces if p.kind == "note"],
            "reasons": errors,
        }
        return answer | {name: value for name, value in apart.items() if value}


_PLAIN = re.compile(r"[^,;\s]+")


def read_field(raw: str | int | float | None, system: str) -> CodeField:
    """Read one raw field of a column of `system`, one of `SYSTEMS`; takes time linear in its length.

    >>> read_field("E11.621-E11.622:C79.51-C75.52, No ICD", "ICD10CM").as_json()["parsed"]
    [{'start': 'E11.621', 'end': 'E11.622'}, {'pseudo': 'No ICD'}]
    """
    if system not in SYSTEMS:
        raise BadInput("not a system of code fields", expected=", ".join(SYSTEMS), got=repr(system))
    text = _text(raw, system)
    pieces = _plain(text, system)
    if pieces is None:
        pieces = [p for p in parse(text, system) if p.kind != "separator"]
    return CodeField(raw, system, text, tuple(pieces))


def _text(raw: object, system: str) -> str:
    if raw is None or isinstance(raw, str):
        return raw or ""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return from_number(raw, system)
    raise BadInput("a code field is a text or a number", got=f"{type(raw).__name__} {raw!r:.60}")


def _plain(text: str, system: str) -> list[Piece] | None:
    """The pieces of a list of codes and ranges between commas, semicolons and blanks; None when it is anything else."""
    pieces = []
    for match in _PLAIN.finditer(text):
        read = _simple(match[0], system)
        if read is None:
            return None
        kind, own, first, last = read
        pieces.append(Piece(kind, match.start(), match.end(), first, last, own))
    return pieces


@lru_cache(maxsize=1 << 16)
def _simple(text: str, system: str) -> tuple[str, str, str, str] | None:
    """(kind, system, first, last) of one code or sound range; None when it is anything else."""
    code = read_code(text, system)
    if code:
        return None if code[0] == "ICD10CM" and code[1].endswith("X") else ("code", *code, "")
    first, _, last = text.replace("–", "-").partition("-")
    a, b = read_code(first, system), read_code(last, system)
    return ("range", a[0], a[1], b[1]) if a and b and range_fault(a, b) is None else None
