"""Enumerations generated from the one register of words."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

import strawberry

from graph.query.diff.changes import KINDS, WAYS
from graph.vocabulary import CATEGORIES, PREDICATES, PRIOR_AUTHORIZATION, SECTIONS, STANCES


def _enum(name: str, words: Iterable[str], description: str) -> type[Enum]:
    return strawberry.enum(Enum(name, {word.upper(): word for word in words}), description=description)


Category = _enum("Category", CATEGORIES, "A kind of node.")
Predicate = _enum("Predicate", PREDICATES, "A kind of edge.")
Stance = _enum("Stance", STANCES, "What a provision says of a code.")
PriorAuthorization = _enum("PriorAuthorization", PRIOR_AUTHORIZATION, "Whether leave must be asked beforehand.")
SectionName = _enum("SectionName", SECTIONS, "A section of a procedure page.")
ChangeKind = _enum("ChangeKind", KINDS, "What changed.")
ChangeWay = _enum("ChangeWay", WAYS, "How it changed.")
Direction = _enum("Direction", ("out", "in"), "Whether an edge leaves a node or reaches it.")
