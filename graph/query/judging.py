"""Whether one provision is in effect for a day, a place and a diagnosis, and the reason in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from graph import days
from graph.query.policies import PLACES, PolicyIndex, PolicyRow, ProvisionRow, VersionRow
from graph.vocabulary import POLARITY

APPLIES, DOES_NOT_APPLY, NO_DATA = "applies", "does_not_apply", "no_data_held"
_OVER = frozenset({"superseded", "retired", "archived"})

Verdict = tuple[str, str]
_MOST_VERDICTS = 200_000


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: `day` in days since 1970; `diagnosis` the rows of the diagnosis and of the categories above it.

    `diagnosed` tells that a diagnosis was given, also one that the release does not hold.
    """

    day: int
    payer: str | None = None
    jurisdiction: str | None = None
    diagnosis: tuple[int, ...] = ()
    diagnosed: bool = False


def listed(since: int, until: int, day: int) -> Verdict | None:
    """The verdict of a statement that does not hold on the day, None for one that does."""
    if since != days.OPEN and day < since:
        return NO_DATA, f"the first edition held that says so is of {_day(since)}"
    if day > until:
        return DOES_NOT_APPLY, f"editions after {_day(until)} no longer say so"
    return None


def judge(
    index: PolicyIndex, policy: PolicyRow, version: VersionRow, provision: ProvisionRow, code: int | None, q: Question
) -> Verdict:
    """The verdict on a provision that reaches the code."""
    found = in_time(index, policy, version, q.day)
    if found[0] != APPLIES:
        return found
    if q.jurisdiction and (out := _in_place(version, q.jurisdiction)):
        return out
    if q.diagnosed and code is not None:
        return _for_diagnosis(index, version, provision, code, q)
    return found


# --- time ---


def in_time(index: PolicyIndex, policy: PolicyRow, version: VersionRow, day: int) -> Verdict:
    """The verdict that the day alone gives, kept because many codes are asked about the same day."""
    key = (version.version, day)
    found = index.verdicts.get(key)
    if found is None:
        if len(index.verdicts) >= _MOST_VERDICTS:
            index.verdicts.clear()
        found = index.verdicts[key] = _in_time(index, policy, version, day) or (APPLIES, _since(index, version, day))
    return found


def _in_time(index: PolicyIndex, policy: PolicyRow, version: VersionRow, day: int) -> Verdict | None:
    if not policy.carries_coverage:
        return DOES_NOT_APPLY, f"a {policy.kind} carries no coverage"
    if version.status == "proposed":
        return DOES_NOT_APPLY, "is proposed and not in force"
    if version.since != days.OPEN and day < version.since:
        return _before(index, version, day)
    if version.until != days.OPEN:
        return (DOES_NOT_APPLY, f"ended on {version.effective_to}") if day > version.until else None
    if version.status in _OVER:
        return NO_DATA, f"is {version.status}, and the day on which it ended is not held"
    if version.status == "future" and version.since == days.OPEN:
        return DOES_NOT_APPLY, "is not in force yet"
    return None


def _before(index: PolicyIndex, version: VersionRow, day: int) -> Verdict:
    """Before a text took effect there was nothing, or another text that is held, or one that nobody here knows."""
    others = [v for v in index.versions_of[version.policy]
              if v is not version and (v.since == days.OPEN or v.since <= day) and day <= v.until]
    if version.first or others:
        return DOES_NOT_APPLY, f"takes effect on {version.effective_from}"
    return NO_DATA, f"the text held takes effect on {version.effective_from}; what held before is not in the data"


def _since(index: PolicyIndex, version: VersionRow, day: int) -> str:
    newer = [v for v in index.versions_of[version.policy] if v.since != days.OPEN and version.since < v.since <= day
             and v.scope == version.scope]
    if newer:
        return f"in effect; a newer text took effect on {max(newer, key=lambda v: v.since).effective_from}"
    if version.effective_from is None:
        return "in effect as far as the data tells; it states no day of its beginning"
    return f"in effect since {version.effective_from}"


@lru_cache(maxsize=4096)
def _day(number: int) -> str:
    return (date(1970, 1, 1) + timedelta(number)).isoformat()


# --- place ---


def _in_place(version: VersionRow, jurisdiction: str) -> Verdict | None:
    asked = jurisdiction.casefold()
    limits = [s.value for s in version.scope if s.kind in PLACES]
    names = {name for value in limits for name in (value.casefold(), value.casefold().partition(" (")[0])}
    if any(s.kind.startswith("except") and s.value.casefold() == asked for s in version.scope):
        return DOES_NOT_APPLY, f"leaves out {jurisdiction}"
    if limits and asked not in names:
        return DOES_NOT_APPLY, f"is limited to {', '.join(limits)}"
    return None


# --- diagnosis ---


def _for_diagnosis(
    index: PolicyIndex, version: VersionRow, provision: ProvisionRow, code: int, q: Question
) -> Verdict:
    """By the matrix of the version, else by the diagnoses of provisions of the same group."""
    marks = index.rules.get((version.version, code))
    if marks:
        roles = [marks[d] for d in q.diagnosis if d in marks]
        if "not_covered" in roles:
            return DOES_NOT_APPLY, "the diagnosis is marked as not covered with this code"
        return (APPLIES, "the diagnosis is marked for this code") if roles else (
            DOES_NOT_APPLY, "the diagnosis is not among those marked for this code")
    beside = [p for p in index.provisions_of[version.version]
              if index.diagnoses(p.provision) and _together(p, provision)]
    if not beside:
        return APPLIES, f"{_since(index, version, q.day)}; the text held lists no diagnoses for it"
    return _by_lists(index, beside, POLARITY[provision.stance] == "not_covered", q)


def _by_lists(index: PolicyIndex, beside: list[ProvisionRow], denies: bool, q: Question) -> Verdict:
    """A grant needs a diagnosis of a granting list and none of a denying one; a denial the other way round."""
    same = [p for p in beside if (POLARITY[p.stance] == "not_covered") == denies]
    against = [p for p in beside if p not in same]
    if _named(index, against, q):
        return DOES_NOT_APPLY, f"the diagnosis is listed as {'covered' if denies else 'not covered'}"
    if not same or _named(index, same, q):
        return APPLIES, "the diagnosis is listed beside this code" if same else "the diagnosis is on no list against it"
    return DOES_NOT_APPLY, "the diagnosis is not among those listed for this code"


def _named(index: PolicyIndex, provisions: list[ProvisionRow], q: Question) -> bool:
    return any(d in index.diagnoses(p.provision) for p in provisions for d in q.diagnosis)


def _together(one: ProvisionRow, other: ProvisionRow) -> bool:
    return one.group is None or other.group is None or one.group == other.group


def above(diagnosis: str) -> Iterator[str]:
    """A diagnosis and the categories that it falls under.

    >>> list(above("ICD10CM:M17.11"))
    ['ICD10CM:M17.11', 'ICD10CM:M17.1', 'ICD10CM:M17']
    """
    yield diagnosis
    system, _, local = diagnosis.partition(":")
    while system == "ICD10CM" and len(local) > 3:
        local = local[:-1].rstrip(".")
        yield f"{system}:{local}"
