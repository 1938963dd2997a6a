"""Inpatient payment: the list of MS-DRGs with their major diagnostic categories, and hospital-acquired conditions."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from graph.ingest import casing, grids, hints, icd10
from graph.ingest.batch import BARE, Batch
from graph.ingest.files import Item
from graph.ingest.formats import Format
from graph.ingest.grids import Grid, Layout
from graph.model import Edition, Qualifiers

PUBLISHER = icd10.PUBLISHER
_DRGS = Layout({"drg": "(?:ms )?drg", "mdc": "mdc", "type": "type(?: m p)?", "title": "(?:ms drg )?title",
                "weight": "(?:relative )?weights?|weights? 10 cap applied", "uncapped": "weights? before cap",
                "post_acute": ".*post acute drg", "special_pay": ".*special pay drg", "geometric": "geometric mean los",
                "arithmetic": "arithmetic mean los"}, ("drg", "mdc", "type", "title"))
_HACS = Layout({"hac": "hac(?: number)?", "title": "hac title", "role": "list role", "code": "code",
                "level": "cc level", "group": "or group"}, ("hac", "title", "role", "code"))
_PLAIN_HACS = Layout({
    "hac": "hac(?: number| no| code| category)?", "role": "list role|code type", "level": "(?:cc )?level|cc mcc|mcc cc",
    "title": "hac (?:category )?(?:title|name|desc(?:ription)?)|hospital acquired conditions?(?: hac)?",
    "code": "(?:icd 10(?: cm| pcs| cm pcs)? )?codes?|icd 10(?: cm| pcs| cm pcs)",
    "description": "(?:icd 10.* |code )?desc(?:ription|riptor)?|code title"}, ("hac", "title", "code"))
_ATTRIBUTES = {"type": "type", "weight": "relative_weight", "uncapped": "relative_weight_before_cap",
               "post_acute": "post_acute", "special_pay": "special_pay", "geometric": "geometric_mean_los",
               "arithmetic": "arithmetic_mean_los"}
_NUMBER = re.compile(r"\d{2}")
_HAC = re.compile(r"^HAC\W*|[.:]0*$")
_SHAPES = {system: re.compile(shape) for system, shape in icd10.SHAPES.items()}

MDC: dict[str, str] = {
    "PRE": "Pre-MDC", "01": "Nervous System", "02": "Eye", "03": "Ear, Nose, Mouth and Throat",
    "04": "Respiratory System", "05": "Circulatory System", "06": "Digestive System",
    "07": "Hepatobiliary System and Pancreas", "08": "Musculoskeletal System and Connective Tissue",
    "09": "Skin, Subcutaneous Tissue and Breast", "10": "Endocrine, Nutritional and Metabolic System",
    "11": "Kidney and Urinary Tract", "12": "Male Reproductive System", "13": "Female Reproductive System",
    "14": "Pregnancy, Childbirth and the Puerperium", "15": "Newborns and Other Neonates",
    "16": "Blood, Blood Forming Organs and Immunologic Disorders",
    "17": "Myeloproliferative Diseases and Poorly Differentiated Neoplasms", "18": "Infectious and Parasitic Diseases",
    "19": "Mental Diseases and Disorders", "20": "Alcohol or Drug Use and Induced Organic Mental Disorders",
    "21": "Injuries, Poisonings and Toxic Effects of Drugs", "22": "Burns",
    "23": "Factors Influencing Health Status", "24": "Multiple Significant Trauma", "25": "HIV Infections",
}


# The harms of the procedure lists, as the vocabulary of pages names them.
_HARMS: dict[str, tuple[tuple[str, str], ...]] = {
    "08": (("risk:mediastinitis", "mediastinitis"),),
    "10": (("risk:dvt", "deep vein thrombosis"), ("risk:pulmonary-embolism", "pulmonary embolism")),
    "11": (("risk:infection", "infection"),),
    "12": (("risk:infection", "infection"),),
    "13": (("risk:infection", "infection"),),
    "14": (("risk:pneumothorax", "collapsed lung"),),
}


def fiscal_year(item: Item, titles: tuple[str, ...] = ()) -> int | None:
    """The fiscal year that a title row or the name tells, by year or by version of the grouper (40 is 2023)."""
    for text in (*titles, item.member or item.path.name):
        if year := re.search(r"FY[ _]?(20\d\d)", text, re.IGNORECASE):
            return int(year[1])
        if version := re.search(r"(?<![a-z])v(?:ersion)?[ _.]?(\d{2})(?!\d)", text, re.IGNORECASE):
            return 1983 + int(version[1])
    return None


def _batch(item: Item, family: str, title: str, grid: Grid) -> Batch:
    year = fiscal_year(item, grid.heading.titles)
    edition = year and Edition(family, f"v{year - 1983}", f"{title}, version {year - 1983} (fiscal year {year})",
                               PUBLISHER, "public_domain", date(year - 1, 10, 1), date(year, 9, 30))
    batch = Batch.of(item, edition or None)
    if not edition:
        batch.remark(item.name, None, "neither content nor name tells the version: its statements are held always")
    grids.account_for_broken(batch, item, grid)
    return batch


# --- MS-DRGs ---

def read_drgs(item: Item) -> Batch:
    """Codes with title and type, each in its major diagnostic category where it has one."""
    grid = grids.read(item, _DRGS)
    batch = _batch(item, "MSDRG", "MS-DRG", grid)
    seen: set[str] = set()
    for row, record in zip(grid.rows.tolist(), grid.records(), strict=True):
        if not any(record.values()) or (not record["drg"].isdigit() and not record["title"]):
            continue  # blank rows and the notes below the table
        batch.read += 1
        code = record["drg"].zfill(3)
        if not re.fullmatch(r"\d{3}", code) or not record["title"]:
            batch.listed_row(item.name, row, "no MS-DRG, or no title", record["drg"][:8])
        elif code in seen:
            batch.listed_row(item.name, row, "repeated: the first row of this code is kept", code)
        else:
            if code != record["drg"]:
                batch.remark(item.name, row, f"code read as {code}: leading zeros were put back")
            seen.add(code)
            batch.loaded += 1
            _drg(item, batch, row, f"MSDRG:{code}", record)
    return batch


def _drg(item: Item, batch: Batch, row: int, id: str, record: dict[str, str]) -> None:
    batch.code(id, record["title"], row)
    for role, name in _ATTRIBUTES.items():
        if record.get(role):
            batch.attribute(id, name, record[role], row)
    category = record["mdc"].upper().zfill(2) if record["mdc"] else ""
    if category in MDC:
        label = MDC[category] if category == "PRE" else f"MDC {category}: {MDC[category]}"
        batch.node(f"MDC:{category}", "grouping", label)
        batch.edge(id, "in_grouping", f"MDC:{category}", row)
    elif category.strip("*"):  # stars stand for none
        batch.remark(item.name, row, f"no such major diagnostic category: {category[:8]}")


# --- hospital-acquired conditions ---

def read_hacs(item: Item) -> Batch:
    """Diagnoses in the group of their condition; procedures with the condition as their risk."""
    grid = grids.read(item, _HACS if grids.matches(item, _HACS) else _PLAIN_HACS)
    batch = _batch(item, "HAC", "Hospital-acquired conditions", grid)
    seen: dict[tuple[str, str, str], int] = {}
    for row, record in zip(grid.rows.tolist(), grid.records(), strict=True):
        if not any(record.values()):
            continue
        batch.read += 1
        code = record["code"].upper().replace(".", "")
        number, role = _HAC.sub("", record["hac"].upper()).zfill(2), _role(record.get("role", ""), code)
        system = "ICD10PCS" if "PROCEDURE" in role.upper() else "ICD10CM"
        if system == "ICD10PCS" and code.isdigit() and len(code) < 7:
            batch.remark(item.name, row, f"code read as {code.zfill(7)}: leading zeros were put back")
            code = code.zfill(7)
        if not _NUMBER.fullmatch(number) or not _SHAPES[system].fullmatch(code) or not record["title"]:
            batch.listed_row(item.name, row, "no condition, or not a code of its system", code[:8])
        elif (number, role, code) in seen:
            batch.merged += 1
        else:
            seen[number, role, code] = row
            batch.loaded += 1
            _hac(batch, row, number, casing.name(record["title"]), icd10.curie(system, code), record | {"role": role})
    return batch


def _role(said: str, code: str) -> str:
    """What a list calls its codes, in the words of the manual; the plain list tells procedures by their codes alone.

    >>> _role("", "021009W"), _role("", "T8141XA"), _role("ICD-10-PCS", "0210093"), _role("PDX", "T8141XA")
    ('PROCEDURES', 'SECONDARY DIAGNOSIS', 'PROCEDURES', 'PDX')
    """
    if said and not re.search(r"ICD|\bCM\b|\bPCS\b", said.upper()):
        return said
    procedure = "PCS" in said.upper() or (not said and len(code) == 7 and (code[0].isdigit() or code[1].isalpha()))
    return "PROCEDURES" if procedure else "SECONDARY DIAGNOSIS"


def _hac(batch: Batch, row: int, number: str, title: str, id: str, record: dict[str, str]) -> None:
    group, risk, role = f"HAC:{number}", f"risk:hac-{number}", record["role"].lower()
    batch.mention(id)
    batch.node(group, "grouping", title)
    if id.startswith("ICD10CM:"):
        batch.edge(id, "in_grouping", group, row, _in_role(role))
        if record.get("level"):
            batch.attribute(id, "cc_level", record["level"], row)
        return
    batch.node(risk, "risk", title)
    batch.edge(risk, "broader", group, row)
    for harm, label in _HARMS.get(number, ()):
        batch.node(harm, "risk", label, rank=BARE)
        batch.edge(risk, "broader", harm, row)
    batch.edge(id, "has_risk", risk, row, Qualifiers(
        role=role, condition="with a diagnosis of the same list that was not present on admission",
        reason=f"hospital-acquired condition {number}"))


@lru_cache(maxsize=64)
def _in_role(role: str) -> Qualifiers:
    return Qualifiers(role=role)


FORMATS: tuple[Format, ...] = (
    Format("ms-drg", "List of MS-DRGs", PUBLISHER, "public_domain",
           lambda item: hints.matches(item, _DRGS, "drg", "mdc"), read_drgs),
    Format("hac", "Hospital-acquired conditions", PUBLISHER, "public_domain",
           lambda item: any(hints.matches(item, layout, "hac") for layout in (_HACS, _PLAIN_HACS)), read_hacs),
)
