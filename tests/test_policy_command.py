"""`codekin policy`: one object a policy, one a line, in the order of the files; and the forms of records and matrices."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.errors import BadTable
from graph.ingest.policies import payers
from graph.ingest.policies.reader import read
from server.cli import main

NCD = {
    "document_type": "NCD", "document_display_id": "30.3", "title": "Needling", "effective_date": "01/21/2020", "effective_end_date": "N/A",
    "item_service_description": "&lt;p&gt;&lt;strong&gt;A. General&lt;&sol;p&gt;&lt;&sol;strong&gt;&lt;p&gt;Points are needled.&lt;&sol;p&gt;",
    "indications_limitations": "&lt;p&gt;&lt;strong&gt;B. Nationally Covered Indications&lt;&sol;p&gt;&lt;&sol;strong&gt;&lt;p&gt;Needling is covered for"
    " back pain of &amp;gt; 12 weeks.&lt;&sol;p&gt;&lt;p&gt;&lt;strong&gt;C. Nationally Non-Covered Indications&lt;&sol;p&gt;&lt;&sol;strong&gt;&lt;p&gt;All other "
    "indications remain non-covered.&lt;&sol;p&gt;&lt;p&gt;(This NCD last reviewed January 2020.)&lt;&sol;p&gt;",
}
HEAD = "Policy Number: 2025D0017AE\nApplicable Codes\nThe following list(s) of codes is provided for reference purposes only.\n"


def test_one_object_a_file_in_their_order(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.txt").write_text(f"Title {name}\nPolicy Number: MP-00{ord(name) - 96}\nEffective Date: 5/2025\n")
    result = CliRunner().invoke(main, ["policy", str(tmp_path / "b.txt"), str(tmp_path / "none.txt"), str(tmp_path / "a.txt"), "--json"])
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["policy"]["number"] for line in lines] == ["MP-002", "MP-001"]
    assert lines[0]["policy"]["dates"] == [{"role": "effective", "value": "2025-05"}]
    assert result.exit_code == 2
    assert "none.txt" in result.stderr


def test_a_record_of_the_coverage_api(tmp_path: Path) -> None:
    path = tmp_path / "ncd.json"
    path.write_text(json.dumps({"meta": {}, "data": [NCD]}))
    reading = read(path)[0]
    assert (reading.payer, reading.number, reading.kind, reading.status) == ("CMS", "30.3", "NCD", "active")
    assert {(d.role, d.value) for d in reading.dates} == {("effective", "2020-01-21"), ("last_review", "2020-01")}
    assert [(p.stance, p.is_default) for p in reading.provisions] == [("covered_with_criteria", False), ("non_covered", True)]
    assert reading.provisions[0].exact == "Needling is covered for back pain of > 12 weeks."


def test_an_article_of_the_export_with_its_groups(tmp_path: Path) -> None:
    (tmp_path / "article.csv").write_text("article_id,article_version,title,article_eff_date,display_id\n57998,3,Billing and Coding: Vitamins,2019-10-31,A57998\n")
    (tmp_path / "article_x_icd10_covered.csv").write_text("article_id,article_version,icd10_code_id,icd10_covered_group\n57998,3,E55.9,1\n57998,3,M81.0,2\n")
    (tmp_path / "article_x_icd10_noncovered.csv").write_text("article_id,article_version,icd10_code_id,icd10_noncovered_group\n57998,3,Z13.21,1\n")
    reading = read(tmp_path / "article.csv")[0]
    assert (reading.kind, reading.number) == ("Article", "A57998")
    assert [(p.group, p.stance, [c.code for c in p.codes]) for p in reading.provisions] == [
        ("1", "covered", ["E55.9"]), ("2", "covered", ["M81.0"]), ("1", "not_medically_necessary", ["Z13.21"])]


@pytest.mark.parametrize("table", [
    "Diagnosis Code\nDescription\nApplies to HCPCS Code\nJ0585\nJ0586\nG24.3\nneck\nX\nX\nG24.5\nlids\n \nX\n",
    f"{'':40}Applies to HCPCS Code\n{'Diagnosis Code':20}{'Description':20}J0585    J0586\n{'G24.3':20}{'neck':20}  X        X\n{'G24.5':20}{'lids':20}           X\n",
    "| Diagnosis Code | Description | Applies to HCPCS Code | |\n| | | J0585 | J0586 |\n| G24.3 | neck | X | X |\n| G24.5 | lids | | X |\n",
])
def test_marks_by_turn_by_place_and_by_cell(tmp_path: Path, table: str) -> None:
    path = tmp_path / "policy.txt"
    path.write_text(HEAD + table)
    reading = read(path)[0]
    assert {(row.hcpcs, code) for row in reading.matrix for code in row.icd10} == {("J0585", "G24.3"), ("J0586", "G24.3"), ("J0586", "G24.5")}
    assert {p.stance for p in reading.provisions} == {"informational"}


def test_a_mark_of_no_certain_column_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "policy.txt"
    path.write_text(HEAD + "Applies to HCPCS Code\nJ0585\nJ0586\nG24.5\nlids\nX\n")
    reading = read(path)[0]
    assert reading.matrix == ()
    assert any("G24.5" in problem.what for problem in reading.problems)


def test_criteria_are_a_tree(tmp_path: Path) -> None:
    path = tmp_path / "policy.txt"
    path.write_text("Policy\nThe pump is considered medically necessary when ALL of the following are met:\nA. Age of 18 years or older; and\n"
                    "B. At least two of the following:\n   i. pain\n   ii. weakness\n   iii. failed exercise\nC. No more than 2 a year\n")
    tree = read(path)[0].provisions[0].criteria
    assert tree is not None
    assert [(part.kind, part.leaf, part.least) for part in tree.parts] == [("LEAF", "age", None), ("AT_LEAST", None, 2), ("LEAF", "limit", None)]
    assert [part.leaf for part in tree.parts[1].parts] == ["clinical", "clinical", "prior_therapy"]


def test_payers_that_break_their_contract_are_named(tmp_path: Path) -> None:
    (tmp_path / "payers.toml").write_text('[[payer]]\nid = "payer:x"\nname = "X"\n')
    with pytest.raises(BadTable, match="names"):
        payers.load(tmp_path / "payers.toml")


def test_a_plan_is_a_line_of_the_payers(tmp_path: Path) -> None:
    (tmp_path / "payers.toml").write_text('[[payer]]\nid = "payer:f"\nname = "F"\nnames = ["F"]\nfamily = true\n\n[plans]\n"Elm & Oak Care" = "Elm (?:and|&) Oak Care"\n')
    plan, family = payers.load(tmp_path / "payers.toml")
    assert (plan.id, plan.name, family.family) == ("payer:elm-oak-care", "Elm & Oak Care", True)
    assert plan.names.search("of Elm and Oak Care members")


def test_the_payers_are_each_known_by_one_id(root: Path) -> None:
    known = payers.load(root / "data" / "policies" / "payers.toml")
    assert len({payer.id for payer in known}) == len({payer.name for payer in known}) == len(known)
    plans = [payer for payer in known if payer.names.search(payer.name)]
    assert len(plans) > 130
