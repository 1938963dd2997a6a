"""Where pages state their code: lines, brackets, titles, heads of HTML, addresses, file names."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ingest.text.reader import Reader

BODY = "\n\nRisks\n\n• Bleeding\n\nRecovery\n\n• Rest\n"
FORMS = [
    ('cpt_27447.html', '<html><head></head><body><h1>Knee replacement</h1><h2>Risks</h2><ul><li>Bleeding</li></ul></body></html>', 'CPT:27447'),
    ('99213-office-visit.md', '# Office visit', 'CPT:99213'),
    ('a.html', '<html><head><title>Knee replacement (CPT 27447) | Site</title></head><body><h1>Knee replacement</h1><h2>Risks</h2><ul><li>Bleeding</li></ul></body></html>', 'CPT:27447'),
    ('b.html', '<html><head><link rel="canonical" href="https://example.org/codes/cpt/27447"></head><body><h1>Knee replacement</h1><h2>Risks</h2><ul><li>Bleeding</li></ul></body></html>', 'CPT:27447'),
    ('b2.html', '<html><head><link rel="canonical" href="https://example.org/codes/CPT4-27447.html"></head><body><h1>Knee</h1><h2>Risks</h2><ul><li>Bleeding</li></ul></body></html>', 'CPT:27447'),
    ('c.html', '<html><head><meta name="code" content="CPT 27447"></head><body><h1>Knee replacement</h1><h2>Risks</h2><ul><li>Bleeding</li></ul></body></html>', 'CPT:27447'),
    ('c2.html', '<html><head><meta property="og:url" content="https://example.org/hcpcs/E0601/"></head><body><h1>Machine</h1><h2>Risks</h2><ul><li>Bleeding</li></ul></body></html>', 'HCPCS:E0601'),
    ('c3.html', '<html><head><meta name="description" content="HCPCS code J1745: infliximab"></head><body><h1>Infliximab</h1><h2>Risks</h2><ul><li>Bleeding</li></ul></body></html>', 'HCPCS:J1745'),
    ('d.txt', 'Knee replacement\nCPT® 27447', 'CPT:27447'),
    ('e.txt', 'Knee replacement\nProcedure code: 27447', 'CPT:27447'),
    ('f.txt', 'Infliximab infusion (J1745)', 'HCPCS:J1745'),
    ('g.txt', 'CPAP machine\nHCPCS Level II E0601', 'HCPCS:E0601'),
    ('h.txt', 'Knee replacement, right knee\nICD-10-PCS 0SRC0J9', 'ICD10PCS:0SRC0J9'),
    ('i.txt', 'CPT code 27447: knee replacement', 'CPT:27447'),
    ('j.txt', '27447 – Knee replacement', 'CPT:27447'),
    ('k.txt', 'Knee replacement – 27447', 'CPT:27447'),
    ('l.txt', 'Knee replacement [27447]', 'CPT:27447'),
    ('m.txt', 'CPT4 code\n27447\nKnee replacement', 'CPT:27447'),
    ('n.md', '# Knee replacement (CPT-27447)', 'CPT:27447'),
    ('o.md', '---\ntitle: Knee replacement\ncode: 27447\n---\n# Knee', 'CPT:27447'),
    ('p.md', '# Knee replacement\n\n**Code:** CPT 27447', 'CPT:27447'),
    ('q.md', '# Knee replacement\n\nCode: `27447` (CPT)', 'CPT:27447'),
    ('r.txt', 'Wisdom tooth removal (CDT D7240)', 'CDT:D7240'),
    ('s.txt', 'Wisdom tooth removal\nDental code D7240', 'CDT:D7240'),
    ('t.txt', 'Knee replacement\nBilling code(s): 27447', 'CPT:27447'),
    ('u.txt', 'https://example.org/codes/cpt/27447\nKnee replacement', 'CPT:27447'),
    ('v.txt', 'Knee replacement. This page is about CPT code 27447.', 'CPT:27447'),
    ('w.txt', 'Knee replacement\nCPT: 27447 | Category: surgery', 'CPT:27447'),
    ('x.txt', 'Infusion of infliximab, HCPCS J1745', 'HCPCS:J1745'),
    ('HCPCS_Level_II_E0601_cpap.txt', 'CPAP', 'HCPCS:E0601'),
    ('knee-27447.html', '<html><head></head><body><h1>Knee</h1><h2>Risks</h2><ul><li>Bleeding</li></ul></body></html>', 'CPT:27447'),
    ('icd10pcs-0SRC0J9.html', '<html><head></head><body><h1>Knee</h1><h2>Risks</h2><ul><li>Bleeding</li></ul></body></html>', 'ICD10PCS:0SRC0J9'),
    ('codes_for_27447_v2.txt', 'Knee', 'CPT:27447'),
    ('code-d7240.txt', 'Tooth', 'CDT:D7240'),
    ('page 12345 words.txt', 'zzz', 'CPT:12345'),
    ('G0422.htm', '<html><head></head><body><h1>Rehab</h1><h2>Risks</h2><ul><li>Bleeding</li></ul></body></html>', 'HCPCS:G0422'),
    ('y.txt', 'Category III code 0075T', 'CPT:0075T'),
    ('z.html', '<html><body><div class="code">CPT 27447</div><h1>Knee</h1><h2>Risks</h2><ul><li>Bleeding</li></ul></body></html>', 'CPT:27447'),
    ('z2.html', '<html><body><h1>Knee <small>CPT&reg; 27447</small></h1><h2>Risks</h2><ul><li>Bleeding</li></ul></body></html>', 'CPT:27447'),
    ('z3.html', '<html><body data-code="27447"><h1>Knee</h1><h2>Risks</h2><ul><li>Bleeding</li></ul></body></html>', 'CPT:27447'),
    ('z4.txt', 'Knee replacement\n\nSummary\n\nThis page explains CPT 27447, knee replacement.', 'CPT:27447'),
    ('z5.txt', 'Knee replacement\n\nName of the Procedure\n\nKnee replacement (27447)', 'CPT:27447'),
    ("behind.txt", "New hip\n\nProcedure code 27130 (CPT) · joint surgery with an implant", "CPT:27130"),
    ("behind2.txt", "Walker\nE0143, HCPCS, folding walker with wheels", "HCPCS:E0143"),
    ("told.txt", "Walker\nBilling code E0143 for the folding kind, wheels in front", "HCPCS:E0143"),
    ("two-lines.txt", "Marrow biopsy\nCPT4 code\n38221", "CPT:38221"),
]


@pytest.mark.parametrize(("name", "front", "code"), FORMS)
def test_stated_codes(reader: Reader, tmp_path: Path, name: str, front: str, code: str) -> None:
    path = tmp_path / name
    path.write_text(front if front.startswith("<html") else front + BODY, "utf-8")
    assert reader.read(path).code == code


def test_years_and_telephones_are_no_codes(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "visit.txt"
    path.write_text("Home visit 2024\nTelephone 555 1234 555\nZip code 12345 of the clinic" + BODY, "utf-8")
    assert reader.read(path).code is None
