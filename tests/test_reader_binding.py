"""What stays one thing though "and", "or" or a comma stands in it, and what comes apart.

Each row holds a section, a line, and the expected members with their flags: c for a condition, n for a denial.
"""

from __future__ import annotations

import pytest

from graph.ingest.text.reader import Reader
from tests.reading import Row, check, name


def one(section: str, text: str, core: str | None = None, flags: str = "") -> Row:
    return (section, text, [(core or text, flags)])


FORMS: list[Row] = [
    one("preparation", "Pulse, sensation, motion tested ahead of anesthetic"),
    one("preparation", "Tumor side and site confirmed and marked"),
    one("preparation", "Perforation, tubes, prior ear surgery asked about"),
    one("preparation", "Belongings/dentures accounted for"),
    one("preparation", "Scrotum shaved and washed at home"),
    one("preparation", "Button-up shirts and pillows ready at home"),
    one("benefits", "Natural sequence of atrium and ventricle preserved"),
    one("benefits", "Breast and nipple sensation largely kept"),
    ("preparation", "Blood tests, ECG and consent signed", [("Blood tests", ""), ("ECG", ""), ("consent signed", "")]),
    ("preparation", "An OCT scan and an eye test are done", [("OCT scan", ""), ("eye test are done", "")]),
    ("preparation", "Nails clean, polish and rings removed", [("Nails clean", ""), ("polish and rings removed", "")]),
    ("preparation", "Rings off, nail polish removed", [("Rings off", ""), ("nail polish removed", "")]),
    ("preparation", "Potassium and hemoglobin measured", [("Potassium", ""), ("hemoglobin measured", "")]),
    ("recovery", "Stitches removed and dressing changed", [("Stitches removed", ""), ("dressing changed", "")]),
    ("recovery", "Firearms locked, pills limited", [("Firearms locked", ""), ("pills limited", "")]),
    ("risks", "Tube slipping out or blocked by mucus", [("Tube slipping out", ""), ("blocked by mucus", "")]),
    one("preparation", "Skin checked for sores, rash and weak circulation"),
    one("preparation", "Chlorhexidine wash of the chest and neck"),
    one("preparation", "Review of allergies and of current anticoagulants", "Review of allergies"),
    ("preparation", "Review of medicines and blood pressure check", [("Review of medicines", ""), ("blood pressure check", "")]),
    ("preparation", "Screening for hepatitis and HIV", [("Screening for hepatitis", ""), ("HIV", "")]),
    one("recovery", "Urgent call for redness, pus, calf pain or fever"),
    one("recovery", "Urgent return: leg weakness, incontinence, fever/stiff neck"),
    one("recovery", "Get in touch about spreading redness, fever or sudden swelling"),
    one("recovery", "Cold packs, 15 minutes at a time", "Cold packs"),
    one("recovery", "High-fiber diet, 25 to 35 g a day", "High-fiber diet"),
    one("indications", "Known exposure, day 5 or later", "Known exposure"),
    one("benefits", "Instant hearing gain, 5-10 dB or better", "Instant hearing gain"),
    one("recovery", "Up and walking within 4 to 6 hours"),
    one("recovery", "Supportive bra day and night for two weeks"),
    ("personnel", "General surgeon or ear, nose and throat surgeon", [("General surgeon", ""), ("ear, nose and throat surgeon", "")]),
    one("indications", "Knee pain at night or at rest"),
    one("indications", "Colon polyp seen at screening or on a scan"),
    one("indications", "Stones too hard or too low for shock waves"),
    ("benefits", "Safe in pregnancy and in children", [("Safe in pregnancy", ""), ("in children", "")]),
    ("risks", "Damage to the nerve or to a tendon", [("Damage to the nerve", ""), ("tendon", "")]),
    ("setting", "Hospital or at home", [("Hospital", ""), ("home", "")]),
    one("indications", "To confirm or rule out deep vein thrombosis"),
    one("benefits", "Confirms or excludes liver cancer"),
    ("alternatives", "Open or keyhole repair", [("Open", ""), ("keyhole repair", "")]),
    one("alternatives", "Excisional biopsy, favored for suspected melanoma", "Excisional biopsy", "c"),
    one("risks", "Brown mark, temporary", "Brown mark"),
    one("preparation", "Let us know if you scar badly or have had a reaction"),
    ("preparation", "Ask if you should stop aspirin and bring a list", [("Ask if you should stop aspirin", ""), ("bring a list", "")]),
    ("recovery", "Test for ketones and telephone the clinic", [("Test for ketones", ""), ("telephone the clinic", "")]),
    one("benefits", "Better planning of where and how to deliver"),
    ("risks", "Change to open surgery where scars or blood block the view", [("Change to open surgery", "c")]),
    one("preparation", "Equipment ordered: walker, oxygen, hospital bed", "Equipment ordered"),
    one("preparation", "House rules agreed: gender preference, pets", "House rules agreed"),
    one("setting", "Correctional facility (competency or classification)", "Correctional facility"),
    ("setting", "Clinic (office, school)", [("office", ""), ("school", "")]),
    one("setting", "Obstetrician's office (prenatal and postpartum visits)", "Obstetrician's office", "c"),
    one("recovery", "Yearly retest (noise-exposed, aided)", "Yearly retest"),
    one("indications", "Early breast cancer (stage I or II)", "Early breast cancer"),
    one("recovery", "Results the same day or within a few days"),
    one("indications", "Vaginal bleeding in the second or third trimester"),
    one("risks", "Anaphylaxis, near 1 in a million doses", "Anaphylaxis"),
    one("risks", "Anxiety about test or image findings"),
    one("risks", "Low radiation dose, roughly 1.5 mSv", "Low radiation dose"),
    one("recovery", "Gel wiped off; it does not stain", "Gel wiped off"),
    one("personnel", "Clinical fellow, supervised", "Clinical fellow"),
    one("risks", "Graft necrosis, smokers mainly", "Graft necrosis", "c"),
]


@pytest.mark.parametrize("row", FORMS, ids=name)
def test_binding(reader: Reader, row: Row) -> None:
    check(reader, row)
