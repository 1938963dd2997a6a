"""When, where and for whom, as authors of other habits write it; what is forbidden, denied and named beside its kinds.

Each row holds a section, a line, and the expected members with their flags: c for a condition, n for a denial, h for a hedge.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ingest.text.reader import Reader
from tests.reading import Row, check, name

FORMS: list[Row] = [
    ("indications", "Parkinson's disease, when tablets wear off too soon", [("Parkinson's disease", "c")]),
    ("indications", "Feeding problems, most often after a stroke", [("Feeding problems", "c")]),
    ("indications", "Weak legs in nerve or muscle disease", [("Weak legs", "c")]),
    ("indications", "Return from a region where malaria is common", [("Return from a region where malaria is common", "")]),
    ("indications", "It should be postponed during a chest infection.", [("chest infection", "n")]),
    ("indications", "Deferred until a fever has settled", [("fever", "n")]),
    ("indications", "Rehabilitation after hip fracture or heart surgery", [("Rehabilitation after hip fracture", ""), ("heart surgery", "")]),
    ("indications", "Swollen glands (e.g., in the neck, armpit or groin)", [("neck", ""), ("armpit", ""), ("groin", "")]),
    ("indications", "Foggy or dim eyesight", [("Foggy or dim eyesight", "")]),
    ("preparation", "Breathing exercises for tumors near the heart", [("Breathing exercises", "c")]),
    ("preparation", "Before the first dose: a note from your dentist and a recent x-ray", [("note from your dentist", "c"), ("recent x-ray", "c")]),
    ("preparation", "Crutches, a cane (if you own one), loose trousers", [("Crutches", ""), ("cane", "c"), ("loose trousers", "")]),
    ("preparation", "Enemas are generally not needed", [("Enemas", "nh")]),
    ("preparation", "Fasting is as a rule not required", [("Fasting", "nh")]),
    ("preparation", "Full heart check, including an electrocardiogram", [("Full heart check", ""), ("electrocardiogram", "")]),
    ("preparation", "Pregnancy test before each cycle", [("Pregnancy test", "c")]),
    ("setting", "Optician's shop, in countries that permit it", [("Optician's shop", "c")]),
    ("setting", "Operating room for large tears", [("Operating room", "c")]),
    ("setting", "The drip is given in an infusion center, and occasionally in a nursing home.", [("infusion center", ""), ("nursing home", "h")]),
    ("personnel", "Neonatologist in the delivery room", [("Neonatologist", "c")]),
    ("personnel", "Dietitian: meal plans, only after weight loss", [("Dietitian", "c")]),
    ("personnel", "Volunteer - in the room with you", [("Volunteer", "")]),
    ("personnel", "Midwife, at home births", [("Midwife", "c")]),
    ("risks", "Faintness at the smell of blood", [("Faintness", "c")]),
    ("risks", "Dizziness on leaving a hot bath", [("Dizziness", "c")]),
    ("risks", "Dizziness on standing", [("Dizziness on standing", "")]),
    ("risks", "Restlessness during the night", [("Restlessness", "c")]),
    ("risks", "Headache on the first day", [("Headache", "c")]),
    ("risks", "Nausea with brain and spine radiation", [("Nausea", "c")]),
    ("risks", "Pelvis: diarrhea or burning urine", [("diarrhea", "c"), ("burning urine", "c")]),
    ("risks", "Skin: dryness", [("Skin", "")]),
    ("risks", "Very rare: tear of the stomach", [("tear of the stomach", "h")]),
    ("risks", "Rare but serious: blood poisoning", [("blood poisoning", "h")]),
    ("risks", "Long-term: wear of the other hip", [("wear of the other hip", "c")]),
    ("risks", "Choking is very unlikely under supervision", [("Choking", "ch")]),
    ("risks", "Rupture - exceptional but life-threatening", [("Rupture", "h")]),
    ("risks", "You cannot catch hepatitis from the vaccine", [("hepatitis", "n")]),
    ("risks", "Insulin does not cause blindness", [("blindness", "n")]),
    ("risks", "The wound does not heal", [("The wound does not heal", "")]),
    ("benefits", "Reading possible with a magnifier", [("Reading", "c")]),
    ("benefits", "Clears the skin in about six of ten people with psoriasis", [("Clears the skin", "c")]),
    ("benefits", "Help for parents, also in crises", [("Help for parents", "")]),
    ("benefits", "Little or no bleeding", [("Little or no bleeding", "")]),
    ("recovery", "Skin check before swimming lessons", [("Skin check", "c")]),
    ("recovery", "No contact lenses until the eye is white again", [("No contact lenses", "c")]),
    ("recovery", "Home visits in case of wound problems", [("Home visits", "c")]),
    ("recovery", "Ring for help in case of bleeding", [("Ring for help", "c")]),
    ("recovery", "Take the full course, even if you feel well", [("Take the full course", "")]),
    ("recovery", "Back to school, usually the next day", [("Back to school", "h")]),
    ("recovery", "Do not rub, scratch or pick the scab", [("Do not rub", ""), ("scratch", ""), ("pick the scab", "")]),
    ("preparation", "Do not eat or drink for six hours", [("Do not eat or drink for six hours", "")]),
    ("personnel", "Nurse specialist in wound care", [("Nurse specialist in wound care", "")]),
    ("recovery", "While the drain is in, empty it twice a day", [("empty it twice a day", "c")]),
    ("recovery", "Call for fever, chills, or if the leg swells", [("Call for fever, chills, or if the leg swells", "")]),
    ("alternatives", "Skin test - preferred in young children", [("Skin test", "c")]),
    ("alternatives", "Insulin pump, best for frequent lows", [("Insulin pump", "c")]),
]


@pytest.mark.parametrize("row", FORMS, ids=name)
def test_occasions(reader: Reader, row: Row) -> None:
    check(reader, row, flags="cnh")


def test_headings_that_say_when(reader: Reader, tmp_path: Path) -> None:
    page = tmp_path / "99999.txt"
    page.write_text("Name\nSampling\n\nIndications\nWe offer it to people with:\n- hay fever\n- asthma\n\nRisks\nEarly:\n- Bruising\nLater:\n- Scar\n", "utf-8")
    said = {mention.exact: mention.qualifiers.condition for mention in reader.read(page, "CPT:99213").mentions}
    assert said == {"hay fever": None, "asthma": None, "Bruising": "Early", "Scar": "Later"}


def test_a_list_below_its_cause(reader: Reader, tmp_path: Path) -> None:
    page = tmp_path / "99999.txt"
    page.write_text("Name\nSampling\n\nIndications\n- Lasting cough, for example from\n    - asthma\n    - sarcoidosis\n- Hay fever\n", "utf-8")
    assert [mention.exact for mention in reader.read(page, "CPT:99213").mentions] == ["asthma", "sarcoidosis", "Hay fever"]


PLACES = [
    ("Freestanding eye clinic", ("POS:11", "POS:49")),
    ("Rehabilitation hospital", ("POS:61", "POS:62")),
    ("nursing home", ("POS:31", "POS:32")),
]


@pytest.mark.parametrize(("text", "codes"), PLACES)
def test_places_of_service(reader: Reader, text: str, codes: tuple[str, ...]) -> None:
    assert reader.grounder.ground("setting", (text,)).codes == codes


SAME = [
    ("recovery", "Carry on with your day", "Normal activities"),
    ("recovery", "Frozen peas", "Ice packs"),
    ("recovery", "Ice over the bandaged wrist", "Ice"),
    ("recovery", "Outpatient review", "Follow-up visit"),
    ("risk", "Hair loss along the parting", "Hair loss"),
    ("recovery", "Support hose every day", "Compression stockings"),
    ("recovery", "Annual scan", "Yearly scan"),
    ("risk", "Slips on wet floors", "Falls"),
    ("preparation", "Line up a ride home", "Arrange a ride home"),
    ("preparation", "Ultrasound of the thyroid", "Ultrasound"),
    ("benefit", "Saves an operation", "No surgery"),
    ("alternative", "Keeping an eye on it", "Watchful waiting"),
    ("personnel", "Registered nurse", "Nurse"),
    ("setting", "At home with a rented machine", "Home"),
]
APART = [
    ("recovery", "Acetaminophen", "Pain medication"),
    ("risk", "Bleeding in the brain", "Bleeding"),
    ("personnel", "Licensed practical nurse", "Nurse"),
]


@pytest.mark.parametrize(("category", "one", "other"), SAME)
def test_one_concept_in_other_words(reader: Reader, category: str, one: str, other: str) -> None:
    assert reader.grounder.ground(category, (one,)).concept == reader.grounder.ground(category, (other,)).concept


@pytest.mark.parametrize(("category", "one", "other"), APART)
def test_concepts_that_stay_apart(reader: Reader, category: str, one: str, other: str) -> None:
    assert reader.grounder.ground(category, (one,)).concept != reader.grounder.ground(category, (other,)).concept
