"""Licensed descriptors: read from a user's file, shown to those with a licence, and found nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from graph.errors import UnreadableFile
from graph.identifiers import CODE_SYSTEMS
from graph.overlay import Overlay, read
from graph.query.graph import Graph
from schema.rdf.formats import RdfFormat
from server.app import application
from server.cli import main
from server.licences import read_keys

CANARY = "zanzibarine"  # what is searched for
SECRET = "quillwort"  # what stands beside it in every descriptor, and must not come back
CODE = "CPT:76496"
KEY = {"X-Licence-Key": "open-sesame"}


@pytest.fixture(scope="module")
def overlay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("overlay") / "mine.txt"
    path.write_text("All rights reserved by somebody\nCPT Code\tLong\tMedium\tShort\n"
                    f"76496\t{CANARY} {SECRET} long form\t{CANARY} {SECRET} medium\t{CANARY} {SECRET} short\nD0120\t{CANARY} {SECRET} tooth\t\t\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def licensed(graph: Graph, overlay: Path, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    keys = tmp_path_factory.mktemp("keys") / "keys.txt"
    keys.write_text("# who may see what\nopen-sesame CPT\ndentist CDT\n", "utf-8")
    return TestClient(application(graph, read(overlay), read_keys(keys)))


# --- reading ---


def test_table_with_and_without_header(tmp_path: Path) -> None:
    path = tmp_path / "plain.txt"
    path.write_text("76496\tlong\tmedium\tshort\n99999X\tnone\n\n", "utf-8")
    found = read(path)
    assert [(label.text, label.kind, label.licence) for label in found.labels(CODE)] == [
        ("long", "preferred", "licensed"), ("medium", "alternative", "licensed"), ("short", "alternative", "licensed")]
    assert [(p.line, "none" in p.what) for p in found.problems] == [(2, False)]
    path.write_text("Short Descriptor\tCode\tLong Descriptor\nshort\t76496\tlong\n", "utf-8")
    assert [label.text for label in read(path).labels(CODE)] == ["long", "short"]


@pytest.mark.parametrize(("heading", "row", "texts"), [
    ("Concept Id\tCPT Code\tClinician Descriptor Id\tClinician Descriptor", "1\t76496\t55\twords", ["words"]),
    ("Concept Id\tCPT Code\tLong\tMedium\tShort\tConsumer\tSpanish Long\tCurrent Descriptor Effective Date",
     "1\t76496\tlong\tmedium\tshort\tplain\tlargo\t20300101", ["long", "medium", "short"])])
def test_only_columns_of_descriptors_are_names(tmp_path: Path, heading: str, row: str, texts: list[str]) -> None:
    path = tmp_path / "mine.txt"
    path.write_text(f"{heading}\r\n{row}\r\n", "utf-8")
    assert [label.text for label in read(path).labels(CODE)] == texts


@pytest.mark.parametrize(("name", "mark"), [("SHORTU.txt", " "), ("MEDU.txt", " "), ("LONGULT.txt", "\t")])
def test_files_of_one_descriptor_in_columns(tmp_path: Path, name: str, mark: str) -> None:
    """Below a notice of many lines; neither its lines nor those without a code are descriptors."""
    path = tmp_path / name
    notice = "2031 somebody's notice\r\nAll rights are with somebody.\r\n\r\n" * 20
    path.write_text(f"{notice}76496{mark}PLAIN WORDS       \r\nD0120{mark}PLAIN TOOTH\r\n9999T{mark}OTHER 12345 WORDS\r\nthe end\r\n", "utf-8")
    found = read(path)
    assert {id: [label.text for label in labels] for id, labels in found.names.items()} == {
        CODE: ["PLAIN WORDS"], "CDT:D0120": ["PLAIN TOOTH"], "CPT:9999T": ["OTHER 12345 WORDS"]}
    assert {label.licence for labels in found.names.values() for label in labels} == {"licensed"}
    assert found.problems == ()


@pytest.mark.parametrize("heading", ["", "CPT Code\tLong\r\n"])
@pytest.mark.parametrize("lines", [1, 60])
def test_an_address_above_a_table_is_no_descriptor(tmp_path: Path, lines: int, heading: str) -> None:
    path = tmp_path / "LONGULT.txt"
    path.write_text("Somebody's notice\r\n12345 Main Street, Town\r\n" * lines + f"{heading}76496\tplain words\r\n", "utf-8")
    found = read(path)
    assert {id: [label.text for label in labels] for id, labels in found.names.items()} == {CODE: ["plain words"]}
    assert found.problems == ()


def test_an_address_above_a_table_of_other_codes_is_no_descriptor(tmp_path: Path) -> None:
    path = tmp_path / "others.txt"
    path.write_text("12345 Main Street, Town\nCode\tLong\nQ9991\tplain words\n", "utf-8")
    with pytest.raises(UnreadableFile):
        read(path)


def test_metathesaurus(tmp_path: Path) -> None:
    def row(tty: str, text: str, sab: str = "CPT", suppress: str = "N", lat: str = "ENG") -> str:
        return f"C0000001|{lat}|P|L1|PF|S1|Y|A1|||76496|{sab}|{tty}|76496|{text}|4|{suppress}||"

    path = tmp_path / "MRCONSO.RRF"
    path.write_text("\n".join([row("SY", "synonym"), row("PT", "preferred term"), row("PT", "fremd", lat="GER"),
                               row("PT", "other", sab="SNOMEDCT_US"), row("PT", "old", suppress="O"), "C0000002|ENG|x"]), "utf-8")
    found = read(path)
    assert [label.text for label in found.labels(CODE)] == ["preferred term", "synonym"]
    assert [p.line for p in found.problems] == [6]


def test_what_is_no_overlay_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text(f"Dear {SECRET},\nnothing here.\n", "utf-8")
    with pytest.raises(UnreadableFile) as refused:
        read(path)
    assert SECRET not in str(refused.value)
    with pytest.raises(UnreadableFile):
        read(tmp_path / "absent.txt")


# --- those with a licence see it ---


def test_licensed_graph_shows_and_finds(graph: Graph, overlay: Path) -> None:
    mine = graph.licensed(read(overlay))
    assert mine.code(CODE).label == f"{CANARY} {SECRET} long form"
    assert [hit.node.id for hit in mine.search(CANARY).hits] == [CODE]
    assert mine.at(None).code(CODE).label == f"{CANARY} {SECRET} long form"


def test_key_opens_its_own_system_only(licensed: TestClient) -> None:
    assert SECRET in licensed.get(f"/id/{CODE}", headers=KEY | {"accept": "text/html"}).text
    assert SECRET in licensed.get("/", params={"q": CANARY}, headers=KEY).text
    other = licensed.get(f"/id/{CODE}", headers={"X-Licence-Key": "dentist", "accept": "text/html"}).text
    assert SECRET not in other


def test_licensed_answers_are_private(licensed: TestClient) -> None:
    for answer in (licensed.get(f"/id/{CODE}", headers=KEY | {"accept": "text/html"}),
                   licensed.post("/graphql", json={"query": '{code(id:"76496"){label}}'}, headers=KEY)):
        assert SECRET in answer.text
        assert "no-store" in answer.headers["cache-control"]
        assert "etag" not in answer.headers


def test_unknown_key_is_refused(licensed: TestClient) -> None:
    answer = licensed.get(f"/id/{CODE}", headers={"X-Licence-Key": "guess"})
    assert answer.status_code == 403
    assert SECRET not in answer.text


# --- and nobody else does: the canary, through every door of a server that holds it ---


QUERIES = [
    '{code(id:"76496"){label definition labels{text} similar(first:5){items{code{label labels{text}} parts{shared{term node{label}}}}} policies{items{policy{title}}}}}',
    '{search(text:"zanzibarine",first:50){total items{node{label labels{text}}}}}',
    '{search(text:"zanzibarine"){total items{node{label}}}}',
    '{codes(ids:["76496","zanzibarine"]){whyNot code{label} candidates{label}}}',
    '{similar(code:"CPT:76000",first:20,preset:"textual"){items{code{label} parts{shared{term}}}}}',
    '{compare(a:"CPT:76496",b:"CPT:76000",preset:"textual"){a{label labels{text}} b{label} parts{shared{term node{label}}}}}',
    '{basket(codes:["76496","76000","45378"],first:50,preset:"textual"){codes{label labels{text}} common{term node{label}} belonging{code{label}} outliers{code{label}} missing{code{label}}}}',
    '{paths(start:"CPT:76496",end:"CPT:76000"){outcome start{label labels{text}} items{steps{start{label} end{label} associations{subject{label} object{label} evidence{exact}}}}}}',
    '{neighborhood(id:"CPT:76496",depth:2){center{label} nodes{label labels{text}} associations{subject{label}} communities{items{label}} centrality(first:50){items{node{label}}}}}',
    '{coverage(code:"76496"){why remarks code{label labels{text}} crd items{quote policy{title}}}}',
    '{policyGap(codes:["76000"]){code{label} policies{kin{neighbor{code{label labels{text}}}}}}}',
    '{divergence(codes:["76000"]){answer{code{label}} different{neighbor{code{label}} answer{code{label}}}}}',
    '{changes(old:"2020-01-01",new:"2026-01-01"){systems{details(kind:LABELS,way:ADDED){items}} kin(code:"76496"){code reason}}}',
    '{node(id:"nope:zanzibarine"){label}}',
    "{__schema{types{name description}}}",
]


@pytest.mark.parametrize("query", QUERIES)
def test_canary_graphql(licensed: TestClient, query: str) -> None:
    licensed.post("/graphql", json={"query": query}, headers=KEY)  # an answer to somebody else, just before
    answer = licensed.post("/graphql", json={"query": query})
    assert SECRET not in answer.text
    assert all("code" in error.get("extensions", ()) for error in answer.json().get("errors", ())), "the query itself is wrong"


@pytest.mark.parametrize("direction", ["out", "in"])
def test_canary_rest_of_a_list(licensed: TestClient, graph: Graph, direction: str) -> None:
    """A list that was cut goes on for a reader without a key as it began."""
    start = CODE if direction == "out" else "risk:bleeding"
    cut = graph.neighborhood(start, per_type=1, directions=[direction]).cuts[0]
    for key in (KEY, {}):
        query = f'{{continued(cursor:"{cut.cursor}",first:1000){{node{{label}} associations{{subject{{label labels{{text}}}} object{{label}}}}}}}}'
        answers = licensed.post("/graphql", json={"query": query}, headers=key).text + licensed.get(f"/around?cursor={cut.cursor}", headers=key).text
        assert (SECRET in answers) is bool(key)


@pytest.mark.parametrize("path", [
    f"/id/{CODE}", "/id/CPT:76000", f"/?q={CANARY}", f"/?q={CANARY[:7]}", "/?q=76496", "/?q=7649", f"/id/{CODE}x",
    "/healthz", f"/between?a={CODE}&b=CPT:76000", f"/between?a=CPT:76000&b={CODE}", f"/between?a={CODE}&b={CANARY}",
    f"/around?id={CODE}", f"/around?id={CODE}&depth=2", "/around?id=CPT:76000&depth=3", f"/around?id={CANARY}", "/around?cursor=zanzibarine", *(f"/id/{CODE}?format={form.label}" for form in RdfFormat)])
def test_canary_http(licensed: TestClient, path: str) -> None:
    licensed.get(path, headers=KEY)
    for accept in ("text/html", "application/json"):
        answer = licensed.get(path, headers={"accept": accept})
        assert SECRET not in answer.text, path


def test_canary_whole_export_even_with_a_key(licensed: TestClient) -> None:
    assert SECRET not in licensed.get("/export/codekin.nt", headers=KEY).text


@pytest.mark.parametrize("form", list(RdfFormat))
def test_canary_rdf_even_with_a_key(licensed: TestClient, form: RdfFormat) -> None:
    assert SECRET not in licensed.get(f"/id/{CODE}?format={form.label}", headers=KEY).text


def test_canary_release_and_tables(graph: Graph, overlay: Path, releases: Path) -> None:
    mine = graph.licensed(read(overlay))
    mine.similar(CODE, 5), mine.search(CANARY), mine.to_networkx(CODE)
    for path in releases.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
    assert graph.code(CODE).label != mine.code(CODE).label


@pytest.mark.parametrize("command", [
    ["show", CODE], ["search", CANARY], ["similar", CODE, "--first", "3", "--json"], ["show", CANARY],
    ["compare", CODE, "CPT:76000"], ["compare", "CPT:76000", CODE, "--json"], ["basket", CODE, "76000", "45378", "--json"],
    ["path", CODE, "CPT:76000"], ["path", "CPT:76000", CODE, "--json"], ["neighborhood", CODE, "--centrality", "degree"],
    ["neighborhood", CODE, "--depth", "2", "--communities", "--json"], ["neighborhood", CANARY]])
def test_canary_command_line(releases: Path, overlay: Path, command: list[str]) -> None:
    """Without --overlay no command shows it, whatever a command with it did before."""
    asked = [*command, "--release", str(releases)]
    CliRunner().invoke(main, [*asked, "--overlay", str(overlay)])
    done = CliRunner().invoke(main, asked)
    assert done.exit_code in (0, 1, 2)
    assert SECRET not in done.output


@pytest.mark.parametrize("command", [["status"], ["export", "--id", CODE], ["coverage", CODE], ["gap", "CPT:76000"], ["divergence", "CPT:76000"]])
def test_canary_commands_that_take_no_overlay(releases: Path, overlay: Path, command: list[str]) -> None:
    """Not even where the environment names one."""
    place = [str(releases)] if command[0] == "status" else ["--release", str(releases)]
    done = CliRunner().invoke(main, [*command, *place], env={"CODEKIN_OVERLAY": str(overlay)})
    assert done.exit_code in (0, 1)
    assert SECRET not in done.output


@pytest.mark.parametrize("command", [["show", CODE], ["similar", "CPT:76000", "--first", "1000"], ["compare", CODE, "CPT:76000"],
                                     ["path", CODE, "CPT:76000"], ["neighborhood", CODE], ["basket", CODE, "76000"]])
def test_the_licensed_see_it_in_every_door(releases: Path, overlay: Path, command: list[str]) -> None:
    """So the canary is alive where it is looked for."""
    done = CliRunner().invoke(main, [*command, "--release", str(releases), "--overlay", str(overlay)])
    assert done.exit_code == 0
    assert SECRET in done.output


def test_overlay_holds_licensed_systems_only(overlay: Path) -> None:
    found: Overlay = read(overlay)
    assert found.systems == ("CDT", "CPT")
    assert all(CODE_SYSTEMS[system].licence == "licensed" for system in found.systems)
