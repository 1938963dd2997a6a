"""Enumerations generated from the one register of words."""

from __future__ import annotations

from enum import Enum

import strawberry

from graph.vocabulary import CATEGORIES, PREDICATES, PRIOR_AUTHORIZATION, SECTIONS, STANCES

Category = strawberry.enum(Enum("Category", {name.upper(): name for name in CATEGORIES}))
Predicate = strawberry.enum(Enum("Predicate", {name.upper(): name for name in PREDICATES}))
Stance = strawberry.enum(Enum("Stance", {name.upper(): name for name in STANCES}))
PriorAuthorization = strawberry.enum(
    Enum("PriorAuthorization", {name.upper(): name for name in PRIOR_AUTHORIZATION}))
SectionName = strawberry.enum(Enum("SectionName", {name.upper(): name for name in SECTIONS}))
Direction = strawberry.enum(Enum("Direction", {"OUT": "out", "IN": "in"}))
