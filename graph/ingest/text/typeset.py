"""From glyphs on a page to lines in reading order: what a typesetter did, undone.

Columns are read one after the other, lines that were wrapped are joined, words that were parted at a line end are made
whole, and what is repeated on every page is left out. All measures are in points, from the lower left corner of a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from graph.ingest.text.headings import section_of
from graph.ingest.text.patterns import Pattern

BULLETS = "•●▪◦‣·∙■□▫►▶➢➤✓✔❖○◆◇\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf02d"
_BULLET = Pattern(rf"^(?:[{BULLETS}]|[-–—*o](?= ))\s*")
_NUMBER = Pattern(r"\(?(?:\d{1,3}|[a-zA-Z])[.)]\s+(?=\S)")
_PAGE_NUMBER = Pattern(r"^\W*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*$", re.IGNORECASE)
_CODED = Pattern(r"(?:\d{5}|\d{4}[FTUMA]|[A-Z]\d{4}|[A-Z]\d[0-9A-Z]\.\w{1,4})\W{0,2}(?:\s|$)")
_LABELLED = Pattern(r"[A-Z][A-Za-z /&-]{2,30}:\s+\S")
_COMPOUND = Pattern(r"\w+-\w+")
_SPACED = Pattern(r"^\w(?: \w){3,}$")
_SMALL_CAPITAL = Pattern(r"\b([A-Z]) (?=[A-Z]{2,})")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\xa0": " "})
_MARKS = str.maketrans({"\x02": "-", "\ufffe": "-", "\u2010": "-"})  # what PDFium says for a hyphen at a line end
# First parts of compounds that keep their hyphen wherever a line ends.
_PREFIXES = frozenset(["follow", "check", "pre", "post", "non", "self", "long", "short", "well", "anti", "multi", "co",
                       "re", "high", "low", "full", "half", "two", "three", "one", "day", "same", "over", "in", "on", "real", "up"])
_MAXIMUM_ROWS = 2000  # on a sheet with more, columns are not looked for
_MAXIMUM_LENGTH = 5000  # of a joined line, in characters
_EDGE = 2  # lines at either end of a page that may be a running header or footer


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character and the box that its font gives it."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    bold: bool

    @property
    def size(self) -> float:
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Row:
    """Characters that stand beside each other on one page, or the logical line they were joined to."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    bold: bool
    page: int
    column: int = 0
    gap: bool = True  # more than the usual distance to the line above
    kind: str = "text"
    edge: float = 0.0  # the right edge of the column
    indent: float = 0.0  # from the left edge of the column
    cells: bool = False  # a row of a table
    mark: str = ""  # the bullet or number before the text


def segments(glyphs: Iterable[Glyph], page: int) -> list[Row]:
    """Runs of glyphs on one baseline without a gap as wide as between columns."""
    found: list[Row] = []
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and not _follows(run, glyph):
            found.append(_row(run, page))
            run = []
        run.append(glyph)
    if run:
        found.append(_row(run, page))
    return [row for row in found if row.text]


def _follows(run: list[Glyph], glyph: Glyph) -> bool:
    last = run[-1]
    size = max(last.size, glyph.size, 1.0)
    level = abs(last.bottom - glyph.bottom) < 0.45 * size
    return level and -1.5 * size < glyph.left - last.right < 1.6 * size


def _row(run: list[Glyph], page: int) -> Row:
    shown = [g for g in run if not g.text.isspace()] or run
    bold = sum(g.bold for g in shown) > 0.8 * len(shown)
    return Row(_text(run), shown[0].left, shown[-1].right, median(g.bottom for g in shown),
               median(g.size for g in shown), bold, page)


def _text(run: list[Glyph]) -> str:
    """The characters with a space where one was seen, except inside small capitals ("O" large, "VERVIEW" smaller)."""
    parts: list[str] = []
    for n, glyph in enumerate(run):
        if glyph.text.isspace() and _in_small_capitals(run, n):
            continue
        near = n and not glyph.text.isspace() and not run[n - 1].text.isspace()
        if near and glyph.left - run[n - 1].right > 0.3 * max(glyph.size, run[n - 1].size):
            parts.append(" ")
        parts.append(glyph.text)
    text = " ".join("".join(parts).translate(_LIGATURES).translate(_MARKS).split())
    return text.replace(" ", "") if _SPACED.match(text) else text


def _in_small_capitals(run: list[Glyph], n: int) -> bool:
    if not 0 < n < len(run) - 1:
        return False
    before, after = run[n - 1], run[n + 1]
    capitals = before.text.isupper() and after.text.isupper() and after.size < 0.93 * before.size
    return capitals and after.left - before.right < 0.25 * before.size


