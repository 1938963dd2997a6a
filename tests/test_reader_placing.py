"""A part whose heading nobody knows is placed by what it names, or left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ingest.text.reader import Reader

PARTS = {
    "indications": ["Blood in the stool", "Chronic diarrhea", "Iron-deficiency anemia", "Crohn's disease"],
    "preparation": ["Clear liquids the day before", "Bowel preparation", "Arrange a ride home", "Stop blood thinners"],
    "setting": ["Hospital endoscopy unit", "Ambulatory surgery center", "Doctor's office"],
    "personnel": ["Gastroenterologist", "Endoscopy nurse", "Anesthesiologist"],
    "risks": ["Bleeding", "Perforation of the bowel", "Reaction to sedation", "Missed lesions"],
    "benefits": ["Finds cancer early", "Accurate diagnosis", "No radiation"],
    "recovery": ["No driving for 24 hours", "Resume normal diet", "Pass gas freely", "Rest at home"],
    "alternatives": ["CT colonography", "Flexible sigmoidoscopy", "Stool test", "Capsule endoscopy"],
}


def page(tmp_path: Path, headings: dict[str, str], parts: dict[str, list[str]] = PARTS) -> Path:
    text = "# A look at the bowel (CPT 45378)\n\n"
    for name, lines in parts.items():
        text += f"## {headings.get(name, name.capitalize())}\n\n" + "".join(f"- {line}\n" for line in lines) + "\n"
    path = tmp_path / "page.md"
    path.write_text(text, "utf-8")
    return path


def sections(reader: Reader, path: Path) -> list[str]:
    return [section.name for section in reader.read(path).sections]


@pytest.mark.parametrize("lost", PARTS)
def test_one_heading_that_says_nothing(reader: Reader, tmp_path: Path, lost: str) -> None:
    path = page(tmp_path, {lost: "A word from us"})
    assert sections(reader, path) == list(PARTS)
    assert {m.exact for m in reader.read(path).mentions} == {m.exact for m in reader.read(page(tmp_path, {})).mentions}


def test_every_heading_lost(reader: Reader, tmp_path: Path) -> None:
    path = page(tmp_path, {name: f"Part {'abcdefgh'[n]}" for n, name in enumerate(PARTS) if name != "risks"})
    assert sections(reader, path) == list(PARTS)


def test_what_tells_nothing_is_left_alone(reader: Reader, tmp_path: Path) -> None:
    lines = {"A word from us": ["Parking is free", "The canteen opens at noon", "Visitors are welcome"],
             "And another": ["Bleeding", "Fainting"], "References": PARTS["risks"]}
    parts = {name: PARTS[name] for name in ("indications", "benefits")} | lines
    assert sections(reader, page(tmp_path, {name: name for name in lines}, parts)) == ["indications", "benefits"]


def test_a_section_that_the_page_has_takes_no_second_part(reader: Reader, tmp_path: Path) -> None:
    parts = PARTS | {"A word from us": PARTS["risks"]}
    found = reader.read(page(tmp_path, {"A word from us": "A word from us"}, parts))
    assert len([m for m in found.mentions if m.section == "risks"]) == len(PARTS["risks"])
