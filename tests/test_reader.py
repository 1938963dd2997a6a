"""The page reader on the reference page, on every bundled page, and on what is no page."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import CodekinError, PageNotRecognised, UnreadableFile
from graph.ingest.text.documents import parse
from graph.ingest.text.items import items
from graph.ingest.text.mentions import section_mentions
from graph.ingest.text.reader import Reader, Reading
from graph.ingest.text.sections import layout
from graph.vocabulary import PAGE_PREDICATES, SECTIONS

SEED = "seed/procedure-page-76496.txt"


@pytest.fixture(scope="module")
def seed(reader: Reader, shared: Path) -> Reading:
    return reader.read(shared / SEED)


def _of(reading: Reading, section: str) -> list[str]:
    return [m.exact for m in reading.mentions if m.section == section]


def test_seed_is_read_whole(seed: Reading) -> None:
    """Every section in order, the two empty ones included; the number is found through our own titles."""
    assert [s.name for s in seed.sections] == list(SECTIONS)
    assert [s.name for s in seed.sections if not s.text] == ["policies", "similar"]
    assert seed.code == "CPT:76496"
    assert (seed.duration.minimum_minutes, seed.duration.maximum_minutes) == (30, 120)


def test_seed_title_is_ours(seed: Reading) -> None:
    """The page's title line is a licensed descriptor and goes nowhere."""
    assert "eg, diagnostic" not in str(seed.as_json())


def test_seed_mentions(seed: Reading) -> None:
    """The atomic mentions of a careful reader."""
    assert _of(seed, "indications") == [
        "Persistent or unexplained pain", "Abnormal results from other imaging tests", "blockages", "tumors",
        "structural anomalies", "Patients needing minimally invasive treatment procedures"]
    assert _of(seed, "personnel") == [
        "Radiologist", "interventional radiologist", "Assisting nurses", "radiologic technologists",
        "Anesthesiologist", "sedation nurse"]
    assert len(_of(seed, "preparation")) == 4
    assert _of(seed, "alternatives")[:2] == ["MRI", "CT scan"]
    assert 36 <= len(seed.mentions) <= 42


def test_seed_conditions(seed: Reading) -> None:
    conditions = {m.exact: m.qualifiers.condition for m in seed.mentions if m.qualifiers.condition}
    assert conditions == {
        "Anesthesiologist": "if sedation is used", "sedation nurse": "if sedation is used",
        "Observation for a few hours": "if sedation was used", "Follow-up appointments": "as needed"}


def test_seed_pros_and_cons_are_attributes(seed: Reading) -> None:
    alternatives = [m for m in seed.mentions if m.section == "alternatives"]
    assert all(m.qualifiers.pros and m.qualifiers.cons for m in alternatives)
    assert not any(m.exact.startswith("Alternatives can be") for m in alternatives)


def test_given_code_wins(reader: Reader, shared: Path) -> None:
    assert reader.read(shared / SEED, "G0008").code == "HCPCS:G0008"


def test_every_bundled_page_quotes_its_source(reader: Reader, root: Path) -> None:
    """Whatever the format, the characters at a mention's offsets are the mention."""
    for path in sorted((root / "data" / "procedures").iterdir()):
        reading = reader.read(path)
        assert (reading.code or "").replace(":", "-") == path.stem, path
        assert reading.duration, path
        for m in reading.mentions:
            raw = unescape(re.sub(r"<[^>]+>|\*\*|\]\([^)]*\)|[\[`]", "", reading.source.text[m.start : m.end]))
            assert " ".join(raw.split()) == " ".join(m.exact.split()), (path, m)


@pytest.mark.parametrize(("name", "content", "error"), [
    ("empty.txt", b"", UnreadableFile),
    ("blank.txt", b" \n\n\t", UnreadableFile),
    ("binary.txt", b"\x00\x01\x02\x00" * 50, UnreadableFile),
    ("prose.txt", b"Nothing here is a procedure, and no heading is known.", PageNotRecognised),
])
def test_what_is_no_page(reader: Reader, tmp_path: Path, name: str, content: bytes, error: type[Exception]) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(error, match=name):
        reader.read(tmp_path / name)


def test_missing_file(reader: Reader, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be read"):
        reader.read(tmp_path / "none.txt")


def test_a_heading_that_nobody_knows_ends_the_section_above(reader: Reader, tmp_path: Path) -> None:
    """One of the same rank does, unless it parts what the section lists; a lower one stays inside."""
    path = tmp_path / "page.md"
    path.write_text("# Page\n\n## Risks\n\n### Blood vessels\n- Bleeding\n\n## Rare (<1%)\n- Stroke\n\n## Special considerations\n- Pregnancy\n\n"
                    "## Warning signs\n- Chills\n\n## Place\n- Hospital\n")
    reading = reader.read(path)
    assert [(m.section, m.exact) for m in reading.mentions] == [
        ("risks", "Bleeding"), ("risks", "Stroke"), ("recovery", "Chills"), ("setting", "Hospital")]


def test_what_explains_a_risk_is_no_risk(reader: Reader, tmp_path: Path) -> None:
    """Nested under a known name, what no vocabulary knows explains; a known name and a short one stay."""
    path = tmp_path / "page.md"
    path.write_text("## Risks\n- Stroke\n  - Brain tissue starved for a while\n  - Bleeding\n- Gurgling of the widget\n  - Odd noises at every step\n")
    assert [m.exact for m in reader.read(path).mentions] == [
        "Stroke", "Bleeding", "Gurgling of the widget", "Odd noises"]


def test_columns_that_weigh(reader: Reader, tmp_path: Path) -> None:
    """Cells under Pros and Cons are attributes of their row; an empty cell keeps its column."""
    path = tmp_path / "page.md"
    path.write_text("## Alternatives\n\n| Way | Pros | Cons |\n|---|---|---|\n| MRI | No radiation | Costs more |\n| Ultrasound | | Less detail |\n")
    weighed = [(m.exact, m.qualifiers.pros, m.qualifiers.cons) for m in reader.read(path, "CPT:76496").mentions]
    assert weighed == [("MRI", "No radiation", "Costs more"), ("Ultrasound", None, "Less detail")]


def test_other_encodings(reader: Reader, tmp_path: Path) -> None:
    """A page in Windows-1252 or UTF-16 reads like the same page in UTF-8."""
    text = "Code: CPT 76496\n\nRisks\n\n• Bleeding – rarely\n• Infection of the patient’s wound\n"
    found = []
    for encoding in ("utf-8", "cp1252", "utf-16"):
        (tmp_path / f"{encoding}.txt").write_bytes(text.encode(encoding))
        found.append([m.exact for m in reader.read(tmp_path / f"{encoding}.txt").mentions])
    assert found[0] == found[1] == found[2] != []


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400), st.sampled_from(sorted(PAGE_PREDICATES)))
def test_any_text_reads_or_refuses(reader: Reader, text: str, section: str) -> None:
    """No text makes the reader fail other than with our own errors, and quotes stay where they are."""
    try:
        source = parse(f"{SECTIONS[section]}\n\n{text}", Path("page.txt"))
        page = layout(source.lines)
        found = [m for b in page.blocks if b.name in PAGE_PREDICATES
                 for m in section_mentions(b.name, items(b.lines), reader.grounder)]
    except CodekinError:
        return
    for m in found:
        assert 0 <= m.start < m.end <= len(source.text)
