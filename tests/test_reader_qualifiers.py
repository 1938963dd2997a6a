"""Conditions and denials in the forms English has for them: the core stays, the flag is set or is not.

Each row holds a section, a line, and the expected members with their flags: c for a condition, n for a denial.
"""

from __future__ import annotations

import pytest

from graph.ingest.text.items import Item
from graph.ingest.text.mentions import section_mentions
from graph.ingest.text.reader import Reader
from graph.ingest.text.spans import Span
from tests.reading import Row, check, name, read

FORMS: list[Row] = [
    ("personnel", "Anesthesiologist when the child is very young", [("Anesthesiologist", "c")]),
    ("personnel", "If a biopsy is taken, a pathologist", [("pathologist", "c")]),
    ("personnel", "In complex cases, a vascular surgeon", [("vascular surgeon", "c")]),
    ("personnel", "Interpreter, where available", [("Interpreter", "c")]),
    ("personnel", "Dietitian as needed", [("Dietitian", "c")]),
    ("personnel", "Genetic counselor (on request)", [("Genetic counselor", "c")]),
    ("personnel", "Perfusionist, only for open operations", [("Perfusionist", "c")]),
    ("personnel", "Social worker for families who live far away", [("Social worker", "c")]),
    ("personnel", "For hospital patients: the ward nurse", [("ward nurse", "c")]),
    ("personnel", "Physical therapist: teaches walking, if needed", [("Physical therapist", "c")]),
    ("personnel", "An anesthesiologist is not needed.", [("anesthesiologist", "n")]),
    ("personnel", "No anesthesiologist is present unless sedation is chosen", [("anesthesiologist", "cn")]),
    ("personnel", "Should an emergency arise, a cardiac surgeon", [("cardiac surgeon", "c")]),
    ("personnel", "Cardiologist or, in some hospitals, a trained nurse", [("Cardiologist", ""), ("trained nurse", "c")]),
    ("personnel", "A pediatric dentist when treating young children", [("pediatric dentist", "c")]),
    ("personnel", "Respiratory therapist (ventilated patients)", [("Respiratory therapist", "c")]),
    ("personnel", "Nurse with training in infusion", [("Nurse", "")]),
    ('personnel', "Nurse anesthetist under a doctor's direction", [('Nurse anesthetist', 'c')]),
    ("personnel", "Surgeon certified in bariatrics", [("Surgeon", "")]),
    ("risks", "Hearing loss (middle ear surgery)", [("Hearing loss", "c")]),
    ("risks", "Diarrhea (pelvis)", [("Diarrhea", "c")]),
    ("risks", "Bruising (arm)", [("Bruising", "")]),
    ("risks", "Seizures at high doses", [("Seizures", "c")]),
    ("risks", "Fluid overload between sessions", [("Fluid overload", "c")]),
    ("risks", "Kidney damage (pre-existing disease)", [("Kidney damage", "c")]),
    ("recovery", "Antibiotics before dental work", [("Antibiotics", "c")]),
    ("recovery", "No hospital stay", [("hospital stay", "n")]),
    ("recovery", "Eat soft food. Bed rest is not needed", [("Eat soft food", ""), ("Bed rest", "n")]),
    ("recovery", "Positive result: referral to a specialist", [("referral to a specialist", "c")]),
    ("recovery", "Blood thinner shots (hip and knee surgery)", [("Blood thinner shots", "c")]),
    ("preparation", "Chest X-ray over age 60", [("Chest X-ray", "c")]),
    ("preparation", "Enema the night before for rectal surgery", [("Enema the night before", "c")]),
    ("preparation", "Bowel prep is almost never required", [("Bowel prep", "")]),
    ("personnel", "Social worker at the first visit", [("Social worker", "c")]),
    ("personnel", "Physical therapist in the second week", [("Physical therapist", "c")]),
    ("setting", "Intensive care unit the first night", [("Intensive care unit", "c")]),
    ("alternatives", "Amputation as a last resort", [("Amputation", "c")]),
    ("alternatives", "Drug treatment until surgery is possible", [("Drug treatment", "c")]),
    ("indications", "Sleep apnea (CPAP not tolerated)", [("Sleep apnea", "c")]),
    ("indications", "High blood pressure under age 30", [("High blood pressure", "c")]),
    ("indications", "Scaphoid fracture, confirmed or suspected", [("Scaphoid fracture", "")]),
    ("setting", "Hospital, if an overnight stay is expected", [("Hospital", "c")]),
    ("setting", "Not performed in urgent care centers", [("urgent care centers", "n")]),
    ("setting", "It is never done at home.", [("home", "n")]),
    ('setting', "It cannot be done in a doctor's office.", [("doctor's office", 'n')]),
    ("setting", "Hospital or surgery center, but not in an office", [("Hospital", ""), ("surgery center", ""), ("office", "n")]),
    ("setting", "Nursing home (residents only)", [("Nursing home", "c")]),
    ('setting', "Patient's home, with a doctor's order", [('home', 'c')]),
    ("setting", "For unstable patients, the intensive care unit", [("intensive care unit", "c")]),
    ("setting", "Emergency department in urgent situations", [("Emergency department", "c")]),
    ("setting", "The procedure is performed in a hospital or an outpatient surgery center.", [("hospital", ""), ("outpatient surgery center", "")]),
    ('setting', "Children are treated in a children's hospital.", [("children's hospital", 'c')]),
    ("setting", "Mobile van in rural areas", [("Mobile van", "c")]),
    ("setting", "Surgery centers cannot perform it", [("Surgery centers", "n")]),
    ("setting", "Depending on the size of the lesion, an office or a surgery center", [("office", "c"), ("surgery center", "c")]),
    ("setting", "Usually an outpatient clinic", [("outpatient clinic", "")]),
    ("setting", "Hospital outpatient department with a cath lab", [("Hospital outpatient department", "")]),
    ("setting", "Office (small lesions) or operating room (large ones)", [("Office", "c"), ("operating room", "c")]),
    ("setting", "Neither an office nor a retail clinic is suitable", [("office", "n"), ("retail clinic", "n")]),
    ("preparation", "No fasting is needed", [("fasting", "n")]),
    ("preparation", "You do not need to stop your medicines", [("stop your medicines", "n")]),
    ("preparation", "There is no need to fast", [("fast", "n")]),
    ("preparation", "Fasting is not usually required unless sedation is planned", [("Fasting", "cn")]),
    ("preparation", "Fasting: not required", [("Fasting", "n")]),
    ("preparation", "No special preparation is necessary", [("preparation", "n")]),
    ("preparation", "No preparation", [("preparation", "n")]),
    ("preparation", "The test does not require fasting.", [("fasting", "n")]),
    ("preparation", "Nothing to eat for 8 hours", [("Nothing to eat for 8 hours", "")]),
    ("preparation", "No alcohol for 24 hours", [("No alcohol for 24 hours", "")]),
    ("preparation", "Do not eat after midnight", [("Do not eat after midnight", "")]),
    ("preparation", "Do not stop blood thinners unless told to", [("Do not stop blood thinners", "c")]),
    ("preparation", "Stop metformin if contrast will be used", [("Stop metformin", "c")]),
    ("preparation", "Pregnancy test for women of childbearing age", [("Pregnancy test", "c")]),
    ("preparation", "Women of childbearing age: pregnancy test", [("pregnancy test", "c")]),
    ("preparation", "People with diabetes may need to adjust their insulin", [("adjust their insulin", "c")]),
    ("preparation", "If you take warfarin, ask when to stop it", [("ask when to stop it", "c")]),
    ("preparation", "Tell your doctor if you are pregnant", [("Tell your doctor if you are pregnant", "")]),
    ("preparation", "Ask whether to stop aspirin", [("Ask whether to stop aspirin", "")]),
    ("preparation", "With sedation: arrange a ride home", [("arrange a ride home", "c")]),
    ("preparation", "Arrange a ride home when sedation is used", [("Arrange a ride home", "c")]),
    ("preparation", "On the day of surgery, wear loose clothing", [("wear loose clothing", "")]),
    ("preparation", "Antibiotics beforehand in patients with artificial valves", [("Antibiotics beforehand", "c")]),
    ("preparation", "Bring your inhaler in case of wheezing", [("Bring your inhaler", "c")]),
    ("preparation", "Antihistamines should be stopped for five days", [("Antihistamines", "")]),
    ("preparation", "A full bladder is not needed", [("full bladder", "n")]),
    ("preparation", "Neither fasting nor a bowel preparation is required", [("fasting", "n"), ("bowel preparation", "n")]),
    ("preparation", "Blood tests are needed only for patients on dialysis", [("Blood tests", "c")]),
    ("preparation", "Shaving is unnecessary", [("Shaving", "n")]),
    ("preparation", "Smokers should stop four weeks before", [("stop four weeks before", "c")]),
    ("preparation", "Remove contact lenses, if worn", [("Remove contact lenses", "c")]),
    ("preparation", "Kidney function test in older adults", [("Kidney function test", "c")]),
    ("preparation", "No premedication, no fasting", [("premedication", "n"), ("fasting", "n")]),
    ("risks", "Rarely, infection", [("infection", "")]),
    ("risks", "Infection (less than 1%)", [("Infection", "")]),
    ("risks", "Bleeding in about 1 in 1,000", [("Bleeding", "")]),
    ("risks", "Low blood sugar in people with diabetes", [("Low blood sugar", "c")]),
    ("risks", "Allergic reaction if contrast is used", [("Allergic reaction", "c")]),
    ("risks", "Kidney strain when contrast is used", [("Kidney strain", "c")]),
    ("risks", "Allergy to latex when latex gloves are worn", [("Allergy to latex", "c")]),
    ("risks", "Harm to the baby (during pregnancy)", [("Harm to the baby", "c")]),
    ("risks", "No radiation", [("radiation", "n")]),
    ("risks", "Nausea is unlikely", [("Nausea", "")]),
    ("risks", "Scarring is not expected", [("Scarring", "n")]),
    ("risks", "Pain when swallowing", [("Pain when swallowing", "")]),
    ("risks", "Breathing problems with sedation", [("Breathing problems", "c")]),
    ("risks", "Low sodium, mainly in older women", [("Low sodium", "c")]),
    ("risks", "Bleeding, especially after a large biopsy", [("Bleeding", "c")]),
    ("risks", "Skin burns, if settings are wrong", [("Skin burns", "c")]),
    ("risks", "Damage to nerves or vessels", [("nerves", ""), ("vessels", "")]),
    ("risks", "Bruising, swelling and, very rarely, a clot", [("Bruising", ""), ("swelling", ""), ("clot", "")]),
    ("risks", "Drowsiness while taking pain medicine", [("Drowsiness", "c")]),
    ("risks", "Ringing in the ears with high doses", [("Ringing in the ears", "c")]),
    ("risks", "There is no risk of infection", [("infection", "n")]),
    ("benefits", "No hospital stay", [("No hospital stay", "")]),
    ("benefits", "No general anesthesia is needed", [("general anesthesia", "")]),
    ("benefits", "Can be repeated if symptoms return", [("repeated", "c")]),
    ("benefits", "Avoids surgery when successful", [("Avoids surgery", "c")]),
    ("benefits", "Lower stroke risk in people with atrial fibrillation", [("Lower stroke risk", "c")]),
    ("recovery", "No driving for 24 hours", [("No driving for 24 hours", "")]),
    ("recovery", "No driving for 24 hours if you had sedation", [("No driving for 24 hours", "c")]),
    ("recovery", "Pain medicine as needed", [("Pain medicine", "c")]),
    ("recovery", "Call your doctor if you have a fever", [("Call your doctor", "c")]),
    ("recovery", "If bleeding occurs, press firmly", [("press firmly", "c")]),
    ("recovery", "Return to work the next day unless your job is heavy", [("Return to work the next day", "c")]),
    ("recovery", "Physical therapy for patients with stiffness", [("Physical therapy", "c")]),
    ("recovery", "A follow-up visit is not needed", [("follow-up visit", "n")]),
    ("recovery", "Stitches removed, if they are not dissolvable", [("Stitches removed", "c")]),
    ("recovery", "Women who are nursing should pump and discard milk for a day", [("pump and discard milk for a day", "c")]),
    ("recovery", "After sedation: rest for the day", [("rest for the day", "c")]),
    ("recovery", "Normal diet once nausea passes", [("Normal diet", "c")]),
    ("recovery", "Do not lift anything heavy until cleared", [("Do not lift anything heavy", "c")]),
    ("recovery", "Should fever develop, call at once", [("call at once", "c")]),
    ("recovery", "Return to normal activities right away", [("Return to normal activities right away", "")]),
    ("recovery", "Sexual activity may resume after two weeks, provided healing is complete", [("Sexual activity", "c")]),
    ("alternatives", "Medication, for mild cases", [("Medication", "c")]),
    ("alternatives", "Radiation therapy for people who cannot have surgery", [("Radiation therapy", "c")]),
    ("alternatives", "Watchful waiting if symptoms are mild", [("Watchful waiting", "c")]),
    ("alternatives", "Open surgery when keyhole surgery fails", [("Open surgery", "c")]),
    ("alternatives", "In children, splinting", [("splinting", "c")]),
    ("alternatives", "No treatment", [("No treatment", "")]),
    ("alternatives", "Not a substitute for surgery", [("surgery", "n")]),
    ("alternatives", "Laser therapy (selected patients)", [("Laser therapy", "c")]),
    ("alternatives", "Surgery after failed medicines", [("Surgery", "c")]),
    ("alternatives", "CT scan, unless the patient is pregnant", [("CT scan", "c")]),
    ("indications", "Not used for routine screening", [("routine screening", "n")]),
    ("indications", "It is not recommended for pregnant women.", [("pregnant women", "n")]),
    ("indications", "Chest pain when other tests are inconclusive", [("Chest pain", "c")]),
    ("indications", "Pain when walking", [("Pain when walking", "")]),
    ("indications", "Osteoporosis in postmenopausal women", [("Osteoporosis", "c")]),
    ("indications", "Knee pain that has not improved after physical therapy", [("Knee pain", "c")]),
    ("indications", "Sinusitis despite antibiotics", [("Sinusitis", "c")]),
    ("indications", "Screening, if a parent had the disease", [("Screening", "c")]),
    ("indications", "Reflux that does not respond to drugs", [("Reflux", "c")]),
    ("indications", "No relief from medicines", [("No relief from medicines", "")]),
    ("indications", "Simple cysts do not need removal", [("Simple cysts", "n")]),
    ("indications", "Heartburn after meals", [("Heartburn after meals", "")]),
    ("preparation", "Stopping blood thinners is not advised", [("Stopping blood thinners", "n")]),
    ("preparation", "It is not necessary to stop aspirin", [("stop aspirin", "n")]),
    ("preparation", "You won't need an escort", [("escort", "n")]),
    ("preparation", "Blood tests are no longer routine", [("Blood tests", "n")]),
    ("preparation", "No lab work beforehand", [("lab work", "n")]),
    ("preparation", "Diabetics: bring glucose tablets", [("bring glucose tablets", "c")]),
    ("preparation", "Anyone over 65 needs an ECG", [("ECG", "c")]),
    ("preparation", "Blood group sample (major surgery)", [("Blood group sample", "c")]),
    ("setting", "It can't be given at home", [("home", "n")]),
    ("setting", "Does not take place in an ambulatory surgery center", [("ambulatory surgery center", "n")]),
    ("setting", "Dialysis unit (training sessions)", [("Dialysis unit", "c")]),
    ("setting", "Telehealth, after the first visit", [("Telehealth", "c")]),
    ("personnel", "Performed without an anesthesiologist", [("anesthesiologist", "n")]),
    ("personnel", "Speech therapist after tracheostomy", [("Speech therapist", "c")]),
    ("risks", "It cannot cause a stroke", [("stroke", "n")]),
    ("risks", "Free of radiation", [("radiation", "n")]),
    ("risks", "Fluid overload in heart failure", [("Fluid overload", "c")]),
    ("risks", "Hypoglycemia (insulin users)", [("Hypoglycemia", "c")]),
    ("risks", "Fainting, chiefly in the first hour", [("Fainting", "c")]),
    ("indications", "It is not a treatment for arthritis", [("arthritis", "n")]),
    ("indications", "Pregnancy is a reason not to do it", [("Pregnancy", "n")]),
    ("indications", "Gallstones, once symptoms begin", [("Gallstones", "c")]),
    ("recovery", "Stitches do not have to come out", [("Stitches", "n")]),
    ("recovery", "Inpatients stay two nights", [("stay two nights", "c")]),
    ("recovery", "With stitches: keep dry for two days", [("keep dry for two days", "c")]),
    ("recovery", "Showers after two days", [("Showers", "c")]),
    ("recovery", "No driving for a day after sedation", [("No driving for a day", "c")]),
    ("alternatives", "Insulin pump (type 1 diabetes)", [("Insulin pump", "c")]),
    ("alternatives", "Monitoring in early disease", [("Monitoring", "c")]),
    ("benefits", "Cure in early cancer", [("Cure", "c")]),
]


