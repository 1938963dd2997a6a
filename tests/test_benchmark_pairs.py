"""The rated pairs keep their contract: drawn as documented, rated on the whole scale, each for a reason of its own."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from graph.ingest.text import titles

STRATA = ("family", "condition", "technique", "specialty", "setting", "random")
KIN = 2
# Families that gather by billing or by kind of injury; the pairs inside are honestly loose or unrelated.
LOOSE_FAMILIES = {"HCPCS:J0585", "CPT:25605"}


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


@pytest.fixture(scope="module")
def pairs(root: Path) -> list[dict[str, str]]:
    return _table(root / "data" / "benchmark" / "pairs.tsv")


@pytest.fixture(scope="module")
def second(root: Path) -> list[dict[str, str]]:
    return _table(root / "data" / "benchmark" / "second.tsv")


@pytest.fixture(scope="module")
def strata(root: Path) -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in _table(root / "data" / "benchmark" / "strata.tsv")}


@pytest.fixture(scope="module")
def known(root: Path) -> dict[str, titles.Title]:
    """Titles of the codes that have a page too."""
    pages = {p.stem.replace("-", ":", 1) for p in (root / "data" / "procedures").iterdir()}
    return {code: row for code, row in titles.load(root / "data" / "titles").by_code.items() if code in pages}


@pytest.fixture(scope="module")
def queries(known: dict[str, titles.Title]) -> list[str]:
    """Every third code, from the second on, in the order of specialty and CURIE."""
    return sorted(known, key=lambda code: (known[code].specialty, code))[1::3]


def _stratum(a: str, b: str, known: dict[str, titles.Title], strata: dict[str, dict[str, str]]) -> str:
    x, y = strata[a], strata[b]
    fits = {
        "family": known[a].family == known[b].family,
        "condition": not set(x["condition"].split("|")).isdisjoint(y["condition"].split("|")),
        "technique": x["technique"] == y["technique"] and x["site"] != y["site"],
        "specialty": known[a].specialty == known[b].specialty,
        "setting": x["setting"] == y["setting"],
        "random": True,
    }
    return next(name for name in STRATA if fits[name])


def test_shape(root: Path, pairs: list[dict[str, str]]) -> None:
    lines = (root / "data" / "benchmark" / "pairs.tsv").read_text("utf-8").splitlines()
    assert lines[0].split("\t") == ["a", "b", "rating", "stratum", "reason"]
    assert all(line.count("\t") == 4 for line in lines)
    assert len(pairs) == len(lines) - 1 >= 320
    keys = [(row["a"], row["b"]) for row in pairs]
    assert keys == sorted(keys)


def test_every_code_is_bundled(pairs: list[dict[str, str]], strata: dict[str, dict[str, str]], known: dict[str, titles.Title]) -> None:
    assert {code for row in pairs for code in (row["a"], row["b"])} <= set(known)
    assert set(strata) == set(known)
    assert all(value for row in strata.values() for value in row.values())


def test_no_pair_stands_twice(pairs: list[dict[str, str]]) -> None:
    assert all(row["a"] < row["b"] for row in pairs), "a before b makes order no matter"
    assert len({(row["a"], row["b"]) for row in pairs}) == len(pairs)


def test_whole_scale_is_used(pairs: list[dict[str, str]]) -> None:
    ratings = Counter(row["rating"] for row in pairs)
    assert set(ratings) == set("0123")
    assert max(ratings.values()) <= 0.5 * len(pairs)
    assert min(ratings.values()) >= 15


def test_strata_follow_the_documented_rule(
    pairs: list[dict[str, str]], strata: dict[str, dict[str, str]], known: dict[str, titles.Title],
) -> None:
    assert [r for r in pairs if r["stratum"] != _stratum(r["a"], r["b"], known, strata)] == []
    drawn = {(row["a"], row["b"]) for row in pairs}
    census = {p for p in combinations(sorted(known), 2) if _stratum(*p, known, strata) in STRATA[:2]}
    assert census <= drawn
    assert {row["stratum"] for row in pairs} == set(STRATA)


def test_queries_are_well_covered(pairs: list[dict[str, str]], queries: list[str], known: dict[str, titles.Title]) -> None:
    near: dict[str, list[int]] = {query: [] for query in queries}
    for row in pairs:
        for code in {row["a"], row["b"]} & set(near):
            near[code].append(int(row["rating"]))
    assert len(queries) >= 45
    assert min(len(ratings) for ratings in near.values()) >= 7
    members = Counter(title.family for title in known.values())
    without = {q for q, ratings in near.items() if members[known[q].family] > 1 and max(ratings) < KIN}
    assert without == LOOSE_FAMILIES


def test_every_reason_is_one_sentence(pairs: list[dict[str, str]]) -> None:
    for row in pairs:
        assert re.fullmatch(r"[A-Z][^.!?]+\.", row["reason"]), row
        assert 6 <= len(row["reason"].split()) <= 30, row


def test_reasons_are_not_copies(pairs: list[dict[str, str]]) -> None:
    reasons = [row["reason"] for row in pairs]
    alike = np.triu(cdist(reasons, reasons, scorer=fuzz.token_sort_ratio), k=1)
    assert [(reasons[i], reasons[j]) for i, j in np.argwhere(alike >= 80)] == []


def _kappa(rated: list[tuple[int, int]], cost: Callable[[int, int], float]) -> float:
    """Cohen's weighted kappa: one less the cost seen over the cost that chance alone would have."""
    seen = np.mean([cost(a, b) for a, b in rated])
    chance = np.mean([cost(a, b) for a, _ in rated for _, b in rated])
    return float(1 - seen / chance)


def test_agreement_is_what_the_page_says(root: Path, pairs: list[dict[str, str]], second: list[dict[str, str]]) -> None:
    page = (root / "docs" / "benchmark-pairs.md").read_text("utf-8")
    rated = [(int(row["first"]), int(row["second"])) for row in second]
    assert len(rated) == round(len(pairs) / 5)
    assert f"| weighted kappa, squared distance | {_kappa(rated, lambda a, b: (a - b) ** 2):.2f} |" in page
    assert f"| weighted kappa, plain distance | {_kappa(rated, lambda a, b: abs(a - b)):.2f} |" in page
    assert f"| same rating | {sum(a == b for a, b in rated)} of {len(rated)} |" in page
    settled = {(row["a"], row["b"]): row["rating"] for row in pairs}
    assert [r for r in second if settled[r["a"], r["b"]] not in (r["first"], r["second"])] == []


def test_distribution_is_what_the_page_says(root: Path, pairs: list[dict[str, str]]) -> None:
    page = (root / "docs" / "benchmark-pairs.md").read_text("utf-8")
    counts = Counter((row["stratum"], row["rating"]) for row in pairs)
    for name in STRATA:
        assert f"| {name} | {' | '.join(str(counts[name, r]) for r in '0123')} |" in page
    assert f"{len(pairs)} pairs" in page
