"""The scorer scores what it says, and reading keeps the quality it has reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ingest.evaluation.clusters import b_cubed
from graph.ingest.evaluation.matching import Spot, atomic, matched
from graph.ingest.evaluation.reading import evaluate
from graph.ingest.text.reader import Reader

GOLD = Path(__file__).parent / "gold" / "reading"


def _spot(start: int, end: int, predicate: str = "has_risk") -> Spot:
    return Spot(predicate, start, end, "risk:x", None, False, (), "")


def test_matching_is_one_to_one() -> None:
    gold, found = [_spot(0, 10), _spot(12, 20)], [_spot(0, 20), _spot(12, 20), _spot(0, 10, "has_benefit")]
    assert matched(gold, found) == [(0, 0), (1, 1)]


def test_atomicity_sees_what_is_not_split() -> None:
    gold = [_spot(0, 10), _spot(14, 24)]
    assert atomic(gold, [_spot(0, 24)]) == (0, 2)
    assert atomic(gold, [_spot(0, 10), _spot(14, 24)]) == (2, 2)


def test_b_cubed_punishes_both_errors() -> None:
    assert b_cubed([("a", "x"), ("a", "y")])[:2] == (1.0, 0.5)
    assert b_cubed([("a", "x"), ("b", "x")])[:2] == (0.5, 1.0)


@pytest.mark.parametrize("name", ["dev", "unseen"])
def test_reading_keeps_its_quality(reader: Reader, name: str) -> None:
    """Floors a little under what was measured, so that a rule that spoils reading is seen."""
    figures = evaluate(GOLD / name, reader)
    assert figures["pages"] >= 9
    assert figures["mention"]["f1"] >= 0.89
    assert figures["atomicity"] >= 0.95
    assert figures["clustering"]["f1"] >= 0.85
    assert figures["duration"] >= 0.85
    assert figures["code"] >= 0.90
