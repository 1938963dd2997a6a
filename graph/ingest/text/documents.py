"""From the bytes of a page to lines that know what they are (heading, bullet, text) and where they stood.

Plain text, Markdown and HTML end in the same lines, so that everything after this room reads one format. Offsets
count characters of the decoded file, line ends untouched.
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
_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]*")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+")
_BULLET = re.compile(r"^(\s*)(?:[•●▪◦‣·∙*+–—-]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s+(?=\S)")
_BOLD_LINE = re.compile(r"^\s*(\*\*|__)([^*_]+)\1:?\s*$")
_EMPHASIS = re.compile(r"\*\*|__|`|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|\]\([^)\]\s]*\)|\[(?=[^\[\]]*\]\()")


@dataclass(frozen=True, slots=True)
class Source:
    """A page as text and as lines; `format` is text, markdown or html."""

    path: Path
    text: str
    format: str
    lines: tuple[Line, ...]


def read(path: Path) -> Source:
    """Read one page, or raise `UnreadableFile` saying why it cannot be."""
    return parse(decode(_bytes(path), path), path)


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
    found = []
    for match in _LINE.finditer(text):
        if match.start() and match.start() == match.end() and text[match.start() - 1 : match.start()] not in "\r\n":
            continue
        line = _line(Span.at(match[0], match.start()), markdown=markdown)
        if line is not BLANK or not found or found[-1] is not BLANK:
            found.append(line)
    return found


def _line(span: Span, *, markdown: bool) -> Line:
    body = span.strip()
    if not body.text or body.text.isspace():
        return BLANK
    if markdown and (match := _HEADING.match(span.text)):
        title = span[match.end() : len(span.text.rstrip().rstrip("#"))].strip()
        return Line("heading", _unmarked(title), len(match[1]))
    if markdown and (match := _BOLD_LINE.match(span.text)):
        return Line("heading", span[match.start(2) : match.end(2)].strip(), 6)
    if match := _BULLET.match(span.text):
        item = span[match.end() :].strip()
        return Line("bullet", _unmarked(item) if markdown else item, len(match[1].expandtabs(4)))
    level = len(span.text) - len(span.text.lstrip())
    return Line("text", _unmarked(body) if markdown else body, level)


def _unmarked(span: Span) -> Span:
    """Markdown without its emphasis, code and link marks."""
    marks = [match.span() for match in _EMPHASIS.finditer(span.text)]
    return span.without(marks).strip() if marks else span
