"""Conditions that no word of their own announces: trailing adjuncts, by section.

Each row holds a section, a line, and the expected members with their flags: c for a condition, n for a denial.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ingest.text.reader import Reader
from tests.reading import Row, check, name

FORMS: list[Row] = [
    ("indications", "Persistent heartburn despite four months of acid-blocking tablets", [("Persistent heartburn", "c")]),
    ("indications", "Kidney stones within the past two years", [("Kidney stones within the past two years", "")]),
    ("indications", "Hepatitis C before starting treatment", [("Hepatitis C", "c")]),
    ("indications", "Low back pain for more than six weeks", [("Low back pain for more than six weeks", "")]),
    ("indications", "Heart failure with reduced pumping strength", [("Heart failure with reduced pumping strength", "")]),
    ("indications", "Elective surgery under general anesthesia", [("Elective surgery under general anesthesia", "")]),
    ("indications", "Knee cartilage tears in athletes", [("Knee cartilage tears", "c")]),
    ("preparation", "Echocardiogram after a recent heart attack", [("Echocardiogram", "c")]),
    ("preparation", "Antibiotic drops for the first two days", [("Antibiotic drops for the first two days", "")]),
    ("preparation", "No fasting for scans without contrast", [("fasting", "nc")]),
    ("preparation", "Steroid tablets with a known contrast allergy", [("Steroid tablets", "c")]),
    ("preparation", "Arrange a driver, as you will be drowsy", [("Arrange a driver", "")]),
    ("preparation", "Have blood drawn within two weeks of surgery", [("Have blood drawn within two weeks of surgery", "")]),
    ("preparation", "Blood typing, in case a transfusion is needed", [("Blood typing", "")]),
    ("setting", "Hospital operating room under general anesthesia", [("Hospital operating room", "c")]),
    ("setting", "Doctor's office with a nurse present", [("Doctor's office", 'c')]),
    ("setting", "Dental clinic under supervision of a specialist", [("Dental clinic", "c")]),
    ("setting", "Intensive care unit, with unstable blood pressure", [("Intensive care unit", "c")]),
    ("setting", "Emergency room after an accident", [("Emergency room", "c")]),
    ("setting", "Patient's home between clinic visits", [("Patient's home", 'c')]),
    ("setting", "Inpatient ward during the first cycle", [("Inpatient ward", "c")]),
    ("setting", "Rehabilitation facility, following discharge", [("Rehabilitation facility", "c")]),
    ("setting", "Mobile unit, on certain days of the week", [("Mobile unit", "c")]),
    ("setting", "Telehealth visit, in some states", [("Telehealth visit", "c")]),
    ("setting", "Outpatient cardiac clinic at follow-up", [("Outpatient cardiac clinic", "c")]),
    ("personnel", "Anesthesiologist – difficult airways", [("Anesthesiologist", "c")]),
    ("personnel", "Perfusionist during bypass", [("Perfusionist", "c")]),
    ("personnel", "Speech therapist in the weeks after surgery", [("Speech therapist", "c")]),
    ("personnel", "Interpreter upon request", [("Interpreter", "c")]),
    ("personnel", "Pathologist: examines the sample", [("Pathologist", "")]),
    ("personnel", "Physical therapist from the second day", [("Physical therapist", "c")]),
    ("risks", "Headache in the days after the puncture", [("Headache", "c")]),
    ("risks", "Nerve damage during needle placement", [("Nerve damage", "c")]),
    ("risks", "Chest tightness during the first infusion", [("Chest tightness", "c")]),
    ("risks", "Infection with fever", [("Infection with fever", "")]),
    ("risks", "Rebound symptoms after stopping the drug", [("Rebound symptoms", "c")]),
    ("risks", "Dizziness on standing", [("Dizziness on standing", "")]),
    ("risks", "Skin burns under the electrodes", [("Skin burns under the electrodes", "")]),
    ("risks", "Irregular heartbeat for the first few weeks", [("Irregular heartbeat", "c")]),
    ("risks", "Muscle weakness with repeated treatments", [("Muscle weakness", "c")]),
    ("risks", "Pain at the injection site", [("Pain at the injection site", "")]),
    ("risks", "Hoarseness, which usually clears within days", [("Hoarseness", "")]),
    ("risks", "Stroke, mainly within 30 days", [("Stroke", "c")]),
    ("risks", "Blood clots on long flights", [("Blood clots", "c")]),
    ("benefits", "Quicker return to sport after ligament tears", [("Quicker return to sport", "c")]),
    ("recovery", "Crutches for the first week", [("Crutches for the first week", "")]),
    ("recovery", "Call 911 if you have trouble breathing", [("Call 911", "c")]),
    ("recovery", "Call your surgeon if the wound opens", [("Call your surgeon", "c")]),
    ("recovery", "Drink plenty of water after contrast", [("Drink plenty of water", "c")]),
    ("recovery", "Physical therapy, starting in week two", [("Physical therapy", "")]),
    ("recovery", "Desk work after one week; manual work after six", [("Desk work", "c"), ("manual work", "c")]),
    ("recovery", "Get emergency care at the first sign of bleeding", [("Get emergency care", "c")]),
    ("alternatives", "Open surgery in difficult cases", [("Open surgery", "c")]),
    ("alternatives", "Cortisone injection, during a flare", [("Cortisone injection", "c")]),
    ("alternatives", "MRI without contrast", [("MRI without contrast", "")]),
    ("alternatives", "Antiviral tablets within 48 hours of onset", [("Antiviral tablets", "c")]),
    ("alternatives", "Ultrasound in the first trimester", [("Ultrasound", "c")]),
    ("alternatives", "CT colonography every five years", [("CT colonography every five years", "")]),
    ("alternatives", "Medical management before symptoms start", [("Medical management", "c")]),
    ("indications", "Chronic pancreatitis when pain limits daily life", [("Chronic pancreatitis", "c")]),
    ("indications", "A lump found during a physical exam", [("A lump found during a physical exam", "")]),
    ("indications", "Stable angina after a positive stress test", [("Stable angina", "c")]),
    ("indications", "Monitoring of an aneurysm after stent placement", [("Monitoring of an aneurysm after stent placement", "")]),
    ("preparation", "Liver function tests in heavy drinkers", [("Liver function tests", "c")]),
    ("preparation", "Stress-dose steroids during acute illness", [("Stress-dose steroids", "c")]),
    ("setting", "Freestanding imaging center, for scans without contrast", [("Freestanding imaging center", "c")]),
    ("setting", "Hospital emergency department during off hours", [("Hospital emergency department", "c")]),
    ("personnel", "Wound care nurse during follow-up", [("Wound care nurse", "c")]),
    ("personnel", "Second surgeon for bilateral operations", [("Second surgeon", "c")]),
    ("personnel", "Sonographer – performs the scan", [("Sonographer", "")]),
    ("personnel", "Cardiologist – patients with heart disease", [("Cardiologist", "c")]),
    ("risks", "Loss of appetite in the second week", [("Loss of appetite", "c")]),
    ("risks", "Fluid build-up with heart failure", [("Fluid build-up", "c")]),
    ("risks", "Low mood after giving birth", [("Low mood", "c")]),
    ("risks", "Tingling in the fingers", [("Tingling in the fingers", "")]),
    ("risks", "Exposure to radiation, which matters in pregnancy", [("Exposure to radiation", "")]),
    ("risks", "Fever within 24 hours of the vaccine", [("Fever within 24 hours of the vaccine", "")]),
    ("benefits", "Relief within days", [("Relief within days", "")]),
    ("benefits", "Fewer flare-ups while treatment continues", [("Fewer flare-ups", "c")]),
    ("recovery", "Return to sport after clearance by the surgeon", [("Return to sport after clearance by the surgeon", "")]),
    ("recovery", "Warm compresses for swelling", [("Warm compresses for swelling", "")]),
    ("recovery", "Go to the emergency room if chest pain starts", [("Go to the emergency room", "c")]),
    ("alternatives", "Blood test for tumor markers", [("Blood test for tumor markers", "")]),
    ("alternatives", "Spinal cord stimulation after failed back surgery", [("Spinal cord stimulation", "c")]),
    ("setting", "Office-based suite with full resuscitation equipment", [("Office-based suite", "")]),
    ("personnel", "Nurse practitioner under a physician's supervision", [("Nurse practitioner", "c")]),
    ("personnel", "Vascular surgeon on standby", [("Vascular surgeon", "")]),
    ("benefits", "Less joint pain over time", [("Less joint pain", "")]),
    ("recovery", "Compression stockings during the day", [("Compression stockings", "")]),
    ("preparation", "A chaperone on request", [("chaperone", "c")]),
    ("risks", "Bladder infection, more often in women", [("Bladder infection", "c")]),
    ("recovery", "Driving is not allowed while wearing a sling", [("Driving", "c")]),
    ("risks", "No long-term side effects are known", [("long-term side effects", "n")]),
    ("risks", "Seizures have not been reported", [("Seizures", "n")]),
    ("risks", "The scan causes no burns", [("burns", "n")]),
    ("preparation", "The test requires no special diet", [("diet", "n")]),
    ("personnel", "Relatives usually cannot ride along", [("Relatives", "n")]),
    ("preparation", "Pump and freeze milk (nursing mothers, if possible)", [("Pump and freeze milk", "c")]),
    ("indications", "Walking and climbing no longer help", [("Walking and climbing no longer help", "")]),
    ("setting", "In babies it is done in a children's hospital.", [("children's hospital", "c")]),
    ("indications", "Opioid use disorder during pregnancy", [("Opioid use disorder", "c")]),
    ("indications", "Recurrent miscarriage (two or more losses)", [("Recurrent miscarriage", "c")]),
    ("indications", "Aortic stenosis in those too frail for open surgery", [("Aortic stenosis", "c")]),
    ("preparation", "Sedation is offered to those who are claustrophobic", [("Sedation", "c")]),
    ("preparation", "Hair need not be shaved", [("Hair", "n")]),
    ("setting", "Hospital main operating room, for complex reconstructions", [("Hospital main operating room", "c")]),
    ("personnel", "Neither a surgeon nor an anesthesiologist takes part", [("surgeon", "n"), ("anesthesiologist", "n")]),
    ("risks", "Temporary hearing loss after loud scans", [("Temporary hearing loss", "c")]),
    ("risks", "Feeling faint when getting up", [("Feeling faint when getting up", "")]),
    ("risks", "Infection after the procedure", [("Infection after the procedure", "")]),
    ("benefits", "Fast pain relief in acute attacks", [("Fast pain relief", "c")]),
    ("recovery", "Report to the emergency department if your lips swell", [("Report to the emergency department", "c")]),
    ("alternatives", "CPAP (moderate to severe apnea)", [("CPAP", "c")]),
    ("alternatives", "Hearing aids rather than surgery", [("Hearing aids", "")]),
    ("preparation", "A drip is not placed", [("drip", "n")]),
    ("alternatives", "Chemotherapy is not an alternative", [("Chemotherapy", "n")]),
    ("personnel", "Anesthesia staff are not usually needed", [("Anesthesia staff", "n")]),
    ("indications", "Mild scoliosis is not treated this way", [("Mild scoliosis", "n")]),
    ("recovery", "Never scratch the scabs", [("Never scratch the scabs", "")]),
    ("risks", "Infection cannot be ruled out", [("Infection", "")]),
]


@pytest.mark.parametrize("row", FORMS, ids=name)
def test_adjuncts(reader: Reader, row: Row) -> None:
    check(reader, row)


def test_a_line_that_asks_is_one_instruction_with_its_list(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "signs.txt"
    path.write_text("Widget\nCode: CPT 27447\n\nRecovery\n\n• Rest\n\nPhone the ward if you notice:\n\n• Fever\n• Fresh bleeding\n\nRisks\n\nLess common:\n\n• Hernia\n\nRarely:\n\n• Stroke\n", "utf-8")
    found = reader.read(path).mentions
    assert [(m.exact, m.qualifiers.hedge) for m in found] == [
        ("Rest", None), ("Phone the ward", None), ("Hernia", "Less common"), ("Stroke", "Rarely")]
