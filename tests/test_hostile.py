"""Pages made to hurt: no other exception than our own, time by the size and not by its square, quotes where they stand."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import graph.ingest.text
from graph.errors import CodekinError, PageNotRecognised, UnreadableFile
from graph.ingest.text.grounding import Grounder
from graph.ingest.text.items import items
from graph.ingest.text.lines import Line
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.reader import Reader, Reading
from graph.ingest.text.spans import Span
from graph.vocabulary import SECTIONS

Put = Callable[[str | bytes, str], Path]
HEADINGS = ("Risks", "Preparation", "Setting", "Alternatives", "Duration")

# What makes careless patterns try every way of parting a run: n repetitions each.
BAITS = {
    "blanks": lambda n: "a" + " " * n + "b", "no-break blanks": lambda n: "a" + "\u00a0" * n + "b",
    "tabs": lambda n: "\t" * n + "x", "commas": lambda n: "," * n, "list": lambda n: "pain, " * n, "and": lambda n: "and " * n,
    "names and": lambda n: "pain and " * n, "or": lambda n: "local or " * n + "general anesthesia", "digits": lambda n: "1" * 4 * n,
    "ranges": lambda n: "1 to " * n, "rates": lambda n: "1 in 2 " * n, "percents": lambda n: "5% " * n,
    "times": lambda n: "2 hours " * n, "hyphens": lambda n: "a-" * n, "dashes": lambda n: "a - " * n, "slashes": lambda n: "a/" * n,
    "open": lambda n: "(" * n, "open words": lambda n: "(a " * n, "pairs": lambda n: "()" * n, "closed": lambda n: "a) " * n,
    "squares": lambda n: "[" * n, "links": lambda n: "[a](" * n, "stars": lambda n: "*a " * n, "underlines": lambda n: "_" * n,
    "marks": lambda n: "# " + "# " * n + "a", "words": lambda n: "a " * n, "word": lambda n: "a" * n, "only": lambda n: "only " * n,
    "hedges": lambda n: "you may " * n, "places": lambda n: "in the " * n, "about": lambda n: "about " * n, "if": lambda n: "if " * n,
    "when": lambda n: "when it is " * n, "whom": lambda n: "in older patients " * n, "not": lambda n: "no " * n, "is not": lambda n: "is not " * n,
    "such as": lambda n: "such as " * n, "head": lambda n: "loss of a, " * n, "adjectives": lambda n: "persistent, " * n,
    "labels": lambda n: "a: " * n, "stops": lambda n: "A. " * n, "semicolons": lambda n: "; " * n, "quotes": lambda n: "'" * n,
    "zero width": lambda n: "a\u200b" * n, "right to left": lambda n: "\u202ea" * n, "controls": lambda n: "\x01\x7f" * n,
}
MARKUP = {
    "nested": lambda n: "<div>" * n + "pain" + "</div>" * n, "lists": lambda n: "<ul><li>pain" * n, "unclosed": lambda n: "<p>pain<b" * n,
    "comments": lambda n: "<!--" * n, "brackets": lambda n: "<" * n, "ends": lambda n: "</" * n, "quotes": lambda n: '<a b="' * n,
    "tags": lambda n: "<a " * n, "declarations": lambda n: "<!" * n, "scripts": lambda n: "<script>" * n, "references": lambda n: "&amp;" * n,
    "ampersands": lambda n: "&" * n, "numbers": lambda n: "&#" + "1" * n, "cells": lambda n: "<tr><td>pain<td>rare" * n,
    "laughs": lambda n: "<!DOCTYPE x [" + '<!ENTITY a "&b;&b;">' * n + "]>" + "&a;" * n,
}


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(content: str | bytes, name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def _modules() -> Iterator[ModuleType]:
    for module in pkgutil.iter_modules(graph.ingest.text.__path__):
        yield importlib.import_module(f"graph.ingest.text.{module.name}")


def _unread(reader: Reader) -> Reader:
    """A reader with the same vocabularies that has not seen a word of any page."""
    for module in _modules():
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()
    return Reader(Grounder(reader.grounder.lexicon), reader.titles)


def _seconds(reader: Reader, path: Path) -> float:
    reader = _unread(reader)
    start = time.process_time()
    with contextlib.suppress(CodekinError):
        reader.read(path, "CPT:76496")
    return time.process_time() - start


def _is_linear(reader: Reader, put: Put, make: Callable[[int], str], n: int, name: str) -> None:
    """Four times the size takes less than eight times as long; what takes no time at all is not compared.

    The smaller size is near the longest item there is: up to there the square of the size is allowed. The machine may
    have been busy with something else, so that the best of three counts.
    """
    taken: list[tuple[float, float]] = []
    for _ in range(3):
        taken.append((_seconds(reader, put(make(n), name)), _seconds(reader, put(make(4 * n), name))))
        short, long = (min(times) for times in zip(*taken, strict=True))
        if long < max(1.0, 8 * short):
            return
    pytest.fail(f"seconds for {n} and {4 * n}: {taken}")


@pytest.mark.parametrize("bait", BAITS)
def test_time_is_linear_in_text(reader: Reader, put: Put, bait: str) -> None:
    _is_linear(reader, put, lambda n: "\n\n".join(f"{h}\n\n{BAITS[bait](n)}" for h in HEADINGS), 200, "page.txt")


@pytest.mark.parametrize("bait", BAITS)
def test_time_is_linear_in_markdown_and_before_any_heading(reader: Reader, put: Put, bait: str) -> None:
    _is_linear(reader, put, lambda n: BAITS[bait](n) + "\n\n- " + BAITS[bait](n), 150, "page.md")


@pytest.mark.parametrize("bait", MARKUP)
def test_time_is_linear_in_markup(reader: Reader, put: Put, bait: str) -> None:
    _is_linear(reader, put, lambda n: "<html><h2>Risks</h2>" + MARKUP[bait](n), 1000, "page.html")


@pytest.mark.parametrize(("name", "make"), [
    ("bullets", lambda n: "Risks\n\n" + "• pain\n" * n), ("sections", lambda n: "Risks\n\npain\n\nSetting\n\nclinic\n\n" * n),
    ("one section again", lambda n: "Risks\n\npain\n\n" * n), ("alternatives", lambda n: "Alternatives\n\n" + "• MRI\n" * n + "Pros: quick\n"),
    ("lost headings", lambda n: "Summary\n\n" + "• pain\n\n• clinic\n\n" * (n // 4)), ("no heading", lambda n: "• pain\n\n• clinic\n\n" * (n // 4)),
    ("blank lines", lambda n: "Risks\n" + "\n" * 50 * n + "pain"), ("nesting", lambda n: "Risks\n\n" + "".join(" " * m + "- pain\n" for m in range(int(n**0.5)))),
    ("prose", lambda n: "Risks\n\n" + "The most common problem is a little pain. " * n), ("odd line ends", lambda n: "Risks\n" + "\v\x85\u2028" * n),
])
def test_time_is_linear_in_structure(reader: Reader, put: Put, name: str, make: Callable[[int], str]) -> None:
    _is_linear(reader, put, make, 120, "page.txt")


def _patterns() -> Iterator[tuple[str, Pattern]]:
    for module in _modules():
        short = module.__name__.rpartition(".")[2]
        if short in ("documents", "markup"):
            continue  # these see whole files and are timed above
        for name, value in vars(module).items():
            found = value if isinstance(value, tuple | list) else (value,)
            flat = [x for one in found for x in (one if isinstance(one, tuple) else (one,))]
            yield from ((f"{short}.{name}", x) for x in flat if isinstance(x, Pattern | re.Pattern))


@pytest.mark.parametrize(("name", "pattern"), [pytest.param(*p, id=p[0]) for p in _patterns()])
def test_no_pattern_explodes(name: str, pattern: Pattern) -> None:
    """On the longest item there is, no pattern takes more than a moment, whatever the item is made of."""
    for bait, make in BAITS.items():
        for text in (make(600)[:600], "Pain " + make(600)[:594] + "!"):
            text = re.sub(r"(?<=\s)\s+", "", text)  # as every line comes
            assert min(_searching(pattern, text)) < 0.1, bait


def _searching(pattern: Pattern, text: str) -> Iterator[float]:
    """Seconds of up to three searches; a quick one is the last."""
    for _ in range(3):
        start = time.process_time()
        pattern.search(text)
        taken = time.process_time() - start
        yield taken
        if taken < 0.1:
            return


def test_an_item_has_an_end() -> None:
    """What has no full stop is read in pieces, and nothing of it is lost."""
    text = "pain in the arm, " * 2000
    found = items([Line("bullet", Span.at(text, 0))])
    assert max(len(item.text) for item in found) <= 600
    assert " ".join(item.text for item in found).split() == text.split()


@pytest.mark.parametrize(("name", "content"), [
    ("bullets.txt", "Risks\n\n" + "- a\n" * 20_000),
    ("line.txt", "Risks\n\n" + "pain " * 30_000),
    ("brackets.txt", "Risks\n\n" + "(" * 100_000),
    ("deep.html", "<html><h2>Risks</h2>" + "<div>" * 100_000 + "<ul><li>pain"),
])
def test_large(reader: Reader, put: Put, name: str, content: str) -> None:
    """Megabytes that are still a page are read to the end."""
    reading = reader.read(put(content, name))
    assert reading.mentions
    assert len(reading.source.text) - reading.mentions[-1].end < 20


@pytest.mark.parametrize("content", [b"Risks\n\n" + b"pain " * 10_000_000, b"Risks\n\n" + b"a" * 20_000_000], ids=["50 MB", "one line of 20 MB"])
def test_too_large(reader: Reader, put: Put, content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="too large for a page"):
        reader.read(put(content, "page.txt"))


@pytest.mark.parametrize("text", [
    "Risks\n\n• ble\u200beding\n", "Risks\n\n• \u202ebleeding\u202c\n", "Risks\n\n• bleed\u00ading\n", "\ufeffRisks\n\n• bleeding\u200f\n",
    "<html><h2>Risks</h2><li>bleed&shy;ing", "<html><h2>Risks</h2><li>&#8203;bleed&ZeroWidthSpace;ing&nbsp;", "<html><h2>Risks</h2><li>&#98;leeding",
])
def test_marks_that_nobody_sees(reader: Reader, put: Put, text: str) -> None:
    """They hide no name from the vocabulary."""
    mentions = reader.read(put(text, "page.txt")).mentions
    assert [m.grounding.concept for m in mentions] == ["risk:bleeding"]


@pytest.mark.parametrize("text", [
    "<p>pain <a href='>in the</a> arm</p><p>fever", "<p>pain <a href=\">in the</a> arm</p><p>fever",
    "<p title='a > b'>pain <b title=\"x > y\">in the arm</b></p><p>rash <b title='>on the leg</b>",
])
def test_a_quote_left_open_ends_its_own_tag_only(reader: Reader, put: Put, text: str) -> None:
    reading = reader.read(put(f"<html><h2>Risks</h2>{text}", "page.html"))
    assert len(reading.mentions) == 2
    assert not any(mark in m.exact for m in reading.mentions for mark in "<>='")
    _quotes(reading)


def test_control_characters(reader: Reader, put: Put) -> None:
    reading = reader.read(put("Risks\n\n• pain\x01 in\x1b[31m the arm\x7f\n", "page.txt"))
    _quotes(reading)


_ALPHABET = st.one_of(
    st.sampled_from(["\n", "\n\n", "\r\n", " ", "  ", "\t", "• ", "- ", "1. ", "(", ")", ", ", " and ", " or ", ": ", ". ", "; ", "/", "–", "\u00a0", "\u200b"]),
    st.sampled_from([f"{title}\n\n" for title in (*SECTIONS.values(), "Risks", "Pros:", "Cons:")]),
    st.sampled_from(["pain", "Infection of the wound", "if needed", "rarely", "no fasting", "MRI", "30 to 60 minutes", "nurse", "in older patients", "such as"]),
    st.text(st.characters(codec="utf-8"), max_size=6),
)
_MARKDOWN = st.sampled_from(["# ", "## Risks\n", "**", "__", "*", "`", "[a](b)", "](", "[", "| a | b |\n", "---\n"])
_HTML = st.sampled_from(["<p>", "</p>", "<ul>", "<li>", "</ul>", "<h2>Risks</h2>", "<h2>", "<table>", "<tr>", "<td>", "<th>", "<br/>", "<b>", "</b>", "<script>", "</script>",
                         "<nav>", "</nav>", "<!--", "-->", "&amp;", "&nbsp;", "&#x1F600;", "&lt;", "&", "<", ">", "<a href='", "'", '"', "&NotEqualTilde;"])


def _made(*kinds: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(*kinds), max_size=40).map("".join)


def _quotes(reading: Reading) -> None:
    """The characters at a mention's offsets are its quote, marks and references undone, a run of blanks as one."""
    text = reading.source.text
    for m in reading.mentions:
        assert 0 <= m.start < m.end <= len(text)
        assert _plain(text[m.start : m.end], reading.source.format) == _plain(m.exact, "")
    for s in reading.sections:
        assert 0 <= s.start <= s.end <= len(text)


