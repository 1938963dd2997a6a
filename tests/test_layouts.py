"""What a heading must hold can be told without trying it: the quick look never turns away what would have matched."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.ingest import sources
from graph.ingest.layouts import Layout, Top, pieces


def _layouts() -> list[Layout]:
    modules = [getattr(sources, name) for name in dir(sources)]
    return [v for m in modules if hasattr(m, "__dict__") for v in vars(m).values() if isinstance(v, Layout)]


PATTERNS = sorted({p for layout in _layouts() for p in layout.patterns.values()})


def test_every_reader_has_its_layouts_here():
    assert len(_layouts()) > 15
    assert "hcpc|hcpcs|hcpcs code|code" in PATTERNS


@pytest.mark.parametrize("pattern", PATTERNS)
@given(data=st.data())
def test_whatever_fits_a_pattern_holds_one_of_its_pieces(pattern: str, data: st.DataObject):
    fitting = data.draw(st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True))
    assert any(piece in fitting for piece in pieces(pattern))


@given(st.lists(st.lists(st.sampled_from(["HCPCS Code", "hcpcs", "Code", " Work", "RVU\n", "x", "", "MOD*"]),
                         max_size=4), max_size=8))
def test_the_quick_look_changes_no_answer(rows: list[list[str]]):
    layout = Layout({"code": "hcpcs(?: code)?", "work": "work rvu", "mod": r"mod(?:ifier)?\*?"}, ("code", "work"))
    quick, slow = Top(rows), Top(rows)
    slow.__dict__["_text"] = "hcpcs work rvu mod"  # holds every piece, so every row is tried
    assert quick.heading(layout) == slow.heading(layout)


def test_a_heading_over_two_rows_is_read_as_one():
    layout = Layout({"code": "hcpcs(?: code)?", "work": "work rvu"}, ("code", "work"))
    found = Top([["Title", ""], ["HCPCS", "WORK"], ["CODE", "RVU"], ["G0008", "1"]]).heading(layout)
    assert found is not None
    assert (found.rows, found.place, found.titles) == (3, {"code": 0, "work": 1}, ("Title",))
