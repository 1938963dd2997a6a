"""The same concept in other words is one node, and two concepts never are: pairs over many specialties."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.errors import BadTable
from graph.ingest import merges
from graph.ingest.text import lexicon, synonyms
from graph.ingest.text.grounding import Grounder
from graph.ingest.text.normalise import all_stems, key, stems
from graph.ingest.text.reader import Reader
from server.cli import main

ONE = """
risk: bleeding | hemorrhage | haemorrhaging | Mild bleeding at the treated area
risk: wound infection | infection at the injection site | infection of the treated area | surgical site infection
risk: swelling of the treated limb | swelling | edema | mild swelling for weeks
risk: stroke | stroke from a clot that comes loose | possible stroke | stroke during the procedure
risk: fainting | syncope | passing out
risk: low blood pressure | hypotension
risk: kidney injury | renal injury | damage to the kidneys
risk: liver injury | hepatic injury
risk: heart attack | myocardial infarction | heart attack during or after surgery
risk: nausea | nausea for a day or two | nausea in 1 in 100
risk: itching | pruritus | itching after the injection
risk: injury to blood vessels | vascular injury
risk: allergic reaction | allergic reaction requiring treatment
risk: blood clot | blood clot, about 1 in 500
risk: drowsiness | sleepiness the rest of the day
indication: appendicitis | suspicion of appendicitis | suspected appendicitis | evaluation of appendicitis
indication: asthma | history of asthma | people with asthma | management of asthma
indication: kidney stones | renal stones | treatment of kidney stones
indication: high blood pressure | hypertension | patients with high blood pressure
indication: epilepsy | diagnosis of epilepsy
indication: glaucoma | presence of glaucoma
indication: hearing loss | hearing loss of unknown cause | hearing loss in a child
indication: pulmonary embolism | evaluation of pulmonary embolism
indication: abdominal pain | belly pain | abdominal pain leading to vomiting
indication: heart failure | cardiac failure | symptoms of heart failure
indication: migraine | treatment of migraine
indication: osteoporosis | assessment of osteoporosis
indication: psoriasis | management of psoriasis
preparation: stop blood thinners | hold blood thinners | pause anticoagulants | withhold blood thinners
preparation: arrive early | come 15 minutes early | be there 30 minutes early | Arrive early
preparation: arrange a ride home | have someone drive you home | a companion to drive you home
preparation: tell the staff about pregnancy | mention pregnancy | notify the nurse of pregnancy
preparation: blood tests | blood work | laboratory tests
preparation: report latex allergy | tell the doctor about latex allergy | let the team know about latex allergy
preparation: remove jewelry | remove jewelry before the scan
preparation: wear loose clothing | wear loose clothing, if possible
recovery: report fever | call the doctor for fever | phone the surgeon for fever | tell the clinic about fever
recovery: report bleeding | ring the ward about bleeding | contact the office for bleeding
recovery: call for fever, redness or pus | contact the clinic for swelling, fever or pain | report chills, redness or drainage
recovery: no driving | avoid driving | do not drive | don't drive for the rest of the day | refrain from driving
recovery: no heavy lifting | avoid heavy lifting for weeks | do not lift heavy objects as directed
recovery: no swimming | do not swim | avoid swimming
recovery: return to work | go back to work in days | resume work
recovery: drink fluids | drink plenty of fluids for 24 hours | plenty of fluids the rest of the day
recovery: antibiotics | take antibiotics as prescribed
recovery: remove stitches | stitch removal | suture removal
recovery: wear compression stockings | compression stockings | use compression stockings
recovery: pain reliever | painkillers | pain reliever if needed
recovery: cold packs | apply cold packs
benefit: pain relief | provides pain relief | offers pain relief | helps with pain relief
benefit: better hearing | improved hearing | enhanced hearing
benefit: better sleep | improves sleep | improved sleep
benefit: faster recovery | faster recovery compared with open surgery | allows faster recovery
benefit: guides treatment | helps guide treatment
benefit: early detection | allows early detection | enables early detection
benefit: better vision | improved vision
benefit: fewer hospital visits | reduced hospital visits
alternative: physical therapy | physiotherapy | physical therapy for weeks
alternative: watchful waiting | watchful waiting until symptoms appear
alternative: MRI | magnetic resonance imaging | MRI if needed
alternative: open surgery | open operation
alternative: pain medicine | painkillers
personnel: doctor | physician
personnel: operating room nurse | OR nurse | OR nurses
"""

TWO = """
risk: abnormal heartbeat | heartbeat
risk: low calcium | high calcium | calcium
risk: low blood sugar | high blood sugar
risk: low blood pressure | high blood pressure
risk: irritability | irritation
risk: burning | burns
risk: sores | soreness
risk: tearing | tears
risk: kidney injury | liver injury | lung injury | bladder injury
risk: bleeding | bleeding in the eye | bleeding in the brain
risk: infection | bloodstream infection | urinary tract infection
risk: blood clot in the leg | blood clot in the lung
risk: loss of vision | loss of hearing | loss of smell
risk: nerve injury | spinal cord injury
risk: constipation | diarrhea
risk: weight gain | weight loss
risk: chest pain | back pain
risk: failure of the procedure | heart failure | kidney failure
risk: miscarriage | preterm birth
risk: cataract | glaucoma
indication: hypothyroidism | hyperthyroidism
indication: type 1 diabetes | type 2 diabetes
indication: hepatitis | liver tumor
indication: kidney stones | gallstones | bladder stones
indication: low sodium | high sodium
indication: acute leukemia | chronic leukemia
indication: bone loss | hair loss | hearing loss
indication: ulcerative colitis | stomach ulcer
indication: heart attack | heart failure
indication: breast cancer | breast cancer screening
indication: osteoarthritis | rheumatoid arthritis
indication: cervical cancer | cervical spine stenosis
indication: bone marrow failure | bone fracture
indication: ovarian cyst | ovarian cancer
indication: venous ulcer | arterial ulcer
indication: history of breast cancer | breast cancer | family history of breast cancer
indication: need for surgery | need for anesthesia
indication: treatment failure | heart failure
preparation: stop blood thinners | continue blood thinners
preparation: stop smoking | stop aspirin
preparation: no food | no metal
preparation: tell the staff about pregnancy | tell the staff about allergies
preparation: take antibiotics | stop antibiotics
preparation: full bladder | empty bladder
preparation: bring medication list | bring identification
preparation: living will | child care
preparation: eat normally | nothing to eat
recovery: no driving | resume driving
recovery: no swimming | no driving
recovery: report fever | report bleeding
recovery: return to work | return to the hospital
recovery: avoid alcohol | avoid caffeine
recovery: keep the dressing dry | keep the head raised | no head movement
recovery: back brace | back pain
recovery: apply ice | apply heat
recovery: take antibiotics | take pain medicine
recovery: no bending | no lifting
recovery: drink fluids | limit fluids
benefit: pain relief | better mobility
benefit: better hearing | better vision
benefit: lower infection risk | lower stroke risk
benefit: better fit | fewer seizures
benefit: less pain | less swelling
benefit: no radiation | no incision
benefit: early detection | early discharge
alternative: CT without contrast | CT with contrast
alternative: open surgery | robotic surgery
alternative: radiation therapy | physical therapy
alternative: no treatment | drug treatment
alternative: kidney transplant | liver transplant
alternative: ultrasound | MRI | MRI with contrast
alternative: watchful waiting | active surveillance
personnel: nurse | OR nurse
personnel: registrar | registry staff
personnel: dental assistant | dentist
personnel: internal medicine doctor | intern
setting: home | nursing home
setting: operating room | emergency room
setting: outpatient clinic | inpatient hospital
"""


def _rows(table: str) -> list[tuple[str, list[str]]]:
    lines = (line.partition(": ") for line in table.strip().split("\n"))
    return [(category, [text.strip() for text in texts.split("|")]) for category, _, texts in lines]


@pytest.fixture(scope="module")
def grounder(reader: Reader) -> Grounder:
    return reader.grounder


@pytest.mark.parametrize(("category", "texts"), _rows(ONE))
def test_one_concept(grounder: Grounder, category: str, texts: list[str]) -> None:
    assert len({grounder.ground(category, (text,)).concept for text in texts}) == 1, [
        (text, grounder.ground(category, (text,)).concept) for text in texts]


@pytest.mark.parametrize(("category", "texts"), _rows(TWO))
def test_as_many_concepts_as_texts(grounder: Grounder, category: str, texts: list[str]) -> None:
    assert len({grounder.ground(category, (text,)).concept for text in texts}) == len(texts), [
        (text, grounder.ground(category, (text,)).concept) for text in texts]


# --- tables of synonyms ---

RISKS = """id\tpreferred\talternatives\tcodes\tbroader\tdefinition
risk:kidney-injury\tkidney injury\t\t\t\t
risk:wound-opening\twound opening\t\t\t\t
risk:nerve-palsy\tnerve palsy\t\t\t\t
risk:nerve-paralysis\tnerve paralysis\t\t\t\t
"""
HEAD = "word\tequivalents\tcategories\n"


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    folder = tmp_path / "vocabularies"
    folder.mkdir()
    (folder / "risk.tsv").write_text(RISKS, "utf-8")
    (folder / "synonyms.tsv").write_text(f"{HEAD}kidney\trenal\trisk\npalsy\tparalysis|loss of movement\trisk\n", "utf-8")
    return folder


def test_a_synonym_finds_a_name_and_its_line_is_told(tables: Path) -> None:
    (found,) = merges.same(Grounder(lexicon.load(tables)), "risk", ("renal injuries",))
    assert (found.concept, found.method, found.line) == ("risk:kidney-injury", "synonym", 2)
    assert found.match
    assert found.match.lines == ("vocabularies/synonyms.tsv:2",)
    options = ("--category", "risk", "--data", str(tables.parent))
    said = CliRunner().invoke(main, ["vocabulary", "same", "renal injury", *options]).stdout
    assert "vocabularies/risk.tsv:2, preferred name 'kidney injury'" in said
    assert "in the words of vocabularies/synonyms.tsv:2" in said


def test_a_synonym_never_chooses_between_two_concepts(tables: Path) -> None:
    ground = Grounder(lexicon.load(tables)).ground
    assert ground("risk", ("nerve palsy",)).concept == "risk:nerve-palsy"
    assert ground("risk", ("nerve paralysis",)).concept == "risk:nerve-paralysis"
    assert ground("risk", ("loss of nerve movement",)).method == "unknown"


def test_unlisted_mentions_meet_through_synonyms(tables: Path) -> None:
    ground = Grounder(lexicon.load(tables)).ground
    assert ground("risk", ("renal glow",)).concept == ground("risk", ("Kidneys glowing",)).concept == "risk:glow-kidney"


def test_an_unlisted_mention_never_has_the_id_of_a_line(tables: Path) -> None:
    (tables / "risk.tsv").write_text(RISKS.replace("risk:nerve-palsy", "risk:glow-kidney"), "utf-8")
    found = Grounder(lexicon.load(tables)).ground("risk", ("renal glow",))
    assert (found.method, found.concept) == ("unknown", "risk:glow-kidney-unlisted")
    (tables / "risk.tsv").write_text(RISKS.replace("risk:nerve-palsy", "risk:nerve-unlisted"), "utf-8")
    with pytest.raises(BadTable, match="only pages name"):
        lexicon.load(tables)


@pytest.mark.parametrize(("text", "what"), [
    ("a\tb\tc\n", "other columns"), (f"{HEAD}heart\tcardiac\n", "wrong number of fields"),
    (f"{HEAD}heart\tcardiac\trisks\n", "no such category"), (f"{HEAD}heart\tof the\trisk\n", "no content word"),
    (f"{HEAD}heart\tcardiac\trisk\nchest\tcardiac\t*\n", "two lines claim 'cardiac'"),
])
def test_a_broken_table_is_refused(tables: Path, text: str, what: str) -> None:
    (tables / "synonyms.tsv").write_text(text, "utf-8")
    with pytest.raises(BadTable, match=re.escape(what)):
        synonyms.load(tables)


def test_a_name_meets_its_concept_in_the_words_of_the_tables(grounder: Grounder) -> None:
    """Each name is in the index of reworded keys; a phrase that both tables leave is told at once, and is as it was."""
    words = grounder.lexicon
    for concept in list(words.concepts.values())[::7]:
        for name in concept.names:
            found = words.synonyms.reworded(concept.category, name)
            assert words.reworded[concept.category][found.key] in (concept, None)
            assert found.key == key(name) or not words.synonyms.leaves(concept.category, synonyms.stems(name))


def test_the_names_of_a_vocabulary_are_taken_apart_as_each_alone(grounder: Grounder) -> None:
    names = [name for concept in grounder.lexicon.concepts.values() for name in concept.names]
    names += ["", "OR nurse", "OR\u00a0nurse", "x ray", " of the ", "patient's follow up"]
    assert all_stems(names) == [*map(stems, names)]


@pytest.mark.parametrize(("line", "what"), [
    ("risk:nerve-palsy\tblue\t\t\t\t", "concept twice"),
    ("risk:numb\tpalsies of the nerve\t\t\t\t", "two concepts claim the name 'palsies of the nerve'"),
])
def test_a_line_that_claims_what_another_has_is_refused(tables: Path, line: str, what: str) -> None:
    (tables / "risk.tsv").write_text(f"{RISKS}{line}\n", "utf-8")
    with pytest.raises(BadTable, match=re.escape(what)):
        lexicon.load(tables)


def test_verbs_name_concepts_that_exist(grounder: Grounder) -> None:
    rules = [rule for table in grounder.lexicon.synonyms.opening.values() for rule in table.values()]
    assert {rule.concept for rule in rules} - {None} <= set(grounder.lexicon.concepts)


@pytest.mark.parametrize(("one", "other"), [
    ("irritability", "irritation"), ("burning", "burn"), ("sores", "soreness"), ("timely", "time"), ("tearing", "tear"),
    ("hepatic", "hepatitis"), ("pets", "PET"), ("living will", "living"), ("OR nurse", "nurse"), ("intensive", "intense"),
])
def test_keys_of_unlike_words(one: str, other: str) -> None:
    assert key(one) != key(other)
