"""What makes a statement less certain, and what only allows, grades or says how often.

Each row holds a section, a line, and the expected members with their flags: h for a hedge.
"""

from __future__ import annotations

import pytest

from graph.ingest.text.reader import Reader
from tests.reading import Row, check, name

FORMS: list[Row] = [
    ("risks", "Infection: Rare, may require antibiotics", [("Infection", "h")]),
    ("risks", "Vein thrombosis: uncommon, and treated with blood thinners", [("Vein thrombosis", "h")]),
    ("risks", "Heart attack or stroke: very rare, below 1 in 1,000", [("Heart attack", "h"), ("stroke", "h")]),
    ("risks", "Nausea: common, mild", [("Nausea", "")]),
    ("risks", "Rarely there is damage to a nerve.", [("damage to a nerve", "h")]),
    ("risks", "There is damage to a nerve.", [("damage to a nerve", "")]),
    ("risks", "The long fast could bring on low blood sugar.", [("low blood sugar", "h")]),
    ("risks", "Damage to nerves cannot be ruled out altogether.", [("Damage to nerves", "h")]),
    ("risks", "Bruising in most cases", [("Bruising", "h")]),
    ("risks", "Bruising in most people", [("Bruising", "")]),
    ("alternatives", "As a rule, counselling and medication are tried first.", [("counselling", "h"), ("medication", "h")]),
    ("benefits", "It might lower the pressure", [("lower the pressure", "h")]),
    ("benefits", "The stitch can be placed in the same session", [("stitch can be placed", "")]),
    ("indications", "Your doctor may order it because of palpitations.", [("palpitations", "")]),
    ("preparation", "A blood test may be needed", [("blood test", "h")]),
    ("preparation", "A family member may come", [("family member may come", "")]),
    ("recovery", "The port may be used the same day", [("port may be used", "")]),
    ("setting", "Toddlers usually go to a children's hospital", [("children's hospital", "h")]),
]


@pytest.mark.parametrize("row", FORMS, ids=name)
def test_hedges(reader: Reader, row: Row) -> None:
    check(reader, row, flags="h")
