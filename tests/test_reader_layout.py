"""Headings in an author's own words, columns with heads, lists of terms with their descriptions."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ingest.text.headings import section_by_keyword
from graph.ingest.text.markup import lines
from graph.ingest.text.reader import Reader


@pytest.mark.parametrize(("heading", "section"), [
    ("Why am I having this injection?", "indications"), ("Which children are helped?", "indications"), ("Am I a candidate?", "indications"),
    ("What conditions does it treat?", "indications"), ("What problems can occur?", "risks"), ("Is it safe?", "risks"),
    ("Getting set up", "preparation"), ("What to bring", "preparation"), ("Before the day", "preparation"),
    ("What it does for you", "benefits"), ("How does it help?", "benefits"), ("Why people choose it", "benefits"), ("What we do", "procedure"),
    ("Living with it", "recovery"), ("At home", "recovery"), ("What happens afterwards?", "recovery"), ("What happens next?", "recovery"),
    ("When can I drive?", "recovery"), ("Looking after your wound", "recovery"), ("Who will look after us?", "personnel"),
    ("What else could be done?", "alternatives"), ("Is there anything else I could have?", "alternatives"), ("What else should I know?", None),
    ("Is it right for you? (Benefits)", "benefits"), ("Home", None),
])
def test_headings_in_own_words(heading: str, section: str | None) -> None:
    assert section_by_keyword(heading) == section


def test_at_home_within_another_section(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("# Widget (27447)\n\n## Preparation\n\n### At home\n\n- Wash your hair\n\n## At home\n\n- Rest for a day\n", "utf-8")
    assert [(m.section, m.exact) for m in reader.read(path).mentions] == [("preparation", "Wash your hair"), ("recovery", "Rest for a day")]


TABLE = """# Widget (27447)

## Preparation

- Wash your hair

| What | For whom | By when |
|---|---|---|
| Blood gas | weak lungs | at the visit |
| Sleep study | all | within a year |
| Chin strap | | on delivery |

## Setting

| Place | When |
|---|---|
| Operating room | combined with heart surgery |
| Clinic | always |

## Risks

| Problem | How likely? | Who is more at risk? |
|---|---|---|
| Nausea | common | |
| Stroke | very rare; 1 in 2,000 | bad hearts |
| Rash | rare | |

## Alternatives

| Choice | Suits | Good points | Bad points |
|---|---|---|---|
| MRI | big people | no x-rays | |
| Ultrasound | anybody | | less detail |
"""


def test_columns_by_their_heads(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(TABLE, "utf-8")
    found = {m.exact: m.qualifiers for m in reader.read(path).mentions}
    assert {name: q.condition for name, q in found.items()} == {
        "Wash your hair": None, "Blood gas": "weak lungs", "Sleep study": None, "Chin strap": None, "Operating room": "combined with heart surgery",
        "Clinic": None, "Nausea": None, "Stroke": "bad hearts", "Rash": None, "MRI": "big people", "Ultrasound": None}
    assert (found["Stroke"].hedge, found["Stroke"].frequency, found["Rash"].hedge) == (None, "1 in 2,000", None)
    assert (found["MRI"].pros, found["MRI"].cons, found["Ultrasound"].pros, found["Ultrasound"].cons) == ("no x-rays", None, None, "less detail")


def test_a_table_in_html_keeps_its_columns(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><body><h1>Widget (27447)</h1><h2>Risks</h2><table><tr><th>Problem</th><th>How likely?</th><th>For whom</th></tr>"
                    "<tr><td>Cataract</td><td>&nbsp;</td><td>steroid injections</td></tr><tr><td>Itching</td><td>rare</td></tr></table></body></html>", "utf-8")
    assert [(m.exact, m.qualifiers.condition, m.qualifiers.hedge) for m in reader.read(path).mentions] == [
        ("Cataract", "steroid injections", None), ("Itching", None, None)]


def test_terms_with_descriptions(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><body><h1>Widget (27447)</h1><h2>Personnel</h2><dl><dt>Surgeon</dt><dd>makes the cut</dd><dt>Speech therapist</dt><dd>if talking is late</dd></dl>"
                    "<h2>Alternatives</h2><dl><dt>Laser</dt><dd>For small leaks. Pros: no needle. Cons: leaves blind spots.</dd></dl></body></html>", "utf-8")
    assert [(m.exact, m.qualifiers.condition, m.qualifiers.pros) for m in reader.read(path).mentions] == [
        ("Surgeon", None, None), ("Speech therapist", "if talking is late", None), ("Laser", "For small leaks", "no needle")]


@pytest.mark.parametrize(("markup", "expected"), [
    ("<dl><dt>a<dd>b<dt>c:<dd>d</dl>", [("bullet", "a: b"), ("bullet", "c: d")]),
    ("<dl><dt>a<dd>b<dd>c</dl>", [("text", "a"), ("bullet", "b"), ("bullet", "c")]),
    ("<dl><dt>a<dt>b<dd>c</dl>", [("text", "a"), ("text", "b"), ("bullet", "c")]),
    ("<dl><dt>a<dd><p>b</dl>", [("text", "a"), ("text", "b")]),
    ("<dl><dt>Risks<dd>b</dl>", [("text", "Risks"), ("bullet", "b")]),
    ("<dl><dd>b<dt>a</dl>", [("bullet", "b"), ("text", "a")]),
    ("<dl><dt>a</dl>", [("text", "a")]),
])
def test_pairs_of_a_list_of_terms(markup: str, expected: list[tuple[str, str]]) -> None:
    assert [(line.kind, line.text) for line in lines(markup) if line.text] == expected
