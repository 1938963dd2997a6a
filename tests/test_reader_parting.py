"""Where one statement ends and the next begins, each with its own condition; what names nothing.

Each row holds a section, a line, and the expected members with their flags: c for a condition, n for a denial.
"""

from __future__ import annotations

import pytest

from graph.ingest.text.reader import Reader
from tests.reading import Row, check, name

FORMS: list[Row] = [
    ("setting", "Physician office; if the program is accredited, health center or pharmacy", [("Physician office", ""), ("health center", "c"), ("pharmacy", "c")]),
    ("setting", "Hospital; only in children", [("Hospital", "c")]),
    ("setting", "Office when one lesion is shaved off, operating room when a graft is needed", [("Office", "c"), ("operating room", "c")]),
    ("setting", "Clinic at home with a light box, for patients who live far away", [("Clinic at home with a light box", "c")]),
    ("recovery", "Office work when comfortable; for manual jobs, four to six weeks off", [("Office work", "c"), ("four to six weeks off", "c")]),
    ("recovery", "No swimming for two weeks; in the bath, keep soapy water out", [("No swimming for two weeks", ""), ("keep soapy water out", "c")]),
    ("recovery", "Stitches out after ten days; once they are out, massage the scar", [("Stitches out after ten days", ""), ("massage the scar", "c")]),
    ("recovery", "Drinks as soon as your child is awake, then toast", [("Drinks", "c"), ("toast", "")]),
    ("recovery", "Hearing test in 4 to 6 weeks, then about every six months", [("Hearing test in 4 to 6 weeks", "")]),
    ("preparation", "If you have diabetes, kidney disease, or asthma, tell us", [("tell us", "c")]),
    ("preparation", "If you smoke, stop, and rest", [("stop, and rest", "c")]),
    ("preparation", "Before each dive rinse the ears.", [("rinse the ears", "c")]),
    ("indications", "Sleep apnea, if the patient also has sleepiness, heart disease or a past stroke", [("Sleep apnea", "c")]),
    ("indications", "It is needed sooner for wasting of the thumb, and for a weak grip once it has become constant.", [("wasting of the thumb", ""), ("weak grip", "c")]),
    ("indications", "Your doctor may order it because of loud snoring with pauses, or sleepiness that nothing else explains.", [("loud snoring", ""), ("sleepiness", "c")]),
    ("indications", "Delayed speech counts too, so long as fluid has been seen behind the drum.", [("Delayed speech", "c")]),
    ("indications", "Most have glue ear.", [("glue ear", "")]),
    ("personnel", "A technologist applies the sensors; and, when a mask is tried, a respiratory therapist.", [("technologist", ""), ("respiratory therapist", "c")]),
    ("personnel", "Physician or, in states that allow it, nurse practitioner", [("Physician", ""), ("nurse practitioner", "c")]),
    ("risks", "Wire moving out of place (2–3 %), mostly within the first days", [("Wire moving out of place", "c")]),
    ("risks", "Irregular heartbeat; mainly in older people, rarely in the young", [("Irregular heartbeat", "c")]),
    ("risks", "The risk of miscarriage is higher when the test is done before 15 weeks.", [("miscarriage", "c")]),
    ("risks", "Expect a tender scar.", [("tender scar", "")]),
    ("risks", "There are few.", []),
    ("risks", "There are essentially none", []),
    ("recovery", "Daily chest film, or whenever something changes", [("Daily chest film", "")]),
    ("benefits", "Shorter hospital stay, less blood loss, fewer wound problems", [("Shorter hospital stay", ""), ("less blood loss", ""), ("fewer wound problems", "")]),
    ("alternatives", "A change of diet in mild deficiency, blood transfusion where anemia is severe, iron tablets", [("change of diet", "c"), ("blood transfusion", "c"), ("iron tablets", "")]),
    ("risks", "While the rate is low, stroke is feared.", [("stroke", "")]),
    ("recovery", "While you are drowsy, rest.", [("rest", "c")]),
    ("alternatives", "A pessary, weighing next to nothing, is worn inside the vagina.", [("pessary", "")]),
    ("preparation", "Two weeks or so ahead, stop smoking.", [("stop smoking", "")]),
    ("preparation", "Drink a liter of water so that your bladder is full for the scan.", [("Drink a liter of water", "")]),
    ("personnel", "The operation is carried out by a surgeon or a nurse under supervision.", [("surgeon", ""), ("nurse", "")]),
    ("indications", "Spasticity after a stroke, or in cerebral palsy", [("Spasticity after a stroke, or in cerebral palsy", "")]),
]


@pytest.mark.parametrize("row", FORMS, ids=name)
def test_statements(reader: Reader, row: Row) -> None:
    check(reader, row)