def with_drawn_bullets(rows: list[Row], dots: list[tuple[float, float, float]]) -> list[Row]:
    """Rows with a bullet where a small shape is drawn before them; a dot is its left, right and middle height."""
    found = []
    for row in rows:
        near = (d for d in dots if 0 <= row.left - d[1] < 2.5 * row.size and row.bottom < d[2] < row.bottom + row.size)
        dot = next(near, None)
        found.append(replace(row, text=f"• {row.text}", left=dot[0]) if dot else row)
    return found


def in_order(rows: list[Row], depth: int = 0) -> list[Row]:
    """Segments of one page as lines, a column after the other where the page is set in columns."""
    gutter = _gutter(rows) if depth < 3 else None
    if gutter is None:
        return _lines(rows)
    found: list[Row] = []
    for band in _bands(rows, gutter):
        sides = [r for r in band if r.right <= gutter], [r for r in band if r.left >= gutter]
        if all(sides):
            found += [line for side in sides for line in in_order(side, depth + 1)]
        else:
            found += _lines(band)
    columns = Counter[int]()
    numbered = []
    for n, row in enumerate(found):
        if n and row.bottom > found[n - 1].bottom:
            columns[0] += 1
        numbered.append(replace(row, column=columns[0]))
    return numbered


def _gutter(rows: list[Row]) -> float | None:
    """The middle of the white strip between two columns, which no more than a fifth of the lines cross."""
    if not 6 <= len(rows) <= _MAXIMUM_ROWS:
        return None
    low, high = min(r.left for r in rows), max(r.right for r in rows)
    places = [low + (high - low) * n / 100 for n in range(25, 76)]
    crossing = {x: sum(r.left < x < r.right for r in rows) for x in places}
    fewest = min(crossing.values())
    clear = [x for x in places if crossing[x] == fewest]
    x = clear[len(clear) // 2]
    left, right = [r for r in rows if r.right <= x], [r for r in rows if r.left >= x]
    if fewest > len(rows) / 5 or min(len(left), len(right)) < 3 or _labels(left, right, x - low):
        return None
    return x


def _labels(left: list[Row], right: list[Row], width: float) -> bool:
    """Whether the left side only names what stands to the right of it, as a table does."""
    level = sum(any(abs(a.bottom - b.bottom) < 0.4 * a.size for b in right) for a in left)
    narrow = median(a.right - a.left for a in left) < 0.45 * width
    named = sum(a.text.endswith(":") for a in left) > len(left) / 2
    return level > 0.8 * len(left) and (narrow or named) and not any(_BULLET.match(a.text) for a in left)


def _bands(rows: list[Row], gutter: float) -> list[list[Row]]:
    """The page cut at lines that cross the gutter; such a line is a band of its own."""
    bands: list[list[Row]] = [[]]
    for row in sorted(rows, key=lambda r: -r.bottom):
        if row.left < gutter < row.right:
            bands += [[row], []]
        else:
            bands[-1].append(row)
    return [band for band in bands if band]


def _lines(rows: list[Row]) -> list[Row]:
    """Segments of one column as lines from top to bottom."""
    lines: list[list[Row]] = []
    for row in sorted(rows, key=lambda r: -r.bottom):
        if lines and abs(lines[-1][0].bottom - row.bottom) < 0.45 * max(row.size, lines[-1][0].size):
            lines[-1].append(row)
        else:
            lines.append([row])
    edge = max((r.right for r in rows), default=0.0)
    merged = [_merged(sorted(line, key=lambda r: r.left), edge) for line in lines]
    steps = [a.bottom - b.bottom for a, b in pairwise(merged)]
    usual = _usual(steps)
    left = min((r.left for r in rows), default=0.0)
    return [replace(row, indent=row.left - left, gap=n == 0 or steps[n - 1] > 1.3 * usual) for n, row in enumerate(merged)]


def _usual(steps: list[float]) -> float:
    """The distance of lines inside a paragraph: the lower quartile, as gaps only make it larger."""
    return sorted(steps)[len(steps) // 4] if steps else 0.0


def _merged(row: list[Row], edge: float) -> Row:
    widest = max(row, key=lambda r: len(r.text))
    cells = any(b.left - a.right > 3 * widest.size for a, b in pairwise(row))
    return replace(widest, cells=cells, text=" ".join(r.text for r in row), left=row[0].left, right=row[-1].right,
                   bold=all(r.bold for r in row if len(r.text) > 1), edge=edge)


def without_running(pages: list[list[Row]]) -> tuple[list[list[Row]], list[str]]:
    """Segments of pages without page numbers and what stands at the edge of most pages, and what was left out.

    A header is kept where it stands first, because it may be the only place that names the code.
    """
    edges = [_edge(page) for page in pages]
    seen = Counter(key for edge in edges for key in {_running(row.text) for row in edge})
    kept: list[list[Row]] = []
    left_out: list[str] = []
    met: set[str] = set()
    for page, edge in zip(pages, edges, strict=True):
        gone: dict[int, Row] = {}
        middle = (edge[0].bottom + edge[-1].bottom) / 2 if edge else 0.0
        for row in edge:
            key = _running(row.text)
            repeated = len(pages) > 1 and seen[key] > max(1, len(pages) / 2)
            first = key not in met and row.bottom > middle
            met |= {key} if repeated else set()
            if (len(page) > 3 and _PAGE_NUMBER.match(row.text)) or (repeated and not first):
                gone[id(row)] = row
        left_out += [row.text for row in gone.values()]
        kept.append([row for row in page if id(row) not in gone])
    return kept, left_out


def _edge(page: list[Row]) -> list[Row]:
    """The segments of the first and the last two lines of a page, from top to bottom."""
    levels = sorted({round(row.bottom) for row in page}, reverse=True)
    ends = {*levels[:_EDGE], *levels[-_EDGE:]}
    return sorted((row for row in page if round(row.bottom) in ends), key=lambda r: -r.bottom)


def _running(text: str) -> str:
    return re.sub(r"\d+", "#", text.lower())


def logical(pages: list[list[Row]]) -> list[Row]:
    """Every line of a document with its kind (heading, bullet, text), wrapped lines joined."""
    rows = [row for page in pages for row in page]
    if not rows:
        return []
    body = median(size for row in rows for size in [row.size] * max(1, len(row.text) // 8))
    strong = sum(len(r.text) for r in rows if r.bold) > sum(len(r.text) for r in rows) / 2
    compounds = {word for row in rows for word in _COMPOUND.findall(row.text.lower())}
    found: list[Row] = []
    last: Row | None = None  # the line of the page that the last logical line ends with
    for row in (_kind(row, body, strong) for row in rows):
        if found and last and _continues(found[-1], last, row):
            found[-1] = replace(found[-1], text=_glued(found[-1].text, row.text, compounds))
        else:
            found.append(row)
        last = row
    return [replace(row, text=_mended(row.text)) for row in found]


def _kind(row: Row, body: float, strong: bool) -> Row:
    if match := _BULLET.match(row.text):
        return replace(row, kind="bullet", text=row.text[match.end() :], mark="• ")
    if (match := _NUMBER.match(row.text)) and not section_of(row.text):
        return replace(row, kind="bullet", text=row.text[match.end() :], mark=match[0])
    short = len(row.text) <= 90 and not row.text.endswith((".", ",", ";"))
    large = row.size > 1.12 * body
    if short and (large or (row.bold and not strong)):
        return replace(row, kind="heading")
    return row


def _continues(above: Row, last: Row, row: Row) -> bool:
    """Whether a line goes on with what stands above it: it was wrapped, or its bullet stood on a line of its own."""
    if row.kind == "bullet" or row.cells or last.cells or len(above.text) > _MAXIMUM_LENGTH:
        return False
    if any(shape.match(row.text) and shape.match(last.text) for shape in (_CODED, _LABELLED)):
        return False  # two rows of a list of codes, two labels with their values
    if above.kind == "bullet" and not above.text:
        return True
    turned = (row.page, row.column) != (last.page, last.column)
    if row.kind == "heading" or above.kind == "heading":
        alike = row.kind == above.kind and abs(row.size - last.size) < 0.06 * row.size and not (row.gap or turned)
        return alike and not section_of(above.text) and not section_of(row.text) and row.text[:1].islower()
    if turned:
        return row.text[:1].islower() and not above.text.endswith((".", ":", "!", "?"))
    if row.gap or abs(row.size - last.size) > 0.12 * row.size or section_of(row.text.partition(":")[0]):
        return False
    if above.kind == "bullet" and row.left > above.left + 0.3 * row.size:
        return True
    first = row.text.partition(" ")[0]
    room = last.edge - last.right
    return room < (len(first) + 1) * 0.5 * row.size or last.text.endswith(("-", "\xad"))


def _glued(above: str, below: str, compounds: set[str]) -> str:
    """Two parts of one line; a hyphen that the line end put into a word goes."""
    if not above.endswith(("-", "\xad")):
        return f"{above} {below}".strip()
    first, second = _part(above), re.match(r"\w*", below)[0]  # type: ignore[index]  # it matches the empty string
    whole = len(first) > 1 and first.isalpha() and below[:1].islower() and first not in _PREFIXES
    keep = above[-1] == "-" and (not whole or f"{first}-{second}".lower() in compounds)
    return above[:-1] + ("-" if keep else "") + below


def _part(text: str) -> str:
    match = re.search(r"(\w+)\W?$", text)
    return match[1].lower() if match else ""


def _mended(text: str) -> str:
    """Small capitals that were written with a space."""
    text = text.replace("\xad", "").strip()
    joined = _SMALL_CAPITAL.sub(r"\1", text)
    return joined if joined != text and (section_of(joined) or text.isupper()) and not section_of(text) else text
