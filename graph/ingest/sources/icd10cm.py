"""ICD-10-CM as CMS and NCHS issue it every year: order files, codes files and addenda.

A code is a kind of the nearest shorter code that the file lists; placeholders leave gaps, which are bridged. The
file knows no chapters: they are the ranges of categories that the classification itself prints.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.ingest import addenda, icd10
from graph.ingest.batch import Batch
from graph.ingest.files import Item
from graph.ingest.formats import Format

SYSTEM = "ICD10CM"

# Number, first and last category, title.
CHAPTERS: tuple[tuple[int, str, str, str], ...] = (
    (1, "A00", "B99", "Certain infectious and parasitic diseases"),
    (2, "C00", "D49", "Neoplasms"),
    (3, "D50", "D89", "Diseases of the blood and blood-forming organs and certain disorders involving the immune "
                      "mechanism"),
    (4, "E00", "E89", "Endocrine, nutritional and metabolic diseases"),
    (5, "F01", "F99", "Mental, behavioral and neurodevelopmental disorders"),
    (6, "G00", "G99", "Diseases of the nervous system"),
    (7, "H00", "H59", "Diseases of the eye and adnexa"),
    (8, "H60", "H95", "Diseases of the ear and mastoid process"),
    (9, "I00", "I99", "Diseases of the circulatory system"),
    (10, "J00", "J99", "Diseases of the respiratory system"),
    (11, "K00", "K95", "Diseases of the digestive system"),
    (12, "L00", "L99", "Diseases of the skin and subcutaneous tissue"),
    (13, "M00", "M99", "Diseases of the musculoskeletal system and connective tissue"),
    (14, "N00", "N99", "Diseases of the genitourinary system"),
    (15, "O00", "O9A", "Pregnancy, childbirth and the puerperium"),
    (16, "P00", "P96", "Certain conditions originating in the perinatal period"),
    (17, "Q00", "Q99", "Congenital malformations, deformations and chromosomal abnormalities"),
    (18, "R00", "R99", "Symptoms, signs and abnormal clinical and laboratory findings, not elsewhere classified"),
    (19, "S00", "T88", "Injury, poisoning and certain other consequences of external causes"),
    (20, "V00", "Y99", "External causes of morbidity"),
    (21, "Z00", "Z99", "Factors influencing health status and contact with health services"),
    (22, "U00", "U85", "Codes for special purposes"),
)


def chapter_of(category: str) -> int | None:
    """The chapter of a category of three characters.

    >>> chapter_of("C4A"), chapter_of("D49"), chapter_of("D50"), chapter_of("X99")
    (2, 2, 3, 20)
    """
    return next((number for number, first, last, _ in CHAPTERS if first <= category <= last), None)


def read_order(item: Item) -> Batch:
    """Every code and header with its titles, its parent, and whether it is valid for use."""
    batch = Batch.of(item, icd10.edition_of(item, SYSTEM))
    rows = icd10.order_rows(item, SYSTEM, batch)
    batch.loaded += len(rows)
    ids = icd10.alone(icd10.curies(SYSTEM, rows.code))
    _chapters(batch, rows)
    icd10.list_codes(batch, ids, rows)
    batch.columns("attributes", len(rows), id=ids, name="valid_for_use", value=rows.flag, row=pa.array(rows.row))
    _hierarchy(batch, ids, rows)
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
    icd10.list_codes(batch, icd10.alone(icd10.curies(SYSTEM, rows.code)), rows)
    return batch


def _hierarchy(batch: Batch, ids: pa.Array, rows: icd10.Rows) -> None:
    """`broader` from every code to the nearest shorter one."""
    lengths = range(3, 7)
    prefixes = pa.concat_arrays([pc.utf8_slice_codeunits(rows.code, 0, length) for length in lengths])
    found = pc.index_in(prefixes, value_set=rows.code).fill_null(-1).to_numpy().reshape(len(lengths), len(rows))
    own = pc.utf8_length(rows.code).to_numpy()
    parent = np.full(len(rows), -1, np.int32)
    for length, place in zip(lengths, found, strict=True):  # longer prefixes come later and win
        parent = np.where((own > length) & (place >= 0), place, parent)
    child = np.flatnonzero(parent >= 0)
    batch.columns("edges", len(child), subject=ids.take(pa.array(child)), predicate="broader",
                  object=ids.take(pa.array(parent[child])), row=pa.array(rows.row[child]))


def _chapters(batch: Batch, rows: icd10.Rows) -> None:
    """Chapters, and `broader` from every category to its own."""
    held = pc.equal(pc.utf8_length(rows.code), 3).to_numpy(zero_copy_only=False)
    used = set()
    for code, row in zip(rows.code.filter(pa.array(held)).to_pylist(), rows.row[held].tolist(), strict=True):
        if (number := chapter_of(code)) is not None:
            used.add(number)
            batch.edge(f"ICD10CM:{code}", "broader", f"grouping:icd10cm/chapter-{number:02}", row)
    named = {n: f"{title} ({first}–{last})" for n, first, last, title in CHAPTERS if n in used}
    batch.columns("nodes", len(named), id=[f"grouping:icd10cm/chapter-{n:02}" for n in named], category="grouping",
                  label=[*named.values()])


FORMATS: tuple[Format, ...] = (
    Format("icd10cm-order", "ICD-10-CM order file", icd10.PUBLISHER, "public_domain",
           partial(icd10.is_order, system=SYSTEM), read_order),
    Format("icd10cm-codes", "ICD-10-CM codes file", icd10.PUBLISHER, "public_domain",
           partial(icd10.is_codes, system=SYSTEM), read_codes),
    Format("icd10cm-addenda", "ICD-10-CM addenda", icd10.PUBLISHER, "public_domain",
           partial(addenda.recognises, system=SYSTEM), partial(addenda.read, system=SYSTEM)),
)
