"""Lines that hold for what stands below them, in every format; rows of tables; parts of a page that are none of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ingest.text.reader import Reader

PAGES = [
    ("text.txt", "Widget\nCode: CPT 27447\n\nPreparation\n\nIf you take insulin:\n\n• Halve the dose\n• Bring a snack\n\nAsk about aspirin.\n\nRecovery\n\n• Rest\n",
     {"Halve the dose": "If you take insulin", "Bring a snack": "If you take insulin", "Ask about aspirin": None, "Rest": None}),
    ("lines.txt", "Widget\nCode: CPT 27447\n\nPreparation\n\nIf you are having sedation:\nArrange a ride home.\nDo not eat for four hours.\n\nWear loose clothing.\n\nRecovery\n\n• Rest\n",
     {"Arrange a ride home": "If you are having sedation", "Do not eat for four hours": "If you are having sedation", "Wear loose clothing": None, "Rest": None}),
    ("nested.md", "# Widget (27447)\n\n## Preparation\n- Adults\n  - No food for six hours\n- **Children:** no milk for four hours\n\n## Cost\n- A bill follows\n\n## Setting\n- Hospital\n  - when complications are likely\n",
     {"No food for six hours": "Adults", "no milk for four hours": "Children", "Hospital": "when complications are likely"}),
    ("phases.md", "# Widget (27447)\n\n## Risks\n\n**Later on**\n\n- Broken catheter\n\n## Recovery\n\n### First week\n\n- Rest\n",
     {"Broken catheter": "Later on", "Rest": None}),
    ("table.md", "# Widget (27447)\n\n## Personnel\n| Role | When |\n|---|---|\n| Surgeon | Always |\n| Interpreter | If needed |\n",
     {"Surgeon": None, "Interpreter": "If needed"}),
    ("list.html", "<html><body><h1>Widget (27447)</h1><h2>Preparation</h2><h3>With contrast</h3><ul><li>Kidney blood test</li></ul>"
     "<p><strong>For sedation</strong></p><ul><li>Arrange a ride home</li></ul></body></html>",
     {"Kidney blood test": "With contrast", "Arrange a ride home": "For sedation"}),
    ("rows.html", "<html><body><h1>Widget (27447)</h1><h2>Preparation</h2><table><tr><td>Adults</td><td>Fast for six hours</td></tr>"
     "<tr><td>If you take warfarin</td><td>Stop it five days ahead</td></tr></table></body></html>",
     {"Fast for six hours": "Adults", "Stop it five days ahead": "If you take warfarin"}),
]


@pytest.mark.parametrize(("name", "text", "expected"), PAGES, ids=[name for name, _, _ in PAGES])
def test_leading_lines(reader: Reader, tmp_path: Path, name: str, text: str, expected: dict[str, str | None]) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert {m.exact: m.qualifiers.condition for m in reader.read(path).mentions} == expected


def test_a_leading_denial_denies_its_list(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "denied.html"
    path.write_text("<html><body><h1>Widget (27447)</h1><h2>Indications</h2><ul><li>Knee pain</li></ul><p>Not suitable for:</p>"
                    "<ul><li>Active infection</li></ul></body></html>", "utf-8")
    assert {m.exact: m.qualifiers.negated for m in reader.read(path).mentions} == {"Knee pain": False, "Active infection": True}
