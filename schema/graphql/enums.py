"""Enumerations generated from the one register of words."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

import strawberry

from graph.query.coverage import LINKS, STATES
from graph.query.diff.changes import APART, KINDS, WAYS
from graph.query.similarity.filters import STATUSES
from graph.query.subgraphs import MEASURES
from graph.vocabulary import CATEGORIES, POLARITY, PREDICATES, PRIOR_AUTHORIZATION, SECTIONS, STANCES


def _enum(name: str, words: Iterable[str], description: str) -> type[Enum]:
    return strawberry.enum(Enum(name, {word.upper(): word for word in words}), description=description)


Category = _enum("Category", CATEGORIES, "A kind of node.")
Predicate = _enum("Predicate", PREDICATES, "A kind of edge.")
Stance = _enum("Stance", STANCES, "What a provision says of a code.")
PriorAuthorization = _enum("PriorAuthorization", PRIOR_AUTHORIZATION, "Whether leave must be asked beforehand.")
SectionName = _enum("SectionName", SECTIONS, "A section of a procedure page.")
CoverageState = _enum("CoverageState", STATES, "Whether a policy applies. No data held is never not covered.")
LinkKind = _enum("LinkKind", LINKS, "How a provision comes to a code, the most specific way first.")
Covered = _enum("Covered", sorted(set(POLARITY.values())), "What the stances that apply come to.")
ChangeKind = _enum("ChangeKind", KINDS, "What changed.")
ChangeWay = _enum("ChangeWay", WAYS + APART, "How it changed, or which side alone holds a source that says it.")
Direction = _enum("Direction", ("out", "in"), "Whether an edge leaves a node or reaches it.")
CentralityMeasure = _enum("CentralityMeasure", MEASURES, "How central a node of a neighbourhood is.")
CodeStatus = _enum("CodeStatus", STATUSES, "Whether a code is in force.")


def named(words: Iterable[Enum] | None) -> list[str]:
    """The words behind some values of an enumeration; none for null."""
    return [word.value for word in words or ()]
