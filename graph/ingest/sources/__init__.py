"""One file per publisher; `READERS` is the registry of official formats, asked in this order."""

from __future__ import annotations

from graph.ingest.formats import Format
from graph.ingest.sources import (
    betos,
    ccsr,
    code_maps,
    conversion,
    drg,
    fee_schedule,
    hcpcs,
    hcpcs_changes,
    hcpcs_notes,
    icd10cm,
    icd10pcs,
    localities,
    ncci,
    outpatient,
    pcs_index,
    pcs_tables,
    places,
    rbcs,
    specialties,
)

READERS: tuple[Format, ...] = (
    *hcpcs.FORMATS,
    *hcpcs_changes.FORMATS,
    *hcpcs_notes.FORMATS,
    *betos.FORMATS,
    *rbcs.FORMATS,
    *fee_schedule.FORMATS,
    *ncci.FORMATS,
    *outpatient.FORMATS,
    *icd10pcs.FORMATS,
    *icd10cm.FORMATS,
    *pcs_tables.FORMATS,
    *pcs_index.FORMATS,
    *conversion.FORMATS,
    *ccsr.FORMATS,
    *places.FORMATS,
    *specialties.FORMATS,
    *drg.FORMATS,
    *code_maps.FORMATS,
    *localities.FORMATS,
)
