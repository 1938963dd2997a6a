"""How far the cells of a sheet reach is told alike whichever way a sheet is spelled."""

from __future__ import annotations

import random

import pytest

from graph.ingest.extents import MAXIMUM_CELLS, extent, is_near


@pytest.mark.parametrize(("text", "expected"), [
    ('<c r="A1"/>', (1, 1)), ('<c r="XFD1048576"/>', (1_048_576, 16_384)), ("<c r='b3'/><c r='A9'/>", (9, 2)),
    ('<c r="$C$5"/>', (5, 3)), ('<c r ="C5"/>', (5, 3)), ('<c r=\n"C5"/>', (5, 3)), ('<c r="AAAAAAA1"/>', (1, 321272407)),
    ('<c r="A123456789012"/>', (123_456_789_012, 1)), ('<c r="A1234567890123"/>', (0, 0)), ('<c attr="A7"/>', (1, 1)),
    ('<c s:r="A7"/>', (7, 2)), ('<row r="7"/>', (0, 0)), ('<c r="A1:B7"/>', (0, 0)), ('<c r="A7', (0, 0)), ("r=", (0, 0)),
    ('r="A7"', (7, 1)), ("", (0, 0)), ("<t>a = b</t><c r='A4'/>", (4, 1)),
    ('<row r="9"><c/><c t="s"></c></row>', (9, 2)), ('<row r="9"/><row><c/></row>', (10, 1)), ('<row r="7"><c r="B7"/></row>', (7, 2)),
    ('<row r="5"><c r="C5"/><c/></row>', (5, 5)), ("<x:row s='1' r = '5'><x:c s='r=' /></x:row>", (5, 1)), ("<row r='9'/><c><v>1</v>", (9, 1)),
    ('<cols r="9"/><col/>', (0, 0)),
])
def test_farthest_cell(text: str, expected: tuple[int, int]) -> None:
    assert extent(text.encode()) == expected


def _spelled(made: random.Random) -> str:
    pieces = ["r", "r=", '"', "'", "A", "FZ", "R", "S", "GA", "ABCD", "1", "20", "99999", "100000", "1099999", "1100000", "$", " ", "=", "<c ", "<c>", "<row ",
              "a", "/>", "attr=", ">", "<c r='", "' s=\"1\"/>", "<x:c ", "<row r='"]
    return "".join(made.choices(pieces, k=made.randrange(40)))


def test_what_is_near_never_reaches_far() -> None:
    """Over sheets made of every piece that may stand in one: what is taken at a look has no more cells than it may."""
    made, near = random.Random(7), 0
    for _ in range(5000):
        text = _spelled(made).encode()
        row, column = extent(text)
        assert row * column <= MAXIMUM_CELLS or not is_near(text), text
        near += is_near(text)
    assert near > 1000


@pytest.mark.parametrize(("text", "expected"), [
    ('<row r="99999"><c r="A1"/><c r="FZ99999"/>', True), ('<c r="GA1"/><c r="A99999"/>', False), ('<c r="ga1"/><c r="A99999"/>', False),
    ('<row r="1048576"/><c r="R1"/>', True), ('<c r="R1099999"/>', True), ('<c r="R1100000"/>', False), ("<c r = 'S1'/><c r='A100000'/>", False),
    ('<row r="9"><c/>', False), ('<row r="9"><c s="1"></c>', False), ('<row r="9"><c\ns="1" t=\'r="A1"\' >', False), ('<x:c xr="A1"/>', False),
    ('<c s="1" r="A1"/></c><cols><col min="1"/></cols>', True), ("", True),
])
def test_near(text: str, expected: bool) -> None:
    assert is_near(text.encode()) is expected


def test_time_is_linear_in_the_size() -> None:
    """Pieces that begin as a cell does and never end as one."""
    for piece in (b'<c a=""', b"<c a=''b=\"", b"<x:", b"<row ", b"<c ", b"r=", b"r=\"$A"):
        assert extent(piece * 200_000)[1] <= 200_000
