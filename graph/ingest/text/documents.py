"""From the bytes of a page to lines that know what they are (heading, bullet, text) and where they stood.

Plain text, Markdown, HTML and PDF end in the same lines, so that everything after this room reads one format. Offsets
count characters of the decoded file, line ends untouched; of a PDF, those of the text that `pdf` puts together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from graph.errors import UnreadableFile
from graph.ingest.text import markup
from graph.ingest.text.lines import BLANK, Line
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.spans import Span

MAXIMUM_BYTES = 64 * 1024 * 1024  # of a PDF, which may hold pictures
MAXIMUM_TEXT = 8 * 1024 * 1024  # bytes of text; some two thousand times an ordinary page
_HEADING = Pattern(r"^\s{0,3}(#{1,6})\s+")
_BULLET = Pattern(r"^(\s*)(?:[•●▪◦‣·∙*+–—-]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s+(?=\S)")
_BOLD_LINE = Pattern(r"^\s*(\*\*|__)([^*_]+)\1:?\s*$")
_MARKS = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BLANKS = Pattern(r"(?<=\s)\s+")
_EMPHASIS = Pattern(r"\*\*|__|`|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|\]\([^)\]\s]*\)|\[(?=[^\[\]]*\]\()")


@dataclass(frozen=True, slots=True)
class Source:
    """A page as text and as lines; `format` is text, markdown, html or pdf.

    `left_out` are lines that were not read, as the page numbers and running headers of a PDF.
    """

    path: Path
    text: str
    format: str
    lines: tuple[Line, ...]
    left_out: tuple[str, ...] = ()


def read(path: Path) -> Source:
    """Read one page, or raise `UnreadableFile` saying why it cannot be."""
    data = _bytes(path)
    if b"%PDF-" in data[:1024] or path.suffix.lower() == ".pdf":
        return _typeset(data, path)
    if len(data) > MAXIMUM_TEXT:
        raise _too_large(path, len(data), MAXIMUM_TEXT)
    return parse(decode(data, path), path)


def _typeset(data: bytes, path: Path) -> Source:
    from graph.ingest.text import pdf  # the library is large, and most pages are no PDF

    text, lines, left_out = pdf.lines(data, path)
    return Source(path, text, "pdf", lines, left_out)


def parse(text: str, path: Path) -> Source:
    """Lines of a text whose format is told by its content, then by its name."""
    kind = _format(text, path)
    lines = markup.lines(text) if kind == "html" else _plain(text, markdown=kind == "markdown")
    return Source(path, text, kind, tuple(lines))


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAXIMUM_BYTES:
            raise _too_large(path, size, MAXIMUM_BYTES)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile("file cannot be read", where=path, expected="a readable file", got=error.strerror,
                             hint="check the name and the permissions") from error


def _too_large(path: Path, size: int, most: int) -> UnreadableFile:
    return UnreadableFile("file is too large for a page", where=path, expected=f"at most {most} bytes",
                          got=f"{size} bytes", hint="split it, one procedure a file")


def decode(data: bytes, where: Path) -> str:
    """The text of a file: UTF-8, UTF-16 or UTF-32 with a mark or without, else what its bytes look like."""
    if not data.strip(b" \t\r\n\0"):
        raise UnreadableFile("file is empty", where=where, expected="a page of text", got=f"{len(data)} bytes",
                             hint="give a page in the section format")
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, name, where)
    if b"\0" in data:
        return _strictly(data, _wide(data, where), where)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(data[: 64 * 1024]).best()
        return _strictly(data, best.encoding if best else "cp1252", where)


def _wide(data: bytes, where: Path) -> str:
    """UTF-16 without its mark: in Western text every other byte is zero, and no other is."""
    even, odd = data[:8192:2].count(0), data[1:8192:2].count(0)
    most = len(data[:8192]) / 2
    if max(even, odd) < 0.7 * most or min(even, odd) > 0.02 * most:
        raise UnreadableFile("file is not text", where=where, expected="plain text, Markdown, HTML or PDF",
                             got="bytes that no text holds", hint="convert it to text first")
    return "utf-16-be" if even > odd else "utf-16-le"


def _strictly(data: bytes, name: str, where: Path) -> str:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError) as error:
        at = getattr(error, "start", 0)
        raise UnreadableFile("encoding cannot be told", where=where, expected="UTF-8, UTF-16 or a Western encoding",
                             got=f"byte {data[at]:#04x} at {at}",
                             hint="save the file as UTF-8") from error


def _format(text: str, path: Path) -> str:
    head = text[:2048].lstrip("\ufeff \t\r\n").lower()
    if head.startswith(("<!doctype html", "<html")) or (path.suffix.lower() in (".html", ".htm") and "<" in text):
        return "html"
    if path.suffix.lower() in (".md", ".markdown") or re.search(r"^#{1,6} \S", text, re.MULTILINE):
        return "markdown"
    return "text"


def _plain(text: str, *, markdown: bool) -> list[Line]:
    """Every line of a text; blank lines on end are one."""
    found: list[Line] = []
    start = 0
    for written in text.splitlines(keepends=True):
        line = BLANK if written.isspace() else _line(written, start, markdown=markdown)
        if line is not BLANK or not found or found[-1] is not BLANK:
            found.append(line)
        start += len(written)
    return found


def _line(text: str, start: int, *, markdown: bool) -> Line:
    if markdown and "#" in text and (match := _HEADING.match(text)):
        title = text[: len(text.rstrip().rstrip("#"))]
        return Line("heading", _evened(_unmarked(Span.at(title, start)[match.end() :].strip())), len(match[1]))
    if markdown and ("**" in text or "__" in text) and (match := _BOLD_LINE.match(text)):
        return Line("heading", _evened(Span.at(match[2], start + match.start(2)).strip()), 6)
    match = _BULLET.match(text)
    at = match.end() if match else 0
    body = Span.stripped(text[at:], start + at)
    if not body.text or body.text.isspace():
        return BLANK
    level = len(match[1].expandtabs(4)) if match else len(text) - len(text.lstrip())
    return Line("bullet" if match else "text", _evened(_unmarked(body) if markdown else body), level)


def _evened(span: Span) -> Span:
    """Runs of blanks as one: many patterns would try every way of parting a run."""
    text = span.text
    if "  " not in text and text.isprintable():
        return span  # of all blanks only the space is printable
    return span.without([match.span() for match in _BLANKS.finditer(text)])


def _unmarked(span: Span) -> Span:
    """Markdown without its emphasis, code and link marks."""
    text = span.text
    if "*" not in text and "_" not in text and "`" not in text and "]" not in text:
        return span  # emphasis, code and links have one of these
    marks = [match.span() for match in _EMPHASIS.finditer(text)]
    return span.without(marks).strip() if marks else span
