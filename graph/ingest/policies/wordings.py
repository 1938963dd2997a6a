"""The wordings of `data/policies/wordings.toml`: words of one sentence, in any order, that say a stance together."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graph.errors import BadTable

_BUNDLED = Path(__file__).parents[3] / "data" / "policies" / "wordings.toml"
GRANTING = "covered"


@dataclass(frozen=True, slots=True)
class Wording:
    """A stance, the words that must all be in a sentence, and those that must not."""

    stance: str
    all: tuple[re.Pattern[str], ...]
    none: tuple[re.Pattern[str], ...]

    def said_in(self, text: str) -> bool:
        """Whether a sentence says it."""
        return all(word.search(text) for word in self.all) and not any(word.search(text) for word in self.none)


def load(path: Path) -> tuple[Wording, ...]:
    """The wordings in the order of the file; `BadTable` names what breaks the contract."""
    try:
        records = tomllib.loads(path.read_text("utf-8")).get("wording", [])
        return tuple(Wording(r["stance"], _words(r["all"]), _words(r.get("none", []))) for r in records)
    except (tomllib.TOMLDecodeError, OSError, re.error, KeyError, TypeError) as error:
        raise BadTable("wordings cannot be read", where=path, expected="[[wording]] with stance, all and none", got=error, hint="mend the file") from error


def _words(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) for pattern in patterns)


@cache
def _bundled() -> tuple[Wording, ...]:
    return load(_BUNDLED)


def denied(text: str) -> str | None:
    """The stance of a sentence that denies in other words than the set phrases.

    >>> denied("The clinical value of the test has not been established."), denied("The test is old.")
    ('investigational', None)
    """
    return next((w.stance for w in _bundled() if w.stance != GRANTING and w.said_in(text)), None)


def granted(text: str) -> bool:
    """Whether a sentence grants in other words than the set phrases.

    >>> granted("Benefits are available when pain lasts."), granted("Benefits are not available.")
    (True, False)
    """
    return any(w.stance == GRANTING and w.said_in(text) for w in _bundled())
