"""Every mistake in the policies of a set, grouped by kind, for whoever writes rules or words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from graph.ingest.evaluation.policies import ScoredPolicy, authorized, resolved
from graph.ingest.evaluation.policy_gold import FIELDS

Mistake = dict[str, Any]


def mistakes(documents: Iterable[ScoredPolicy]) -> dict[str, list[Mistake]]:
    """Kind → mistakes, in the order of the documents."""
    out: dict[str, list[Mistake]] = {}
    for one in documents:
        where = {"document": f"{one.gold.folder}/{one.gold.name}"}
        for kind, mistake in (*_whole(one), *_codes(one), *_matched(one)):
            out.setdefault(kind, []).append(where | mistake)
    return out


def _whole(one: ScoredPolicy) -> Iterator[tuple[str, Mistake]]:
    """The document as such: its fields, dates, stated stances and matrix."""
    if one.reading is None:
        yield "document not recognised", {"annotated": len(one.gold.codes)}
    for field in FIELDS:
        if not one.right(field):
            yield field, {"annotated": one.gold.fields[field][0], "read": one.field(field)}
    yield from _differing("date", resolved(one.gold.dates, one.dates()), one.dates())
    yield from _differing("stance of the document", resolved(one.gold.stated, one.stated()), one.stated())
    yield from _differing("matrix cell", one.gold.matrix or (), one.cells())


def _codes(one: ScoredPolicy) -> Iterator[tuple[str, Mistake]]:
    yield from (("code missed", {"code": code}) for code in sorted(one.gold.codes.keys() - one.codes.keys()))
    for code in one.spurious():
        kind = "false code taken" if code in one.gold.false_codes else "code spurious"
        yield kind, {"code": code, "stance": sorted(one.codes[code].stances)}


def _matched(one: ScoredPolicy) -> Iterator[tuple[str, Mistake]]:
    """What is said of codes that both sides have."""
    authorizable = set(one.authorizable())
    for code in one.matched():
        gold, found = one.gold.codes[code], one.codes[code]
        stances = resolved(gold.stances, found.stances)
        authorization = {gold.prior_authorization} if code in authorizable else authorized(found)
        for kind, own, read in (("system", {gold.system}, {found.system}), ("stance", stances, found.stances),
                                ("prior authorization", authorization, authorized(found))):
            if own != read:
                yield kind, {"code": code, "annotated": sorted(own), "read": sorted(read)}


def _differing(name: str, gold: Iterable[Any], found: Iterable[Any]) -> Iterator[tuple[str, Mistake]]:
    own, read = set(gold), set(found)
    yield from ((f"{name} missed", {"annotated": one}) for one in sorted(own - read))
    yield from ((f"{name} spurious", {"read": one}) for one in sorted(read - own))
