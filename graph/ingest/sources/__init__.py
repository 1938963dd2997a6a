"""One file per publisher; `READERS` is the registry of official formats, asked in this order."""

from __future__ import annotations

from graph.ingest.formats import Format
from graph.ingest.sources import icd10cm, icd10pcs, pcs_index, pcs_tables

READERS: tuple[Format, ...] = (
    *icd10pcs.FORMATS,
    *icd10cm.FORMATS,
    *pcs_tables.FORMATS,
    *pcs_index.FORMATS,
)