@pytest.mark.parametrize(("section", "text", "exact", "condition"), [
    ("preparation", "An ultrasound for twins", "An ultrasound", "for twins"),
    ("risks", "Flushing during fast infusion", "Flushing", "during fast infusion"),
    ("indications", "Anemia – late pregnancy", "Anemia", "late pregnancy"),
    ("personnel", "Neonatologist – twins", "Neonatologist", "twins"),
    ("personnel", "Nurse – patients", "Nurse", None),
])
def test_cases_in_few_words(reader: Reader, section: str, text: str, exact: str, condition: str | None) -> None:
    found = section_mentions(section, [Item(Span.at(text, 0))], reader.grounder)
    assert [(m.exact, m.qualifiers.condition) for m in found] == [(exact, condition)]


def test_a_hedge_does_not_hide_a_shared_head(reader: Reader) -> None:
    found = section_mentions("indications", [Item(Span.at("Suspected meniscus or ligament tear", 0))], reader.grounder)
    assert [m.grounding.concept for m in found] == ["indication:meniscus-tear", "indication:ligament-injury"]


@pytest.mark.parametrize("row", FORMS, ids=name)
def test_forms(reader: Reader, row: Row) -> None:
    check(reader, row)


@pytest.mark.parametrize("mark", ["", ".", ";"])
def test_a_closing_mark_changes_nothing(reader: Reader, mark: str) -> None:
    for section, text, _ in FORMS:
        if text.endswith("."):
            continue
        item = Item(Span.at(text + mark, 0), bullet=True)
        marked = section_mentions(section, [item], reader.grounder)
        plain = read(reader, section, text)
        assert [(m.exact, m.qualifiers) for m in marked] == [(m.exact, m.qualifiers) for m in plain], text


def test_typographic_apostrophes_deny_too(reader: Reader) -> None:
    for text in ("Fasting isn't needed", "Fasting isn’t needed", "You don’t need to fast", "Antibiotics aren’t routinely given"):
        assert [m.qualifiers.negated for m in read(reader, "preparation", text)] == [True], text
