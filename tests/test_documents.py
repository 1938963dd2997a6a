"""Bytes to lines: encodings, formats, and offsets that point at what they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import UnreadableFile
from graph.ingest.text.documents import MAXIMUM_TEXT, decode, parse, read
from graph.ingest.text.spans import Span, join

PAGE = "Code: CPT 76496\r\n\r\nRisks\r\n\r\n• Bleeding – rarely\r\n• Infection of the patient’s wound\r\n"


def _lines(text: str, name: str = "page.txt") -> list[tuple[str, str, int]]:
    return [(line.kind, line.text, line.level) for line in parse(text, Path(name)).lines if line.text]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings(encoding: str) -> None:
    """With a mark or without, the text is the same and starts at its first letter."""
    text = decode(PAGE.encode(encoding), Path("page.txt"))
    assert text.lstrip("\ufeff") == PAGE
    assert next(line for _, line, _ in _lines(text)) == "Code: CPT 76496"


@pytest.mark.parametrize("data", [
    b"Risks\0\n\nBleeding", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"PK\x03\x04\x14\0\x06\0\x08\0" * 40, b"\0" * 4096,
    "Risks\n\nBleeding".encode("utf-16")[:-1], b"\xff\xfe\0\0\x01", bytes(range(1, 256)) * 40,
])
def test_what_is_no_text(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"page\.txt"):
        decode(data, Path("page.txt"))


def test_mixed_encodings() -> None:
    """One line in Windows-1252 inside UTF-8: every byte gets a letter, and plain letters are right."""
    text = decode("Risks\n\n• fièvre\n".encode() + "• fièvre\n".encode("cp1252"), Path("page.txt"))
    assert next(line for _, line, _ in _lines(text)) == "Risks"


def test_too_large(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(b"Risks\n\n" + b"pain " * 10_000_000)
    with pytest.raises(UnreadableFile, match=f"too large.*at most {MAXIMUM_TEXT} bytes.*got 50000007"):
        read(tmp_path / "page.txt")


def test_markdown_marks() -> None:
    text = "# Title #\n\n## **Risks**\n\n- a *small* [leak](https://example.org/a) of `air`\n  1. nested\n\n**Setting:**\n# \n"
    assert _lines(text, "page.md") == [
        ("heading", "Title", 1), ("heading", "Risks", 2), ("bullet", "a small leak of air", 0), ("bullet", "nested", 2),
        ("heading", "Setting:", 6)]


def test_runs_of_blanks_are_one() -> None:
    text = "Risks\n\n  •   Bleeding \t  from   the wound\u200f \n"
    line = parse(text, Path("page.txt")).lines[-1]
    assert line.text == "Bleeding from the wound"
    assert text[line.span.start : line.span.end] == "Bleeding \t  from   the wound"


@pytest.mark.parametrize(("markup", "expected"), [
    ("<h2>Risks<ul><li>pain<li>fever</ul>", [("heading", "Risks", 2), ("bullet", "pain", 2), ("bullet", "fever", 2)]),
    ("<head><title>no<body><h2>Risks</h2>", [("heading", "Risks", 2)]),
    ("<head><meta charset=utf-8><p>pain", [("text", "pain", 0)]),
    ("<nav>menu<main><p>pain", [("text", "pain", 0)]),
    ("<p>a<svg/>b<script>if (a < b) '</p>'</script>c", [("text", "abc", 0)]),
    ("<p>a<script>never closed <p>b", [("text", "a", 0)]),
    ("<p title='a > b' class=\"<p>\">pain", [("text", "pain", 0)]),
    ("<p class='open>pain</p><p>fever", [("text", "pain", 0), ("text", "fever", 0)]),
    ("<p>less < more, a<b", [("text", "less < more, a<b", 0)]),
    ("<!-- <p>no</p> --><p>pain<!-- open", [("text", "pain<!-- open", 0)]),
    ("<p>A &amp; B&nbsp;&lt;5&#x1F600;&#0;&unknown; &copy", [("text", "A & B <5😀\ufffd&unknown; ©", 0)]),
])
def test_html_as_people_leave_it(markup: str, expected: list[tuple[str, str, int]]) -> None:
    assert _lines(markup, "page.html") == expected


@given(st.lists(st.tuples(st.text("ab \u00a0", max_size=4), st.integers(0, 3), st.sampled_from([0, 5]))), st.integers(-2, 12), st.integers(-2, 14))
def test_spans_against_a_list_of_characters(parts: list[tuple[str, int, int]], low: int, high: int) -> None:
    """A span behaves as the plain list of (character, start, end) would."""
    made, plain, at = [], [], 0
    for text, gap, wide in parts:
        at += gap
        end = at + (wide or len(text))
        made.append((text, at, end))
        whole = len(text) == end - at
        plain += [(c, at + n * whole, at + n + 1 if whole else end) for n, c in enumerate(text)]
        at = end
    span = Span.of(made)
    assert _characters(span) == plain
    assert _characters(span[low:high]) == plain[low:high]
    assert _characters(span.between(low, high)) == [c for c in plain if low <= c[1] < high]
    a, b = sorted((abs(low), abs(high)))
    assert _characters(span.without([(a, b)])) == plain[:a] + plain[b:]
    assert "".join(piece.text for piece in span.pieces(3)).replace(" ", "") == span.strip().text.replace(" ", "").replace("\u00a0", "") or "\u00a0" in span.text


def _characters(span: Span) -> list[tuple[str, int, int]]:
    return [(one.text, one.start, one.end) for n in range(len(span)) for one in [span[n : n + 1]]]


def test_joined_lines_keep_their_places() -> None:
    whole = join([Span.at("pain in", 10), Span.at("the arm", 20)])
    assert (whole.text, whole.start, whole.end) == ("pain in the arm", 10, 27)
    assert (whole[8:11].start, whole[8:11].end) == (20, 23)
