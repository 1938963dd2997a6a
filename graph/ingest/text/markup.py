"""HTML as lines with offsets into the markup, so that a quote can be found again in the file.

The fast parsers do not report where a token stood, and the one of the standard library takes time by the square of the
size when comments, tags or quotes stay open; so tokens are found here, each looked at once, by the rules of the HTML
standard for what is left open. Character references count as one character that occupied the whole reference.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise

from graph.ingest.text.headings import section_of
from graph.ingest.text.lines import BLANK, Line
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.spans import Span, join

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCKS = {
    "p", "div", "br", "tr", "td", "th", "table", "section", "article", "header", "footer", "main", "aside", "ul",
    "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "hr", "form", "fieldset", "body", "html", *_HEADINGS,
}
_SILENT = {"script", "style", "noscript", "template", "svg", "nav"}
_PARAGRAPHS = {"p", "div", "section", "article", "table", "ul", "ol", "dl"}
_SPEAKING = ("body", "main")  # what was to be passed over and is still open ends here
_RAW = ("script", "style")

_TOKEN = Pattern(r"<(?P<end>/?)(?P<tag>[a-zA-Z][^\s/>]*)|<!--|<[!?/]|&#?[a-zA-Z0-9]{1,32};?")
_SPACES = str.maketrans("\r\n\t\f\v\xa0", "      ")
_RUN = Pattern(r"(?<= ) +")
_REST_OF_TAG = Pattern(r"""(?:[^>"']++|"[^"]*+"|'[^']*+')*+>""")
_LONGEST_TAG = 4096  # characters in which a quote is looked for to close; a tag with a longer one ends at its first bracket


class _Reader:
    """Collects characters of the block at hand and closes it at every block boundary."""

    def __init__(self, text: str) -> None:
        self.lines: list[Line] = []
        self._source = text
        self._kind, self._level, self._depth, self._silent = "text", 0, 0, 0
        self._cells = self._rows = 0
        self._head = False
        self._parts: list[tuple[str, int, int]] = []
        self._open_ends: set[str] = set()
        self._entries: list[tuple[int, str]] = []  # where terms and their descriptions begin
        self._read()
        self._flush()
        self._pair()

    def _read(self) -> None:
        at, text = 0, self._source
        while match := _TOKEN.search(text, at):
            self._add(text[at : match.start()], at)
            at = self._token(match)
        self._add(text[at:], at)

    def _token(self, match: re.Match[str]) -> int:
        """Take one token in and say where the next may begin."""
        start, end, token = match.start(), match.end(), match[0]
        if token[0] == "&":
            self._add(unescape(token), start, end)
            return end
        if not match["tag"]:
            return self._after("-->" if token == "<!--" else ">", end) or self._as_text(start, end)
        close = self._tag_end(end)
        if not close:
            return self._as_text(start, end)
        tag = match["tag"].lower()
        if match["end"]:
            self._close(tag)
            return close
        self._open(tag)
        if self._source[close - 2] == "/" and tag in _SILENT:
            self._close(tag)
            return close
        return self._raw_end(tag, close) if tag in _RAW else close

    def _as_text(self, start: int, end: int) -> int:
        """A mark that nothing closes is text, as its author saw it."""
        self._add(self._source[start:end], start)
        return end

    def _after(self, mark: str, at: int) -> int:
        """The position behind the next `mark`, 0 when there is none; what is not there is looked for only once."""
        found = -1 if mark in self._open_ends else self._source.find(mark, at)
        if found < 0:
            self._open_ends.add(mark)
            return 0
        return found + len(mark)

    def _tag_end(self, at: int) -> int:
        """The position behind a tag's bracket, those in quotes not counted unless a quote stays open."""
        rest = _REST_OF_TAG.match(self._source, at, at + _LONGEST_TAG)
        return rest.end() if rest else self._after(">", at)

    def _raw_end(self, tag: str, at: int) -> int:
        """Scripts and styles hold no markup; one that stays open holds the rest of the file."""
        end = Pattern(rf"</{tag}(?=[\s/>])", re.IGNORECASE).search(self._source, at)
        return end.start() if end else len(self._source)

    def _add(self, text: str, start: int, end: int | None = None) -> None:
        if text and not self._silent and not self._head:
            self._parts.append((text.translate(_SPACES), start, start + len(text) if end is None else end))

    def _flush(self) -> None:
        span = Span.of(self._parts)
        if "  " in span.text:
            span = span.without([match.span() for match in _RUN.finditer(span.text)])
        span = span.strip()
        if span.text:
            self.lines.append(Line(self._kind, span, self._level))
        self._parts = []
        self._kind, self._level = "text", 0

    def _pair(self) -> None:
        """A term with a single description in one line is one line, "term: description", as other formats write it."""
        starts = [*(at for at, _ in self._entries), len(self.lines)]
        tags = ["dd", *(tag for _, tag in self._entries), "dt"]  # before the first and behind the last anything goes
        drop: set[int] = set()
        for n, (at, then) in enumerate(pairwise(starts[:-1])):
            term, said = self.lines[at:then], self.lines[then] if then < starts[n + 2] else BLANK
            if tags[n : n + 4] == ["dd", "dt", "dd", "dt"] and len(term) == 1 and said.text and section_of(term[0].text) is None:
                both = join([term[0].span, said.span], " " if term[0].text.endswith(":") else ": ")
                self.lines[then] = Line("bullet", both, said.level)
                drop.add(at)
        self.lines = [line for n, line in enumerate(self.lines) if n not in drop]

    def _open(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _SPEAKING:
            self._silent = 0
        self._head = tag == "head" or (self._head and tag not in _BLOCKS)
        if tag not in _BLOCKS:
            return
        self._flush()
        if tag in _PARAGRAPHS and self.lines and self.lines[-1] is not BLANK:
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
        if tag in ("dt", "dd"):
            self._entries.append((len(self.lines), tag))

    def _cell(self, tag: str) -> None:
        """The first cell of a row names what the row is about; a header cell above a table names a column."""
        if tag == "th" and not self._rows:
            self._kind, self._level = "column", self._cells
        else:
            self._kind, self._level = "cell" if self._cells else "bullet", self._cells
        self._cells += 1

    def _close(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag == "head":
            self._head = False
        if tag in _BLOCKS:
            self._flush()
        if tag == "tr":
            self._rows += 1
        if tag in ("ul", "ol"):
            self._depth = max(0, self._depth - 1)


def lines(text: str) -> list[Line]:
    """Lines of an HTML page.

    >>> [(l.kind, l.text, l.span.start) for l in lines("<h2>Risks</h2><ul><li>Nausea &amp; pain</li></ul>") if l.text]
    [('heading', 'Risks', 4), ('bullet', 'Nausea & pain', 22)]
    """
    return _Reader(text).lines
