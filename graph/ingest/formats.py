"""What a reader of official files is: how it knows a file by its content, and how it turns it into a batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from graph.ingest.batch import Batch
from graph.ingest.files import Item


@dataclass(frozen=True, slots=True)
class Format:
    """One file format of one publisher.

    `recognises` looks at the content (`item.head`, at most 64 KiB, or the first rows of a sheet) and never at the name
    alone. `read` returns a batch whose ledger accounts for every row; it raises only errors of the tree. `whole` says
    that it looks at every sheet of a workbook itself; other readers are given them one by one.
    """

    name: str
    title: str
    publisher: str
    licence: str
    recognises: Callable[[Item], bool]
    read: Callable[[Item], Batch]
    whole: bool = False
