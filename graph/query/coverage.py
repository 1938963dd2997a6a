"""What the policies held say of a code on a day: it applies, it does not apply, or no data is held.

Every provision that reaches the code is an item of the answer with its own verdict and reason, most specific first. The
answer as a whole is as good as its best item. Not to find anything is `no_data_held`, which is never "not covered".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from graph import days, identifiers
from graph.days import OPEN
from graph.model import Node
from graph.query.columns import Columns
from graph.query.judging import APPLIES, DOES_NOT_APPLY, NO_DATA, Question, above, judge, listed
from graph.query.policies import PolicyIndex, PolicyRow, ProvisionRow, VersionRow, index_of
from graph.vocabulary import POLARITY

STATES = (APPLIES, DOES_NOT_APPLY, NO_DATA)
LINKS = ("code", "range", "class", "group", "diagnosis", "subject", "listed")
"""How a provision comes to a code, the most specific way first."""

_STATE, _LINK = ({word: n for n, word in enumerate(words)} for words in (STATES, LINKS))
_SECTIONS = frozenset({None, "A", "B", "C", "D"})


class CoverageItem(NamedTuple):
    """One provision that reaches the code; `detail` is the range, class or spelling through which it does.

    `edge` is the row of the edge that carries the evidence; `listed_from` and `listed_to` bound the statement itself.
    """

    state: str
    why: str
    policy: PolicyRow
    version: VersionRow
    provision: ProvisionRow
    link: str
    detail: str | None
    edge: int
    listed_from: date | None
    listed_to: date | None


class Contradiction(NamedTuple):
    """Two provisions that apply at once and cannot both be followed."""

    one: CoverageItem
    other: CoverageItem

    @property
    def why(self) -> str:
        place = "the same text" if self.one.version is self.other.version else "two policies of this payer"
        return f"{place} says both {self.one.provision.stance} and {self.other.provision.stance}"


@dataclass(frozen=True, slots=True)
class Coverage:
    """The answer for one code on one day of service, from a release that was `made` on a day of its own."""

    asked: str
    code: Node | None
    release: str
    made: date
    on: date
    payer: str | None
    jurisdiction: str | None
    diagnosis: str | None
    state: str
    why: str
    items: tuple[CoverageItem, ...]
    contradictions: tuple[Contradiction, ...]
    remarks: tuple[str, ...]

    @property
    def applying(self) -> tuple[CoverageItem, ...]:
        return tuple(item for item in self.items if item.state == APPLIES)

    @property
    def covered(self) -> str:
        """What the stances that apply come to: covered, not_covered, conditional or indeterminate."""
        found = {POLARITY[item.provision.stance] for item in self.applying} - {"indeterminate"}
        return next(iter(found)) if len(found) == 1 else "conditional" if found else "indeterminate"

    @property
    def prior_authorization(self) -> str:
        """What the provisions that apply say of prior authorization, on an axis of its own."""
        found = {item.provision.prior_authorization for item in self.applying} - {"unknown"}
        return next(iter(found)) if len(found) == 1 else "conditional" if found else "unknown"


def ask(
    columns: Columns, code: str, payer: str | None = None, jurisdiction: str | None = None,
    diagnosis: str | None = None, on: date | None = None,
) -> Coverage:
    """The answer for a code as people write it; `BadIdentifier` for what has the shape of none.

    Without a day it is asked of the day of the graph, or of today.
    """
    index = index_of(columns.release)
    curie = identifiers.code(code)
    number, on = columns.find(curie), on or columns.day or date.today()
    payer, diagnosis = payer and identifiers.payer(payer), _diagnosis(diagnosis)
    rows = tuple(n for id in (above(diagnosis) if diagnosis else ()) if (n := columns.find(id)) is not None)
    question = Question(days.number(on), payer, jurisdiction, rows, diagnosis is not None)
    found = [] if number is None else items(index, number, question)
    state, why = verdict(found)
    node = None if number is None else columns.node(number)
    made = date.fromisoformat(columns.release.manifest["built_at"][:10])
    return Coverage(curie, node, columns.release.id, made, on, payer, jurisdiction, diagnosis, state, why, tuple(found),
                    tuple(contradictions(found)), tuple(_remarks(index, node, payer, on)))


def _diagnosis(text: str | None) -> str | None:
    """The CURIE of a diagnosis, with or without its system."""
    if text is None:
        return None
    return identifiers.code(text if ":" in text else f"ICD10CM:{text}")


def _remarks(index: PolicyIndex, node: Node | None, payer: str | None, on: date) -> Iterator[str]:
    if payer is not None and payer not in index.payers:
        yield f"no policy of {payer} is held; policies are held of {', '.join(sorted(index.payers)) or 'nobody'}"
    if node is None:
        yield "the code itself is not in this release"
    elif not days.holds(node.valid_from, node.valid_to, on):
        yield f"the editions held list the code from {node.valid_from or '…'} to {node.valid_to or '…'}"


def items(index: PolicyIndex, code: int, question: Question) -> list[CoverageItem]:
    """Every provision that reaches a code, judged, most specific first."""
    payer, whole = question.payer, index.whole
    found = [_item(index, code, reach, question) for reach in index.reached.of(code)
             if payer is None or whole[reach[0]][2].payer == payer]
    if question.diagnosis:
        found += _by_diagnosis(index, found, question)
    found.sort(key=_order(index))
    return found


def _item(
    index: PolicyIndex, code: int | None, reach: tuple[int, int, int, int, str | None], q: Question
) -> CoverageItem:
    number, edge, since, until, reason = reach
    provision, version, policy = index.whole[number]
    state, why = listed(since, until, q.day) or judge(index, policy, version, provision, code, q)
    return CoverageItem(state, why, policy, version, provision, _link(provision, reason), reason, edge,
                        None if since == OPEN else _date(since), None if until == OPEN else _date(until))


@lru_cache(maxsize=4096)
def _date(day: int) -> date:
    return date(1970, 1, 1) + timedelta(day)


def _link(provision: ProvisionRow, reason: str | None) -> str:
    if reason is not None and (word := reason.partition(" ")[0]) in ("range", "class"):
        return word
    if provision.basis != "named":
        return provision.basis
    return "code" if provision.group in _SECTIONS else "group"


def _by_diagnosis(index: PolicyIndex, reached: list[CoverageItem], q: Question) -> list[CoverageItem]:
    """Provisions that reach the diagnosis, in versions that reach the code by another provision."""
    versions = {item.version.version for item in reached}
    had = {item.provision.provision for item in reached}
    found = []
    for reach in (r for diagnosis in q.diagnosis for r in index.reached.of(diagnosis)):
        if reach[0] not in had and index.provisions[reach[0]].version in versions:
            had.add(reach[0])
            found.append(_item(index, None, reach, q)._replace(link="diagnosis"))
    return found


def _order(index: PolicyIndex) -> Callable[[CoverageItem], tuple[int, ...]]:
    """Verdict first, then place before everywhere, then the link, then the rank of the provision."""
    ranks = index.ranks

    def key(item: CoverageItem) -> tuple[int, ...]:
        return (_STATE[item.state], not item.version.limited, _LINK[item.link], ranks[item.provision.provision])

    return key


def verdict(found: list[CoverageItem]) -> tuple[str, str]:
    """The state of the whole answer, with its reason in a sentence."""
    if not found:
        return NO_DATA, "no policy held reaches this code; that does not mean that it is not covered"
    states = {item.state for item in found}
    if APPLIES in states:
        n = sum(item.state == APPLIES for item in found)
        return APPLIES, f"{n} of {len(found)} provisions that reach this code {'applies' if n == 1 else 'apply'}"
    state = NO_DATA if NO_DATA in states else DOES_NOT_APPLY
    return state, next(item.why for item in found if item.state == state)


def contradictions(found: list[CoverageItem]) -> list[Contradiction]:
    """Pairs of one payer that apply at once, one granting what the other denies.

    Within one version, a rule and its exceptions are no contradiction; two flat and opposite statements are.
    """
    clashes = []
    for granting, denying in _sides(found).values():
        clashes += [Contradiction(a, b) for a in granting for b in denying if _contradict(a, b)]
    return clashes


def _sides(found: list[CoverageItem]) -> dict[str, tuple[list[CoverageItem], list[CoverageItem]]]:
    """By payer, the items in effect that grant and those that deny; what holds by default contradicts nothing."""
    sides: dict[str, tuple[list[CoverageItem], list[CoverageItem]]] = {}
    for item in found:
        polarity = POLARITY[item.provision.stance]
        if item.state == APPLIES and polarity != "indeterminate" and not item.provision.is_default:
            sides.setdefault(item.policy.payer, ([], []))[polarity == "not_covered"].append(item)
    return sides


def _contradict(a: CoverageItem, b: CoverageItem) -> bool:
    return a.policy is not b.policy or (a.version is b.version and a.provision.stance == "covered")
