"""What a line denies, beyond the plain forms: by a label, by a word that rules out, in the middle of a line, of a benefit.

Each row holds a section, a line, and the expected members with their flags: c for a condition, n for a denial.
"""

from __future__ import annotations

import pytest

from graph.ingest.text.reader import Reader
from tests.reading import Row, check, name

FORMS: list[Row] = [
    ("indications", "Excluded: brain tumor, epilepsy", [("brain tumor", "n"), ("epilepsy", "n")]),
    ("indications", "Not: constipation; routine removal during other surgery", [("constipation", "n"), ("routine removal during other surgery", "n")]),
    ("indications", "Inappropriate in people without symptoms", [("people without symptoms", "n")]),
    ("indications", "Central sleep apnea is excluded", [("Central sleep apnea", "n")]),
    ("indications", "Infection, once cancer is ruled out", [("Infection", "c")]),
    ("indications", "It is not the answer to tingling, nor to numbness of the little finger.", [("tingling", "n"), ("numbness of the little finger", "n")]),
    ("indications", "Not for snoring nor for restless legs", [("snoring", "n"), ("restless legs", "n")]),
    ("indications", "Should not be placed during a bloodstream infection, nor in patients with hemophilia", [("bloodstream infection", "n"), ("hemophilia", "n")]),
    ("indications", "We will not inject while you have an eye infection, nor if you have had a stroke.", [("eye infection", "n"), ("stroke", "n")]),
    ("indications", "A single ear infection is no reason for tubes, and neither is ear wax.", [("single ear infection", "n"), ("ear wax", "n")]),
    ("indications", "Please note that we do not treat warts or spider veins with this laser.", [("warts", "n"), ("spider veins", "n")]),
    ("indications", "It is not a screening test for lung cancer.", [("lung cancer", "n")]),
    ("indications", "Surgeons do not operate on simple cysts.", [("simple cysts", "n")]),
    ("indications", "Wounds that do not heal", [("Wounds that do not heal", "")]),
    ("indications", "Not infrequently, gallstones", [("gallstones", "")]),
    ("setting", "Nursing facility: not payable there", [("Nursing facility", "n")]),
    ("setting", "Emergency department: never the place itself, patients are moved", [("Emergency department", "n")]),
    ("setting", "Hospital: not needed, unless complications occur", [("Hospital", "c")]),
    ("setting", "Hospital wards are unsuitable, and the study is never done at home.", [("Hospital wards", "n"), ("home", "n")]),
    ("setting", "Come to the eye clinic, not to the operating room.", [("eye clinic", ""), ("operating room", "n")]),
    ("risks", "Electric shock is impossible, because the sensors only listen.", [("Electric shock", "n")]),
    ("risks", "Dependence: there is none", [("Dependence", "n")]),
    ("risks", "Microwave ovens do not disturb it", [("Microwave ovens", "n")]),
    ("risks", "Fertility is not affected", [("Fertility", "n")]),
    ("risks", "A stroke is very rare, and the injections do not lead to hair loss.", [("stroke", ""), ("hair loss", "n")]),
    ("risks", "There’s no visible scar", [("visible scar", "n")]),
    ("risks", "Damage to nerves cannot be ruled out altogether.", [("Damage to nerves", "")]),
    ("risks", "Infection is not impossible", [("Infection", "")]),
    ("preparation", "Shaving at home is not wanted", [("Shaving at home", "n")]),
    ("preparation", "Fasting is irrelevant here; no sedation either", [("Fasting", "n"), ("sedation", "n")]),
    ("preparation", "Aspirin is not taken for five days", [("Aspirin is not taken for five days", "")]),
    ("recovery", "Physiotherapy is not routinely arranged", [("Physiotherapy", "n")]),
    ("recovery", "Bed rest is not called for", [("Bed rest", "n")]),
    ("recovery", "Taking the tubes out is not usually necessary: they drop out by themselves", [("Taking the tubes out", "n")]),
    ("recovery", "Stitches do not have to come out: there are none", [("Stitches", "n")]),
    ("recovery", "Arrange a lift home: your sight will be blurred", [("Arrange a lift home", "")]),
    ("preparation", "Bring along: your medicine list", [("your medicine list", "")]),
    ("benefits", "The injection does not offer a cure.", [("cure", "n")]),
    ("benefits", "Improved survival has not been demonstrated.", [("Improved survival", "n")]),
    ("benefits", "It will not restore lost hearing", [("restore lost hearing", "n")]),
    ("benefits", "It has not been shown to prolong life.", [("prolong life", "n")]),
    ("alternatives", "Radiotherapy does not work for this tumor.", [("Radiotherapy", "n")]),
    ("indications", "The scan is ordered whenever a lump can be felt but not seen.", [("lump", "")]),
    ("indications", "Only people with asthma should have this injection.", [("asthma", "")]),
    ("risks", "Nothing serious has ever been reported.", []),
    ("benefits", "Your sight will not improve.", [("Your sight", "n")]),
    ("benefits", "The haze does not come back", [("The haze does not come back", "")]),
    ("indications", "It's of no use for tension headache.", [("tension headache", "n")]),
    ("indications", "There is no place for it in acute gout.", [("acute gout", "n")]),
    ("recovery", "You are not allowed to fly for six weeks.", [("fly for six weeks", "")]),
    ("risks", "Contrary to what you read, hair does not fall out.", [("hair", "n")]),
    ("benefits", "It does not hurt", [("It does not hurt", "")]),
    ("benefits", "It does not require a hospital stay", [("hospital stay", "")]),
    ("benefits", "Independence from glasses cannot be guaranteed.", [("Independence from glasses", "")]),
    ("alternatives", "Not only traction but also bracing", [("traction", ""), ("bracing", "")]),
    ("alternatives", "Antibiotics have not been shown to help", [("Antibiotics", "n")]),
]


@pytest.mark.parametrize("row", FORMS, ids=name)
def test_forms(reader: Reader, row: Row) -> None:
    check(reader, row)
