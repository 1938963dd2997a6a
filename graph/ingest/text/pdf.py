"""PDF pages as lines. Offsets count characters of the text that is put together here, as a PDF has no text of its own.

The library is PDFium, the reader of Chromium, because it repairs damaged files and gives every character its box and
font. The build it comes in has neither scripts nor network: nothing of a file is executed.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from graph.errors import UnreadableFile
from graph.ingest.text.lines import BLANK, Line
from graph.ingest.text.spans import Span
from graph.ingest.text.typeset import Glyph, Row, in_order, logical, segments, with_drawn_bullets, without_running

MAXIMUM_PAGES = 500
MAXIMUM_CHARACTERS = 2_000_000
MAXIMUM_SHAPES = 20_000  # of a sheet; a sheet with more is a drawing
MAXIMUM_DOTS = 200
_STRONG = ("bold", "black", "heavy", "semibold", "demi")


def lines(data: bytes, where: Path) -> tuple[str, tuple[Line, ...], tuple[str, ...]]:
    """The text of a PDF, its lines with their places in that text, and what was left out.

    Left out are page numbers, lines that are repeated on most pages, and pages that cannot be read. Raises
    `UnreadableFile` when the file cannot be opened or has no text.
    """
    document = _opened(data, where)
    try:
        pages, missing = _pages(document, where)
    finally:
        document.close()
    kept, repeated = without_running(pages)
    rows = [row for row in logical([in_order(page) for page in kept]) if row.text]
    if not rows:
        raise UnreadableFile("PDF has no text", where=where, expected="a PDF with text",
                             got=f"{len(pages)} pages of pictures" if pages else "no readable page",
                             hint="it may be a scan: run OCR on it first")
    return *_written(rows), (*missing, *repeated)


def _opened(data: bytes, where: Path) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD or "assword" in str(error)
        raise UnreadableFile(
            "PDF is locked" if locked else "PDF is damaged", where=where, expected="a PDF that opens without a password",
            got="an encrypted file" if locked else f"{len(data)} bytes that PDFium cannot open",
            hint="save an unlocked copy" if locked else "save or print it to PDF again",
        ) from error
    if count > MAXIMUM_PAGES:
        document.close()
        raise UnreadableFile("PDF is too long for a page", where=where, expected=f"at most {MAXIMUM_PAGES} sheets",
                             got=count, hint="split it, one procedure a file")
    return document


def _pages(document: pypdfium2.PdfDocument, where: Path) -> tuple[list[list[Row]], list[str]]:
    pages: list[list[Row]] = []
    missing: list[str] = []
    total = 0
    for number in range(len(document)):
        try:
            page = document[number]
            text = page.get_textpage()
        except pypdfium2.PdfiumError:
            missing.append(f"sheet {number + 1} cannot be read")
            continue
        total += text.count_chars()
        if total > MAXIMUM_CHARACTERS:
            raise UnreadableFile("PDF has too much text for a page", where=where,
                                 expected=f"at most {MAXIMUM_CHARACTERS} characters", got=f"{total} and more",
                                 hint="split it, one procedure a file")
        pages.append(with_drawn_bullets(segments(_glyphs(text), number), _dots(page)))
        text.close()
        page.close()
    return pages, missing


def _glyphs(text: pypdfium2.PdfTextPage) -> Iterator[Glyph]:
    """The characters of a page in the order of its content, line ends left to the boxes."""
    box, name, flags = pdfium.FS_RECTF(), ctypes.create_string_buffer(128), ctypes.c_int()
    size, bold = 0.0, False
    for n in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text, n))
        if character in "\0\r\n" or not pdfium.FPDFText_GetLooseCharBox(text, n, box):
            continue
        if box.top - box.bottom != size:  # a font is seldom changed without its size or at a space
            size = box.top - box.bottom
            bold = _bold(text, n, name, flags)
        elif character.isspace():
            size = 0.0
        yield Glyph(character, box.left, box.bottom, box.right, box.top, bold)


def _dots(page: pypdfium2.PdfPage) -> list[tuple[float, float, float]]:
    """Small shapes about as wide as high, which browsers draw for the bullets of a list."""
    found = []
    for shape in islice(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=2), MAXIMUM_SHAPES):
        left, bottom, right, top = shape.get_bounds()
        if 1 < right - left < 9 and 0.7 < (right - left) / max(top - bottom, 0.1) < 1.4:
            found.append((left, right, (bottom + top) / 2))
    return found if len(found) <= MAXIMUM_DOTS else []


def _bold(text: pypdfium2.PdfTextPage, n: int, name: ctypes.Array[ctypes.c_char], flags: ctypes.c_int) -> bool:
    length = pdfium.FPDFText_GetFontInfo(text, n, name, len(name), flags)
    known = name.raw[: min(length, len(name))].decode("utf-8", "replace").lower() if length else ""
    return any(word in known for word in _STRONG) or pdfium.FPDFText_GetFontWeight(text, n) >= 600


def _written(rows: list[Row]) -> tuple[str, tuple[Line, ...]]:
    """The rows one a line, blank lines where the page has more space, and where each body stands."""
    parts: list[str] = []
    found: list[Line] = []
    at = 0
    title = max((row.size for row in rows if row.kind == "heading"), default=0.0)
    for n, row in enumerate(rows):
        if n and (row.gap or "heading" in (row.kind, rows[n - 1].kind)):
            parts.append("\n")
            found.append(BLANK)
            at += 1
        found.append(_line(row, at + len(row.mark), n, title))
        parts.append(f"{row.mark}{row.text}\n")
        at += len(parts[-1])
    return "".join(parts), tuple(found)


def _line(row: Row, at: int, n: int, title: float) -> Line:
    if row.kind == "heading":
        return Line("heading", Span.at(row.text, at), 1 if row.size == title and n < 3 else 2)
    return Line(row.kind, Span.at(row.text, at), round(row.indent / 6) if row.kind == "bullet" else 0)
