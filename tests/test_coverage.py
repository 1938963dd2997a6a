"""Coverage is answered in three values, with the version, the provision and the reason; nothing is covered by accident."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from graph import open_graph
from graph.errors import BadIdentifier
from graph.ingest.assemble import assemble
from graph.ingest.batch import Batch
from graph.ingest.draft import Draft
from graph.ingest.policies.reading import (
    Criterion,
    DatedFact,
    MatrixRow,
    PolicyReading,
    ReadCode,
    ReadProvision,
    ReadRange,
    Relation,
)
from graph.ingest.sources import payer_policies
from graph.model import Document
from graph.query import crd
from graph.query.graph import Graph
from graph.release.writer import Writer

DAY = date(2025, 6, 1)


# --- the bundled determinations ---


@pytest.mark.parametrize(("code", "on", "state", "covered"), [
    ("G0447", DAY, "applies", "conditional"),
    ("17000", DAY, "applies", "covered"),
    ("22526", DAY, "applies", "not_covered"),
    ("M0300", DAY, "applies", "not_covered"),
    ("G0011", date(2024, 9, 29), "no_data_held", "indeterminate"),
    ("G0011", date(2024, 9, 30), "applies", "conditional"),
    ("97110", DAY, "no_data_held", "indeterminate"),
    ("99999", DAY, "no_data_held", "indeterminate"),
])
def test_state(graph: Graph, code: str, on: date, state: str, covered: str) -> None:
    answer = graph.coverage(code, "cms", on=on)
    assert (answer.state, answer.covered) == (state, covered)
    assert answer.release == graph.release.id
    assert answer.on == on


def test_every_item_has_its_quote_in_its_file(graph: Graph, root: Path) -> None:
    for node in graph.nodes("code"):
        for item in graph.coverage(node.id, on=DAY).items:
            evidence = graph.columns.evidence(item.edge)
            assert evidence
            for one in evidence:
                text = (root / "data" / graph.document(one.document).path).read_text("utf-8")
                assert text[one.start : one.end] == one.exact == item.provision.phrase


def test_subject_is_said_to_be_subject(graph: Graph) -> None:
    assert {i.link for i in graph.coverage("91034", on=DAY).items} == {"subject"}
    assert {i.link for i in graph.coverage("93784", on=DAY).items} == {"code"}


def test_no_data_is_never_not_covered(graph: Graph) -> None:
    for answer in (graph.coverage("97110", on=DAY), graph.coverage("G0447", "nobody", on=DAY)):
        assert (answer.state, answer.covered, answer.items) == ("no_data_held", "indeterminate", ())
        assert "does not mean that it is not covered" in answer.why
    assert any("payer:nobody" in remark for remark in answer.remarks)


@pytest.mark.parametrize("code", ["", "zz zz", "CPT:9", "XYZ:1"])
def test_what_is_no_code_is_refused(graph: Graph, code: str) -> None:
    with pytest.raises(BadIdentifier):
        graph.coverage(code)


def test_the_day_of_the_graph_is_asked_of(graph: Graph) -> None:
    assert graph.at(date(2011, 1, 1)).coverage("G0447").state == "no_data_held"


@pytest.mark.shared
def test_determinations_agree_with_the_records(graph: Graph, shared: Path) -> None:
    """Section, title, day, benefit category and address, wherever the official record is at hand."""
    records = json.loads((shared / "mcd" / "ncd-api-sample.json").read_text("utf-8"))
    for record in records:
        policy = graph.policy(graph.node(f"policy:cms/NCD-{record['document_display_id']}"))
        assert policy.title == record["title"].removesuffix(" - RETIRED")
        month, day, year = record["effective_date"].split("/")
        assert f"{year}-{month}-{day}" in {d.value for d in policy.dates}, policy.id
        assert policy.url is None or policy.url.endswith(f"ncdid={record['document_id']}")
        assert policy.benefit is None or policy.benefit in record["benefit_category"]
        assert policy.current.revision is None or int(policy.current.revision) == record["document_version"]
    assert len(records) == 7


def test_a_section_that_defers_to_another_leads_there(graph: Graph) -> None:
    edge, = graph.out(graph.node("policy:cms/NCD-30.3"), "defers_to")
    assert edge.object.id == "policy:cms/NCD-30.3.3"
    evidence, = graph.evidence(edge)
    assert evidence.exact == "30.3.3"


def test_at_least_sixty_determinations(graph: Graph) -> None:
    assert len(graph.nodes("policy")) >= 60


# --- policies made by hand ---


def _provision(stance: str, *codes: str, system: str = "CPT", **more: object) -> ReadProvision:
    found = tuple(ReadCode(system, code, 10, 10 + len(code)) for code in codes)
    return ReadProvision(stance, more.pop("prior", "unknown"), f"{stance} said", 0, 9, codes=found, **more)


def _reading(number: str | None, *provisions: ReadProvision, **more: object) -> PolicyReading:
    dates = tuple(DatedFact(role, value, value, 0, 1) for role, value in more.pop("dates", ()))
    return PolicyReading(f"{number}.txt", more.pop("payer", "Plan A"), number, more.pop("title", f"Title of {number}"),
                         more.pop("kind", "medical policy"), more.pop("status", "active"), dates, provisions, **more)


READINGS = (
    _reading("2024T0100A", _provision("covered", "11111"), dates=[("effective", "2024-01-01")]),
    _reading("2025T0100B", _provision("investigational", "11111"), dates=[("effective", "2025-01-01")]),
    _reading("2024T0200A", _provision("covered", "11112"), dates=[("retirement", "2025-01-01")]),
    _reading("2025T0200B", _provision("non_covered", "11112"), dates=[("effective", "2025-01-01")]),
    _reading("P-1", _provision("covered_with_criteria", "22222", prior="required", group="1"),
             _provision("covered_with_criteria", "M17.11", "M16", system="ICD10CM", group="1"),
             _provision("non_covered", "M99.01", system="ICD10CM", group="1")),
    _reading("P-2", _provision("not_medically_necessary", "22222"), relations=(Relation("defers_to", "P-1", 3, 6),)),
    _reading("P-3", ReadProvision("covered", "unknown", "the range", 0, 9, ranges=(
        ReadRange("33330-33340", "CPT", "33330", "33340"), ReadRange("44449-44440", "CPT", "44449", "44440")),
        pseudo=("All Category III codes", "Varies")), scope=("TX",)),
    _reading("P-4", _provision("covered", "55555"), _provision("investigational", "55555"), status="retired"),
    _reading("P-5", _provision("covered", "55556"), _provision("investigational", "55556")),
    _reading("P-6", matrix=(MatrixRow("J0585", ("G24.3", "G43.709")),)),
    _reading("A55555", _provision("covered", "66666"), title="Response to Comments: Things", kind="Article"),
    _reading("L11111", _provision("covered", "77777"), kind="LCD", title="Same", scope=("Contractor One",)),
    _reading("L22222", _provision("covered", "77777"), kind="LCD", title="Same", scope=("Contractor Two",)),
    _reading(None, _provision("informational", "88888"), title="A title only"),
    _reading("P-7", _provision("covered", "88880", criteria=Criterion("ALL", "", 0, 9, parts=(
        Criterion("LEAF", "age 18", 0, 3, "age"), Criterion("AT_LEAST", "", 4, 9, least=2)))), status="proposed"),
)


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """A release of nothing but hand-made readings, with a list of codes to expand ranges on."""
    draft = Draft()
    for n, reading in enumerate(READINGS):
        document = f"sha256:{n:064x}"
        draft.document(Document(document, reading.file, 1, "user", "user"))
        payer_policies.add(draft, reading, document)
    official = Batch("sha256:" + "f" * 64)
    draft.document(Document(official.document, "list", 1, "official", "x"))
    for code in ("33331", "33340", "33341", "0042T", "0042U"):
        official.code(f"CPT:{code}", None)
    from graph.ingest.assembly.facts import Entry

    writer = Writer(tmp_path_factory.mktemp("plans"), "r-plans")
    counts = assemble(draft, [Entry("list", "list", official)], writer, lambda step: None)
    return open_graph(writer.commit({"built_at": "2026-01-01T00:00:00Z", "inputs": [], "counts": counts}))


def test_versions_stand_side_by_side(plans: Graph) -> None:
    policy = plans.policy(plans.node("policy:plan-a/T0100"))
    assert [v.revision for v in policy.versions] == ["2024T0100A", "2025T0100B"]
    assert policy.aliases == ("2024T0100A", "2025T0100B")
    before = plans.coverage("11111", on=date(2024, 6, 1))
    assert [(i.state, i.provision.stance) for i in before.items] == [
        ("applies", "covered"), ("does_not_apply", "investigational")]
    after = plans.coverage("11111", on=date(2025, 6, 1))
    assert [i.provision.stance for i in after.applying] == ["investigational", "covered"]
    assert "newer text took effect on 2025-01-01" in after.items[1].why


@pytest.mark.parametrize(("on", "stances"), [
    (date(2024, 6, 1), [("applies", "covered"), ("does_not_apply", "non_covered")]),
    (date(2024, 12, 31), [("applies", "covered"), ("does_not_apply", "non_covered")]),
    (date(2025, 1, 1), [("applies", "non_covered"), ("does_not_apply", "covered")]),
])
def test_a_text_without_a_beginning_held_before_the_next_one(plans: Graph, on: date, stances: list[tuple[str, str]]) -> None:
    """It is held, so what was in effect before the next one is known."""
    assert [(i.state, i.provision.stance) for i in plans.coverage("11112", on=on).items] == stances


@pytest.mark.parametrize(("diagnosis", "state", "why"), [
    (None, "applies", "in effect"), ("M17.11", "applies", "is listed beside"), ("ICD10CM:M16.7", "applies", "is listed"),
    ("E11.9", "does_not_apply", "not among those listed"), ("M99.01", "does_not_apply", "listed as not covered"),
])
def test_diagnosis_in_the_same_group(plans: Graph, diagnosis: str | None, state: str, why: str) -> None:
    item = next(i for i in plans.coverage("22222", diagnosis=diagnosis, on=DAY).items
                if i.policy.number == "P-1" and i.link == "group")
    assert item.state == state
    assert why in item.why


@pytest.mark.parametrize(("diagnosis", "state"), [("G24.3", "applies"), ("G24.4", "does_not_apply")])
def test_diagnosis_of_a_matrix(plans: Graph, diagnosis: str, state: str) -> None:
    assert plans.coverage("J0585", diagnosis=diagnosis, on=DAY).state == state


def test_prior_authorization_is_an_axis_of_its_own(plans: Graph) -> None:
    answer = plans.coverage("22222", on=DAY)
    assert (answer.covered, answer.prior_authorization) == ("conditional", "required")


def test_contradictions_are_shown_and_nothing_is_dropped(plans: Graph) -> None:
    across = plans.coverage("22222", on=DAY)
    assert {(c.one.policy.number, c.other.policy.number) for c in across.contradictions} == {("P-1", "P-2")}
    within = plans.coverage("55556", on=DAY)
    assert len(within.applying) == 2
    assert "the same text" in within.contradictions[0].why


def test_ranges_and_classes_are_expanded_on_the_list(plans: Graph) -> None:
    found = {code: plans.coverage(code, on=DAY) for code in ("33331", "33340", "33341", "0042T", "0042U", "33335")}
    assert {code for code, a in found.items() if a.items} == {"33331", "33340", "0042T"}
    assert [(i.link, i.detail) for i in found["33331"].items] == [("range", "range 33330-33340")]
    assert [i.link for i in found["0042T"].items] == ["class"]
    sets = {s.raw: s.edition for s in plans.policy(plans.node("policy:plan-a/P-3")).provisions[0].sets}
    assert sets == {"33330-33340": "the codes held", "44449-44440": None, "All Category III codes": "the codes held",
                    "Varies": None}


@pytest.mark.parametrize(("place", "state"), [("TX", "applies"), ("tx", "applies"), ("NJ", "does_not_apply")])
def test_jurisdiction(plans: Graph, place: str, state: str) -> None:
    assert plans.coverage("33331", jurisdiction=place, on=DAY).state == state


def test_status_without_a_day_is_not_guessed(plans: Graph) -> None:
    assert plans.coverage("55555", on=DAY).state == "no_data_held"
    assert plans.coverage("88880", on=DAY).state == "does_not_apply"


def test_look_alikes_carry_no_coverage(plans: Graph) -> None:
    answer = plans.coverage("66666", on=DAY)
    assert (answer.state, answer.covered) == ("does_not_apply", "indeterminate")


def test_twins_and_relations_are_edges(plans: Graph) -> None:
    def ends(id: str, predicate: str) -> list[str]:
        return [a.object.id for a in plans.out(plans.node(id), predicate)]

    assert ends("policy:plan-a/L11111", "twin_of") == ["policy:plan-a/L22222"]
    assert ends("policy:plan-a/L22222", "twin_of") == ["policy:plan-a/L11111"]
    assert ends("policy:plan-a/P-2", "defers_to") == ["policy:plan-a/P-1"]


def test_criteria_keep_their_tree(plans: Graph) -> None:
    criteria = plans.policy(plans.node("policy:plan-a/P-7")).provisions[0].criteria
    assert [(c.kind, c.parent, c.leaf, c.least) for c in criteria] == [
        ("ALL", None, None, None), ("LEAF", 0, "age", None), ("AT_LEAST", 0, None, 2)]


def test_a_mention_is_not_covered(plans: Graph) -> None:
    answer = plans.coverage("88888", on=DAY)
    assert (answer.state, answer.covered) == ("applies", "indeterminate")


# --- gap and divergence ---


def test_gap_names_policies_of_kin_only(graph: Graph) -> None:
    found, = graph.policy_gap(["G0121"], "cms", DAY)
    own = {i.policy.id for i in graph.coverage("G0121", on=DAY).items}
    assert "policy:cms/NCD-100.2" in {m.policy.id for m in found.policies}
    assert [m.score for m in found.policies] == sorted((m.score for m in found.policies), reverse=True)
    for missing in found.policies:
        assert missing.policy.id not in own
        assert missing.score == pytest.approx(sum(r.neighbor.score for r in missing.kin))
        for reach in missing.kin:
            assert sum(p.contribution for p in reach.neighbor.parts) == pytest.approx(reach.neighbor.score)
            reached = {i.policy.id for i in graph.coverage(reach.neighbor.node.id, on=DAY).applying}
            assert missing.policy.id in reached


def test_divergence_counts_all_kin(graph: Graph) -> None:
    for code in ("97810", "E0720", "G0281", "93784", "43775"):
        found, = graph.divergence([code], "cms", DAY, 50)
        assert found.alike + found.unknown + len(found.different) == found.compared
        for one in found.different:
            assert one.answer.covered != found.answer.covered or (
                one.answer.prior_authorization != found.answer.prior_authorization)
    pair, = graph.divergence(["G0282"], "cms", DAY, 50)
    assert "HCPCS:G0281" in {d.neighbor.node.id for d in pair.different}


# --- doors ---


@pytest.mark.parametrize(("code", "covered", "authorization"), [
    ("22222", "conditional", "auth-needed"), ("77777", "covered", "indeterminate"), ("99999", "indeterminate", "indeterminate"),
    ("11111", "conditional", "indeterminate"),
])
def test_crd(plans: Graph, code: str, covered: str, authorization: str) -> None:
    found = crd.extension(plans.coverage(code, on=DAY))["extension"]
    parts = {p["url"]: p for p in found}
    assert "2025-06-01" in str([p for p in found if p["url"] == "detail"])
    assert parts["covered"]["valueCode"] == covered
    assert parts["pa-needed"]["valueCode"] == authorization
    assert parts["date"]["valueDate"] == "2026-01-01"
    assert parts["billingCode"]["valueCoding"]["code"] == code


def test_crd_of_what_is_not_covered_says_nothing_of_authorization(graph: Graph) -> None:
    parts = {p["url"]: p for p in crd.extension(graph.coverage("22526", on=DAY))["extension"]}
    assert parts["covered"]["valueCode"] == "not-covered"
    assert "pa-needed" not in parts
    assert "policy:cms/NCD-150.11" in str(parts["detail"])


def _run(releases: Path, *words: str, source: str = "") -> tuple[int, list[dict], str]:
    command = [sys.executable, "-m", "server", *words, "--release", str(releases)]
    done = subprocess.run(command, capture_output=True, text=True, input=source, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return done.returncode, lines, done.stdout + done.stderr


@pytest.mark.parametrize(("words", "status"), [
    (("coverage", "CPT:17000", "--payer", "cms", "--on", "2025-06-01", "--json"), 0),
    (("coverage", "CPT:97110", "--payer", "cms", "--on", "2025-06-01", "--json"), 1),
    (("coverage", "17000", "97110", "--json"), 1),
    (("coverage", "no code", "--json"), 2), (("coverage", "--json"), 2), (("coverage", "17000", "--on", "soon"), 2),
    (("gap", "G0121"), 0), (("divergence", "G0282", "--first", "50"), 0),
])
def test_command(releases: Path, words: tuple[str, ...], status: int) -> None:
    code, lines, printed = _run(releases, *words)
    assert code == status, printed
    assert all(line["state"] in ("applies", "does_not_apply", "no_data_held") for line in lines)


def test_batch_answers_every_line_in_order(releases: Path) -> None:
    lines = ["17000", '{"code": "G0447", "on": "2011-01-01"}', "nonsense!", '{"codes": 1}', '{"code": 5}', "97110"]
    status, found, _ = _run(releases, "coverage", "--from", "-", source="\n".join(lines))
    assert status == 1
    assert [line["state"] for line in found] == ["applies", "no_data_held", None, None, None, "no_data_held"]


QUERY = """{ coverage(code: "%s", payer: "cms", on: "2025-06-01") { state covered why items { state stance quote link
  policy { curie carriesCoverage } evidence { exact } } crd } }"""


@pytest.fixture
def asked(graph: Graph) -> dict:
    from schema.graphql.schema import schema

    return {c: schema.execute_sync(QUERY % c, context_value={"graph": graph}) for c in ("17000", "97110")}


def test_graphql(asked: dict) -> None:
    assert all(result.errors is None for result in asked.values())
    item, = asked["17000"].data["coverage"]["items"]
    assert (item["stance"], item["link"], item["policy"]["curie"]) == ("COVERED", "CODE", "policy:cms/NCD-250.4")
    assert item["evidence"][0]["exact"] == item["quote"]
    assert asked["97110"].data["coverage"]["state"] == "NO_DATA_HELD"
