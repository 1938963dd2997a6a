"""ICD-10-PCS as CMS issues it every year: order files, codes files, addenda and the description of their layout."""

from __future__ import annotations

from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from graph.ingest import addenda, icd10
from graph.ingest.batch import BARE, Batch
from graph.ingest.files import Item
from graph.ingest.formats import Format

SYSTEM = "ICD10PCS"


def read_order(item: Item) -> Batch:
    """Every valid code with its titles, and the tables that headers name, each code put into its table."""
    batch = Batch.of(item, icd10.edition_of(item, SYSTEM))
    rows = icd10.order_rows(item, SYSTEM, batch)
    batch.loaded += len(rows)
    valid = pc.equal(rows.flag, "1")
    ids = icd10.alone(icd10.join(pc.if_else(valid, "ICD10PCS:", "PCSTABLE:"), rows.code))
    codes = ids.filter(valid), rows.where(valid.to_numpy(zero_copy_only=False))
    icd10.titles(batch, ids, rows, pc.if_else(valid, "code", "grouping"))
    icd10.listings(batch, *codes)
    _tables(batch, *codes, rows.code.filter(pc.invert(valid)))
    return batch


def read_codes(item: Item) -> Batch:
    """The codes and long titles of a codes file: what the order file says, where one lies beside it."""
    edition = icd10.edition_of(item, SYSTEM)
    batch = Batch.of(item, edition)
    rows = icd10.codes_rows(item, SYSTEM, batch)
    if icd10.order_beside(item, SYSTEM, edition):
        batch.merged += len(rows)
    else:
        batch.loaded += len(rows)
    ids = icd10.alone(icd10.curies(SYSTEM, rows.code))
    icd10.list_codes(batch, ids, rows)
    _tables(batch, ids, rows, rows.code[:0])
    return batch


def _tables(batch: Batch, ids: pa.Array, rows: icd10.Rows, headers: pa.Array) -> None:
    """Every code in its table, which is a node under its bare number where its header is missing."""
    stems = pc.utf8_slice_codeunits(rows.code, 0, 3).dictionary_encode()
    names = icd10.before("PCSTABLE:", stems.dictionary)
    tables = pa.DictionaryArray.from_arrays(stems.indices, names)
    bare = pc.invert(pc.is_in(stems.dictionary, value_set=headers))
    batch.columns("nodes", pc.sum(bare).as_py() or 0, id=names.filter(bare), category="grouping",
                  label=stems.dictionary.filter(bare), rank=BARE)
    batch.columns("edges", len(rows), subject=ids, predicate="in_grouping", object=tables, row=pa.array(rows.row))


FORMATS: tuple[Format, ...] = (
    Format("icd10pcs-order", "ICD-10-PCS order file", icd10.PUBLISHER, "public_domain",
           partial(icd10.is_order, system=SYSTEM), read_order),
    Format("icd10pcs-codes", "ICD-10-PCS codes file", icd10.PUBLISHER, "public_domain",
           partial(icd10.is_codes, system=SYSTEM), read_codes),
    Format("icd10pcs-addenda", "ICD-10-PCS addenda", icd10.PUBLISHER, "public_domain",
           partial(addenda.recognises, system=SYSTEM), partial(addenda.read, system=SYSTEM)),
    Format("icd10-layout", "Description of the ICD-10 file layouts", icd10.PUBLISHER, "public_domain",
           addenda.is_layout, addenda.read_layout),
)
