"""Licensed descriptors: read from a user's file, shown to those with a licence, and found nowhere else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph.errors import UnreadableFile
from graph.identifiers import CODE_SYSTEMS
from graph.overlay import Overlay, read
from graph.query.graph import Graph
from schema.rdf.formats import RdfFormat
from server.app import application
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
    '{neighborhood(id:"CPT:76496",depth:2){nodes{label labels{text}}}}',
    '{node(id:"nope:zanzibarine"){label}}',
    "{__schema{types{name description}}}",
]


@pytest.mark.parametrize("query", QUERIES)
def test_canary_graphql(licensed: TestClient, query: str) -> None:
    licensed.post("/graphql", json={"query": query}, headers=KEY)  # an answer to somebody else, just before
    answer = licensed.post("/graphql", json={"query": query}).text
    assert SECRET not in answer


@pytest.mark.parametrize("path", [
    f"/id/{CODE}", "/id/CPT:76000", f"/?q={CANARY}", f"/?q={CANARY[:7]}", "/?q=76496", "/?q=7649", f"/id/{CODE}x",
    "/healthz", *(f"/id/{CODE}?format={form.label}" for form in RdfFormat), "/export/codekin.nt"])
def test_canary_http(licensed: TestClient, path: str) -> None:
    licensed.get(path, headers=KEY)
    for accept in ("text/html", "application/json"):
        answer = licensed.get(path, headers={"accept": accept})
        assert SECRET not in answer.text, path


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
    ["show", CODE], ["search", CANARY], ["similar", CODE, "--first", "3", "--json"], ["show", CANARY], ["status"],
    ["export", "--format", "turtle"]])
def test_canary_command_line(releases: Path, root: Path, command: list[str]) -> None:
    """Without --overlay no command shows it, whatever a command with it did before."""
    def run(*more: str) -> str:
        place = [str(releases)] if command[0] == "status" else ["--release", str(releases)]
        done = subprocess.run([sys.executable, "-m", "server", *command, *place, *more], cwd=root, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    assert SECRET not in run()


def test_overlay_holds_licensed_systems_only(overlay: Path) -> None:
    found: Overlay = read(overlay)
    assert found.systems == ("CDT", "CPT")
    assert all(CODE_SYSTEMS[system].licence == "licensed" for system in found.systems)
