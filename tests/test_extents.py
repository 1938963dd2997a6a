"""How far the cells of a sheet reach is told alike whichever way a sheet is spelled."""

from __future__ import annotations

import random

import pytest

from graph.ingest import extents
from graph.ingest.extents import extent


@pytest.mark.parametrize(("text", "expected"), [
    ('<c r="A1"/>', (1, 1)), ('<c r="XFD1048576"/>', (1_048_576, 16_384)), ("<c r='b3'/><c r='A9'/>", (9, 2)),
    ('<c r="$C$5"/>', (5, 3)), ('<c r ="C5"/>', (5, 3)), ('<c r=\n"C5"/>', (5, 3)), ('<c r="AAAAAAA1"/>', (1, 321272407)),
    ('<c r="A123456789012"/>', (123_456_789_012, 1)), ('<c r="A1234567890123"/>', (0, 0)), ('<c attr="A7"/>', (0, 0)),
    ('<c s:r="A7"/>', (7, 1)), ('<row r="7"/>', (0, 0)), ('<c r="A1:B7"/>', (0, 0)), ('<c r="A7', (0, 0)), ("r=", (0, 0)),
    ('r="A7"', (7, 1)), ("", (0, 0)), ("<t>a = b</t><c r='A4'/>", (4, 1)),
])
def test_farthest_cell(text: str, expected: tuple[int, int]) -> None:
    assert extent(text.encode()) == expected


def test_the_pattern_decides() -> None:
    """What is read at once is what the pattern finds, over sheets made of every piece that may stand in one."""
    made = random.Random(7)
    pieces = ["r", "r=", '"', "'", "A", "ZZ", "ABCD", "1", "20", "9999999", "$", " ", "=", "<c ", "a", "/>", "attr=", ">"]
    for _ in range(3000):
        text = "".join(made.choices(pieces, k=made.randrange(40))).encode()
        assert extent(text) == extents._farthest(extents._PLACE.findall(text)), text
