"""What changed between two days or editions of the release: counts first, statements on demand."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from graph.query.diff import changes, kin, log
from graph.query.diff.moments import moment
from graph.query.graph import Graph
from schema.graphql.enums import ChangeKind, ChangeWay
from schema.graphql.limits import spend_kin, within

MAXIMUM_DETAILS = 10_000

JSON = strawberry.scalars.JSON


@strawberry.type
class ChangeCount:
    kind: ChangeKind
    added: int
    removed: int
    changed: int


@strawberry.type
class PredicateChangeCount:
    """Edges of one predicate."""

    predicate: str
    added: int
    removed: int
    changed: int


@strawberry.type
class ChangeList:
    """Statements that went one way; `total` counts all of them."""

    total: int
    returned: int
    truncated: bool
    items: list[JSON] = strawberry.field(description="One object a statement: its ends or its code, and old and new.")


@strawberry.type
class OneSided:
    """What one side alone says by a source that the other does not hold, such as tables of one edition: no change."""

    side: str = strawberry.field(description="old or new.")
    source: str
    family: str = strawberry.field(description="The family of editions; empty for what is held always.")
    kind: ChangeKind
    name: str | None = strawberry.field(
        description="The predicate of edges, the name of attributes; of labels `further names`, where the source gives "
        "a code only one name on the other side.")
    statements: int


@strawberry.type
class LogDisagreement:
    """A code of which the publisher's change log says something else than the comparison."""

    code: str
    log: list[ChangeWay]
    comparison: list[ChangeWay]
    reason: str


@strawberry.type
class LogAgreement:
    """Of how many codes the publisher's change log and the comparison say the same, and where they differ."""

    edition: str
    added: int
    removed: int
    changed: int
    others: int = strawberry.field(description="Codes with other actions only, which are not shown as changed either.")
    disagreements: list[LogDisagreement]

    @classmethod
    def of(cls, found: log.Agreement) -> LogAgreement:
        return cls(edition=found.edition, others=found.others, **found.agreed, disagreements=[LogDisagreement(
            code=d.code, log=[ChangeWay(w) for w in d.log], comparison=[ChangeWay(w) for w in d.comparison],
            reason=d.reason) for d in found.disagreements])


@strawberry.type
class SystemChanges:
    """The changes of one code system."""

    system: str
    record: strawberry.Private[changes.Changes]

    @strawberry.field
    def counts(self) -> list[ChangeCount]:
        found = self.record.counts()
        return [ChangeCount(kind=ChangeKind(kind), **found[kind]) for kind in changes.KINDS]

    @strawberry.field
    def predicates(self) -> list[PredicateChangeCount]:
        return [PredicateChangeCount(predicate=p, **n) for p, n in self.record.counts()["predicates"].items()]

    @strawberry.field(description="What is held for one side only; `details` lists it as OLD_ONLY and NEW_ONLY.")
    def one_sided(self) -> list[OneSided]:
        return [OneSided(**one | {"kind": ChangeKind(one["kind"])}) for one in self.record.one_sided()]

    @strawberry.field(description="How it agrees with the publisher's change log; null where that is not held.")
    def change_log(self) -> LogAgreement | None:
        found = log.agreement(self.record)
        return found and LogAgreement.of(found)

    @strawberry.field
    def details(self, kind: ChangeKind, way: ChangeWay, first: int = 100) -> ChangeList:
        total = self.record.total(kind.value, way.value)
        items = self.record.details(kind.value, way.value, within("first", first, 1, MAXIMUM_DETAILS))
        return ChangeList(total=total, returned=len(items), truncated=total > len(items), items=items)


@strawberry.type
class SignalDifference:
    signal: str
    difference: float


@strawberry.type
class KinChange:
    """A code that entered or left the nearest kin, and the signals that moved its score."""

    code: str
    way: str
    old_score: float | None
    new_score: float | None
    reason: str
    parts: list[SignalDifference]


@strawberry.type
class Changes:
    """The comparison of two moments of one release."""

    old: strawberry.Private[Graph]
    new: strawberry.Private[Graph]
    release: str
    systems: list[SystemChanges]

    @strawberry.field(description="What entered or left the nearest kin of a code.")
    def kin(self, info: Info, code: str, first: int = 10) -> list[KinChange]:
        spend_kin(info, first, 2)
        return [KinChange(
            code=k.code, way=k.way, old_score=k.old_score, new_score=k.new_score, reason=k.reason,
            parts=[SignalDifference(signal=s, difference=d) for s, d in k.parts],
        ) for k in kin.kin_changes(self.old, self.new, code, first)]

    @classmethod
    def of(cls, graph: Graph, old: str, new: str, systems: list[str]) -> Changes:
        (before, own), (after, others) = moment(graph, old), moment(graph, new)
        found = changes.compare(before, after, systems or own or others)
        return cls(old=before, new=after, release=graph.release.id,
                   systems=[SystemChanges(system=c.system, record=c) for c in found])
