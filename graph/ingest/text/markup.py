"""HTML as lines with offsets into the markup, so that a quote can be found again in the file.

The standard library's tokenizer is used because it reports where each token stands; the faster parsers do not.
Character references count as one character that occupied the whole reference.
"""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser

from graph.ingest.text.lines import BLANK, Line
from graph.ingest.text.spans import Span

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCKS = {
    "p", "div", "br", "tr", "td", "th", "table", "section", "article", "header", "footer", "main", "aside", "ul",
    "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "hr", "form", "fieldset", "body", "html", *_HEADINGS,
}
_SILENT = {"script", "style", "noscript", "template", "svg", "nav", "head"}
_PARAGRAPHS = {"p", "div", "section", "article", "table", "ul", "ol", "dl"}


class _Reader(HTMLParser):
    """Collects characters of the block at hand and closes it at every block boundary."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.lines: list[Line] = []
        self._source = text
        self._line_starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]
        self._kind, self._level, self._depth, self._silent = "text", 0, 0, 0
        self._cells = self._rows = 0
        self._text: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self.feed(text)
        self.close()
        self._flush()

    def _here(self) -> int:
        line, column = self.getpos()
        return self._line_starts[line - 1] + column

    def _add(self, text: str, start: int, width: int | None = None) -> None:
        if self._silent:
            return
        for n, character in enumerate(text):
            self._text.append(" " if character in "\r\n\t\xa0" else character)
            self._starts.append(start if width else start + n)
            self._ends.append(start + width if width else start + n + 1)

    def _flush(self) -> None:
        span = _collapsed(self._text, self._starts, self._ends)
        if span.text:
            self.lines.append(Line(self._kind, span, self._level))
        self._text, self._starts, self._ends = [], [], []
        self._kind, self._level = "text", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag not in _BLOCKS:
            return
        self._flush()
        if tag in _PARAGRAPHS:
            self.lines.append(BLANK)
        if tag == "table":
            self._rows = 0
        if tag in ("ul", "ol"):
            self._depth += 1
        if tag in _HEADINGS:
            self._kind, self._level = "heading", _HEADINGS[tag]
        elif tag == "tr":
            self._cells = 0
        elif tag in ("td", "th"):
            self._cell(tag)
        elif tag in ("li", "dd"):
            self._kind, self._level = "bullet", self._depth * 2

    def _cell(self, tag: str) -> None:
        """The first cell of a row names what the row is about; a header cell above a table names a column."""
        self._kind, self._level = ("bullet" if tag == "td" or self._rows else "cell", 0) if not self._cells else ("cell", 0)
        self._cells += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in _BLOCKS:
            self._flush()
        if tag == "tr":
            self._rows += 1
        if tag in ("ul", "ol"):
            self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        self._add(data, self._here())

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name};")

    def _reference(self, written: str) -> None:
        start = self._here()
        bare = written[:-1]
        whole = self._source.startswith(written, start)
        self._add(unescape(written), start, len(written if whole else bare))


def _collapsed(text: list[str], starts: list[int], ends: list[int]) -> Span:
    """Runs of blanks as one, as a browser shows them."""
    keep = [i for i, c in enumerate(text) if c != " " or (i and text[i - 1] != " ")]
    return Span("".join(text[i] for i in keep), [starts[i] for i in keep], [ends[i] for i in keep]).strip()


def lines(text: str) -> list[Line]:
    """Lines of an HTML page.

    >>> [(l.kind, l.text, l.span.start) for l in lines("<h2>Risks</h2><ul><li>Nausea &amp; pain</li></ul>") if l.text]
    [('heading', 'Risks', 4), ('bullet', 'Nausea & pain', 22)]
    """
    return _Reader(text).lines