# Tags with their quotes closed, else up to the first bracket; comments; declarations.
_MARK = re.compile(r"</?[a-zA-Z](?:(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>|[^>]*>)|<!--.*?-->|<(?:!(?!--)|[?/])[^>]*>", re.DOTALL)


def _plain(quote: str, kind: str) -> str:
    """Only letters and figures, so that what a mark hides between two words does not count."""
    if kind == "html":
        quote = unescape(_MARK.sub(" ", quote))
    if kind == "markdown":
        quote = re.sub(r"\]\([^)\]\s]*\)", "", quote)
    return "".join(c for c in quote if c.isalnum())


def _reads(reader: Reader, path: Path, text: str) -> None:
    path.write_bytes(text.encode())
    try:
        reading = reader.read(path)
    except (PageNotRecognised, UnreadableFile):
        return
    if "<script" not in text and "<nav" not in text:  # what these hold is left out of the middle of a quote
        _quotes(reading)
    assert reader.read(path).as_json() == reading.as_json()


_MANY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_MANY
@given(text=_made(_ALPHABET))
def test_any_text(reader: Reader, tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    _reads(reader, tmp_path_factory.getbasetemp() / "page.txt", "Risks\n\n" + text)


@_MANY
@given(text=_made(_ALPHABET, _MARKDOWN))
def test_any_markdown(reader: Reader, tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    _reads(reader, tmp_path_factory.getbasetemp() / "page.md", "## Risks\n\n" + text)


@_MANY
@given(text=_made(_ALPHABET, _HTML))
def test_any_html(reader: Reader, tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    _reads(reader, tmp_path_factory.getbasetemp() / "page.html", "<html><h2>Risks</h2>" + text)


@_MANY
@given(data=st.binary(max_size=300))
def test_any_bytes(reader: Reader, tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.txt"
    path.write_bytes(b"Risks\n\n" + data)
    try:
        reading = reader.read(path)
    except CodekinError:
        return
    _quotes(reading)
