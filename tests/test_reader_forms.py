"""Forms of condition and denial by family: questions, clauses that lead, wishes, limits in brackets, what comes instead.

Each row holds a section, a line, and the expected members with their flags: c for a condition, n for a denial.
"""

from __future__ import annotations

import pytest

from graph.ingest.text.reader import Reader
from tests.reading import Row, check, name

FORMS: list[Row] = [
    ("preparation", "In case you are worried, ask for a tablet to relax", [("ask for a tablet to relax", "c")]),
    ("preparation", "Every time you change the bag, wash your hands", [("wash your hands", "c")]),
    ("preparation", "Do you wear a hearing aid? Leave it in", [("Leave it in", "c")]),
    ("preparation", "Allergic to latex? Tell the nurse.", [("Tell the nurse", "c")]),
    ("recovery", "Feeling unwell on the way home? Sit down.", [("Sit down", "c")]),
    ("setting", "For soldiers, at the military hospital", [("military hospital", "c")]),
    ("setting", "Theater; otherwise the ward", [("Theater", ""), ("the ward", "c")]),
    ("setting", "Day room, then the ward", [("Day room", ""), ("ward", "")]),
    ("setting", "School clinic, with a parent's signed consent", [("School clinic", "c")]),
    ("setting", "Neonatal unit (< 1500 g)", [("Neonatal unit", "c")]),
    ("setting", "Mobile van, parked at schools", [("Mobile van", "")]),
    ("indications", "Gallstone (> 1 cm)", [("Gallstone", "")]),
    ("indications", "Obesity (BMI > 40)", [("Obesity", "c")]),
    ("indications", "Hernia (stuck, or if it hurts)", [("Hernia", "c")]),
    ("indications", "Angina for which drugs no longer help", [("Angina", "c")]),
    ("indications", "Psoriasis in which creams have failed", [("Psoriasis", "c")]),
    ("indications", "Repeat scan on babies with a doubtful first result", [("Repeat scan", "c")]),
    ("indications", "Shoulder dislocation, third or later episode", [("Shoulder dislocation", "")]),
    ("alternatives", "Radiotherapy alone, at the family's wish", [("Radiotherapy alone", "c")]),
    ("alternatives", "Plaster instead of plates and screws", [("Plaster", "")]),
    ("alternatives", "Plaster in place of plates and screws", [("Plaster", "")]),
    ("alternatives", "Tablets alone are no option once the bowel has burst", [("Tablets alone", "cn")]),
    ("personnel", "Anesthetist, failing two attempts by the nurse", [("Anesthetist", "c")]),
    ("personnel", "Surgeon and second surgeon (the latter for twins)", [("Surgeon", ""), ("second surgeon", "c")]),
    ("personnel", "Intensivist: difficult cases", [("Intensivist", "c")]),
    ("risks", "Very occasionally, a seizure", [("a seizure", "")]),
    ("risks", "Tearing of the scar in a later pregnancy", [("Tearing of the scar", "c")]),
    ("risks", "Wear at the level above in later years", [("Wear at the level above", "")]),
    ("risks", "The facial nerve is at risk in repeat operations", [("facial nerve", "c")]),
    ("recovery", "Salt-water rinses from the second day", [("Salt-water rinses", "c")]),
    ("recovery", "Swimming: not before the wound is dry", [("Swimming", "c")]),
    ("recovery", "Swimming: not before two weeks", [("Swimming", "")]),
    ("preparation", "An enema will be given to anyone who is constipated", [("An enema", "c")]),
    ("preparation", "Shaving is neither needed nor wise", [("Shaving", "n")]),
    ("preparation", "The scan can be done without fasting", [("fasting", "n")]),
    ("benefits", "Does not make the joint younger", [("make the joint younger", "n")]),
    ("benefits", "Does not hurt", [("Does not hurt", "")]),
    ("indications", "Knee pain w/ locking d/t a loose body", [("Knee pain w/ locking", "")]),
    ("preparation", "PRN anxiolytic", [("anxiolytic", "c")]),
    ("risks", "Nosebleed in pts on warfarin", [("Nosebleed", "c")]),
    ("preparation", "D/c aspirin", [("D/c aspirin", "")]),
    ("risks", "Hoarse voice (early), scarring (late)", [("Hoarse voice", "c"), ("scarring", "c")]),
    ("risks", "Wound breakdown, spreading redness, severe pain", [("Wound breakdown", ""), ("spreading redness", ""), ("severe pain", "")]),
    ("risks", "Scarring of the duct, necessitating a stent in some patients", [("Scarring of the duct", "")]),
    ("benefits", "Cure for stage II disease", [("Cure", "c")]),
    ("personnel", "Sonographer under general supervision of a radiologist", [("Sonographer", "c")]),
    ("preparation", "Jewelry handed over before the patient is wheeled in", [("Jewelry handed over", "c")]),
    ("recovery", "No weight on the leg until callus on the film", [("No weight on the leg", "c")]),
    ("recovery", "No weight on the leg until the next morning", [("No weight on the leg", "")]),
    ("indications", "Gallstones in the patient who declines surgery", [("Gallstones", "c")]),
    ("alternatives", "Magnets – not an accepted alternative for nerve pain", [("Magnets", "cn")]),
    ("alternatives", "Herbal teas do not come into question", [("Herbal teas", "n")]),
    ("benefits", "Freedom from pain is not to be promised", [("Freedom from pain", "n")]),
    ("recovery", "A brace is not foreseen", [("brace", "n")]),
    ("recovery", "With nausea, one tablet of ondansetron", [("one tablet of ondansetron", "c")]),
    ("preparation", "With known thyroid disease, blocking drops", [("blocking drops", "c")]),
    ("risks", "Deafness in high-risk populations", [("Deafness", "c")]),
    ("alternatives", "You could stay on tablets for the time being", [("stay on tablets", "")]),
    ("personnel", "Geneticist (findings that run in the family)", [("Geneticist", "c")]),
    ("personnel", "Helper (someone who holds the leg)", [("Helper", "")]),
    ("personnel", "Cardiologist: decides when the device is needed", [("Cardiologist", "")]),
    ("setting", "Office (always possible)", [("Office", "")]),
    ("preparation", "Fasting isn't needed for a short sedation", [("Fasting", "cn")]),
    ("preparation", "Exercises, until the hip bends freely", [("Exercises", "c")]),
    ("preparation", "No needle sticks or drips in the left arm", [("No needle sticks or drips in the left arm", "")]),
    ("recovery", "Telephone the ward if you have a fever or a foul discharge", [("Telephone the ward", "c")]),
    ("recovery", "Telephone the ward at the first sign of pus", [("Telephone the ward", "c")]),
    ("indications", "Asthma attack after a failed trial of inhalers", [("Asthma attack", "c")]),
    ("indications", "It's not for a hip that has worn out", [("hip that has worn out", "n")]),
    ("indications", "It is not for smokers, nor is it a treatment for snoring or insomnia.", [("smokers", "n"), ("snoring", "n"), ("insomnia", "n")]),
    ("alternatives", "A warm bath is not a safe choice", [("warm bath", "n")]),
]


@pytest.mark.parametrize("row", FORMS, ids=name)
def test_forms(reader: Reader, row: Row) -> None:
    check(reader, row)
