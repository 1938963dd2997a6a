"""One line of a page, whatever format the page came in."""

from __future__ import annotations

from typing import NamedTuple

from graph.ingest.text.spans import Span


class Line(NamedTuple):
    """`kind` is heading, bullet, text, cell (of a table, beside the first), column (the head
    of one) or blank; `level` the heading's rank, the bullet's indentation or the place of a cell in its row."""

    kind: str
    span: Span
    level: int = 0

    @property
    def text(self) -> str:
        return self.span.text


BLANK = Line("blank", Span.at("", 0))
