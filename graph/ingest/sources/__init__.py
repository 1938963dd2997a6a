"""One file per publisher; `READERS` is the registry of official formats, asked in this order."""

from __future__ import annotations

from graph.ingest.formats import Format
from graph.ingest.sources import betos, fee_schedule, hcpcs, hcpcs_changes, hcpcs_notes, ncci, outpatient, rbcs

READERS: tuple[Format, ...] = (
    *hcpcs.FORMATS,
    *hcpcs_changes.FORMATS,
    *hcpcs_notes.FORMATS,
    *betos.FORMATS,
    *rbcs.FORMATS,
    *fee_schedule.FORMATS,
    *ncci.FORMATS,
    *outpatient.FORMATS,
)
