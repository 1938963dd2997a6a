"""Conditions that stand aside of their statement, and what only looks like one.

Each row holds a section, a line, and the expected members with their flags: c for a condition, n for a denial.
"""

from __future__ import annotations

import pytest

from graph.ingest.text.reader import Reader
from tests.reading import Row, check, name

FORMS: list[Row] = [
    ("recovery", "Maintenance treatments, should the depression come back", [("Maintenance treatments", "c")]),
    ("recovery", "Head forward, should it bleed", [("Head forward", "c")]),
    ("recovery", "Patients should not drive", [("not drive", "")]),
    ("alternatives", "Vitrectomy: Should blood fill the eye", [("Vitrectomy", "c")]),
    ("indications", "Should not be placed during a bloodstream infection", [("bloodstream infection", "n")]),
    ("recovery", "Walk outdoors, weather permitting", [("Walk outdoors", "c")]),
    ("recovery", "Ibuprofen (kidneys permitting)", [("Ibuprofen", "c")]),
    ("preparation", "Wash the chest with the soap provided", [("Wash the chest with the soap provided", "")]),
    ("recovery", "No tub until sealed", [("No tub", "c")]),
    ("recovery", "No driving until the next day", [("No driving until the next day", "")]),
    ("recovery", "No lifting until the following day", [("No lifting until the following day", "")]),
    ("recovery", "Office work when comfortable", [("Office work", "c")]),
    ("recovery", "Until you have been seen, do not drive long distances.", [("do not drive long distances", "c")]),
    ("recovery", "Having been given a sedative, you must not drive.", [("not drive", "c")]),
    ("preparation", "Having checked the allergy status, give cefazolin.", [("give cefazolin", "c")]),
    ("benefits", "Given early enough, laser saves your sight.", [("laser saves your sight", "c")]),
    ("indications", "As long as it has not spread, freezing can be offered.", [("freezing", "c")]),
    ("setting", "Video visit, to the extent that current rules allow", [("Video visit", "c")]),
    ("setting", "Vascular lab, where the state licenses them", [("Vascular lab", "c")]),
    ("setting", "Hospital, where you will stay overnight", [("Hospital", "")]),
    ("setting", "For children we prefer a pediatric hospital.", [("pediatric hospital", "c")]),
    ("setting", "Patients too unstable to be moved have it done at the bedside.", [("bedside", "c")]),
    ("personnel", "In some trusts a pharmacy technician checks the dose.", [("pharmacy technician", "c")]),
    ("personnel", "Nephrologist or obstetrician, according to the cause", [("Nephrologist", "c"), ("obstetrician", "c")]),
    ("preparation", "Take the tablets according to the plan", [("Take the tablets according to the plan", "")]),
    ("preparation", "Pregnancy test (women 12 to 50)", [("Pregnancy test", "c")]),
    ("preparation", "Phosphate level before a repeat course", [("Phosphate level", "c")]),
    ("recovery", "Pause following sinus surgery", [("Pause", "c")]),
    ("recovery", "Show the card before any CT scan with contrast", [("Show the card", "c")]),
    ("recovery", "Discuss findings at the next visit", [("Discuss findings at the next visit", "")]),
    ("risks", "False aneurysm, groin only", [("False aneurysm", "c")]),
    ("risks", "Bleeding, mostly within the first days", [("Bleeding", "c")]),
    ("risks", "Premature labor is a concern in twin pregnancies.", [("Premature labor", "c")]),
    ("risks", "Infection is a danger mainly to people whose immune system is weak.", [("Infection", "c")]),
    ("risks", "Infection is a danger to your health.", [("Infection", "")]),
    ("indications", "Heavy periods with a ferritin below 30", [("Heavy periods", "c")]),
    ("indications", "Heart failure with an ejection fraction under 35 percent", [("Heart failure", "c")]),
    ("indications", "Heart failure with a weak left ventricle", [("Heart failure with a weak left ventricle", "")]),
    ("indications", "Stones that other drugs have not dissolved", [("Stones", "c")]),
    ("indications", "Stones that hurt", [("Stones that hurt", "")]),
    ("indications", "Severe low blood sugar in the past year", [("Severe low blood sugar", "c")]),
    ("indications", "New heart failure when the cause isn't clear", [("New heart failure", "c")]),
    ("indications", "Pain when the arm is lifted", [("Pain when the arm is lifted", "")]),
    ("benefits", "Lifesaving during a heart attack", [("Lifesaving", "c")]),
    ("benefits", "Less pain during the procedure", [("Less pain during the procedure", "")]),
    ("benefits", "Longer life in complete heart block", [("Longer life", "c")]),
    ("benefits", "Fewer transfusions around operations", [("Fewer transfusions", "c")]),
    ("risks", "Swelling around the eye", [("Swelling around the eye", "")]),
    ("alternatives", "Bypass between the ribs", [("Bypass between the ribs", "")]),
    ("recovery", "Driving allowed after a week", [("Driving allowed", "c")]),
    ("recovery", "Return to desk work after 2 weeks", [("Return to desk work after 2 weeks", "")]),
    ("recovery", "Stitches out after 10 to 14 days", [("Stitches out after 10 to 14 days", "")]),
    ("recovery", "Tube change after 20 bags", [("Tube change", "c")]),
    ("recovery", "Ring us if it bleeds", [("Ring us", "c")]),
    ("recovery", "Come back should the wound open", [("Come back", "c")]),
    ("recovery", "Call for fever or pain", [("Call for fever or pain", "")]),
    ("recovery", "Let the nurse know if it hurts", [("Let the nurse know if it hurts", "")]),
    ("risks", "Bruising in most people", [("Bruising", "c")]),
    ("risks", "Bruising in most cases", [("Bruising", "")]),
    ("risks", "Scarring in a third", [("Scarring in a third", "")]),
    ("risks", "A tender scar for some weeks", [("tender scar for some weeks", "")]),
    ("personnel", "Health worker, under the supervision of the educator", [("Health worker", "c")]),
    ("personnel", "Registrar under supervision", [("Registrar under supervision", "")]),
    ("indications", "Drugs that burn the veins, regardless of how long they are given", [("Drugs that burn the veins", "")]),
    ("risks", "Women with diabetes are more likely to have a wound infection.", [("wound infection", "c")]),
    ("alternatives", "Diet between dialysis sessions", [("Diet", "c")]),
]


@pytest.mark.parametrize("row", FORMS, ids=name)
def test_forms(reader: Reader, row: Row) -> None:
    check(reader, row)
