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
from graph.ingest.text.spans import Span

MAXIMUM_BYTES = 64 * 1024 * 1024
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+")
_BULLET = re.compile(r"^(\s*)(?:[•●▪◦‣·∙*+–—-]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s+(?=\S)")
_BOLD_LINE = re.compile(r"^\s*(\*\*|__)([^*_]+)\1:?\s*$")
_EMPHASIS = re.compile(r"\*\*|__|`|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|\]\([^)\]\s]*\)|\[(?=[^\[\]]*\]\()")


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
        if path.stat().st_size > MAXIMUM_BYTES:
            raise UnreadableFile("file is too large for a page", where=path, expected=f"at most {MAXIMUM_BYTES} bytes",
                                 got=f"{path.stat().st_size} bytes", hint="split it, one page a file")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile("file cannot be read", where=path, expected="a readable file", got=error.strerror,
                             hint="check the name and the permissions") from error


def decode(data: bytes, where: Path) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, else what its bytes look like."""
    if not data.strip():
        raise UnreadableFile("file is empty", where=where, expected="a page of text", got=f"{len(data)} bytes",
                             hint="give a page in the section format")
    for mark, name in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _strictly(data, name, where)
    if b"\0" in data[:8192]:
        raise UnreadableFile("file is not text", where=where, expected="plain text, Markdown or HTML",
                             got="bytes that no text holds", hint="convert it to text first")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(data[: 512 * 1024]).best()
        return _strictly(data, best.encoding if best else "cp1252", where)


def _strictly(data: bytes, name: str, where: Path) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise UnreadableFile("encoding cannot be told", where=where, expected="UTF-8, UTF-16 or a Western encoding",
                             got=f"byte {data[error.start]:#04x} at {error.start}",
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
        line = _line(written, start, markdown=markdown)
        if line is not BLANK or not found or found[-1] is not BLANK:
            found.append(line)
        start += len(written)
    return found


def _line(text: str, start: int, *, markdown: bool) -> Line:
    body = Span.at(text, start).strip()
    if not body.text or body.text.isspace():
        return BLANK
    if markdown and (match := _HEADING.match(text)):
        title = text[: len(text.rstrip().rstrip("#"))]
        return Line("heading", _unmarked(Span.at(title, start)[match.end() :].strip()), len(match[1]))
    if markdown and (match := _BOLD_LINE.match(text)):
        return Line("heading", Span.at(match[2], start + match.start(2)).strip(), 6)
    kind, level = "text", len(text) - len(text.lstrip())
    if match := _BULLET.match(text):
        kind, level = "bullet", len(match[1].expandtabs(4))
        body = Span.at(text[match.end() :], start + match.end()).strip()
    return Line(kind, _unmarked(body) if markdown else body, level)


def _unmarked(span: Span) -> Span:
    """Markdown without its emphasis, code and link marks."""
    marks = [match.span() for match in _EMPHASIS.finditer(span.text)]
    return span.without(marks).strip() if marks else span
