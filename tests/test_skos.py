"""The vocabularies go out as SKOS and come back, ours without a byte changed, others' with everything left out named."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner, Result
from rdflib.compare import isomorphic
from rdflib.namespace import SKOS

from graph.errors import BadInput, UnreadableFile
from graph.ingest.text import lexicon
from graph.vocabulary import CONCEPTS
from schema.rdf import skos, skos_reader
from schema.rdf.formats import RdfFormat
from server.cli import main

PREFIXES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix risk: <https://w3id.org/codekin/id/risk:> .
@prefix icd: <http://hl7.org/fhir/sid/icd-10-cm/> .
@prefix : <http://example.org/> .
"""


@pytest.fixture(scope="module")
def exported(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    concepts = lexicon.load(root / "data" / "vocabularies").concepts.values()
    path = tmp_path_factory.mktemp("skos") / "all.ttl"
    path.write_bytes(skos.serialize(concepts, RdfFormat.TURTLE))
    return path


@pytest.fixture(scope="module")
def back(exported: Path) -> skos_reader.Imported:
    return skos_reader.read(exported)


@pytest.fixture
def foreign(tmp_path: Path):
    def read(text: str, category: str | None = "risk") -> skos_reader.Imported:
        path = tmp_path / "foreign.ttl"
        path.write_text(PREFIXES + text, "utf-8")
        return skos_reader.read(path, category)

    return read


def said(found: skos_reader.Imported) -> list[tuple[str, str]]:
    return [(f.subject.rpartition("/")[2], f.reason) for f in found.findings]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["vocabulary", *arguments])


# --- ours ---


@pytest.mark.parametrize("category", CONCEPTS)
def test_table_comes_back_to_the_byte(root: Path, back: skos_reader.Imported, category: str) -> None:
    table = (root / "data" / "vocabularies" / f"{category}.tsv").read_bytes()
    assert skos_reader.table(back.tables[category]).encode() == table


def test_nothing_of_ours_is_left_out(back: skos_reader.Imported) -> None:
    assert (back.findings, back.renamed) == ([], {})


def test_graph_comes_back(root: Path, back: skos_reader.Imported) -> None:
    """Without blank nodes the same triples are the same graph; rdflib's own comparison on one scheme beside it."""
    again = skos.triples(c for concepts in back.tables.values() for c in concepts)
    assert set(again) == set(skos.triples(lexicon.load(root / "data" / "vocabularies").concepts.values()))
    one = back.tables["benefit"]
    first = rdflib.Graph().parse(data=skos.serialize(one, RdfFormat.TURTLE), format="turtle")
    assert isomorphic(first, rdflib.Graph().parse(data=skos.serialize(one, RdfFormat.RDF_XML), format="xml"))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own, in its JSON-LD parser
def test_unsorted_table_comes_back(tmp_path: Path) -> None:
    lines = ["\t".join(lexicon.COLUMNS), "risk:b\tbeta\tzz|aa\tICD10CM:R10.9 ICD10CM:A00.0\t\t",
             "risk:a\talpha\t\t\trisk:b\tThe first."]
    (tmp_path / "risk.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    path = tmp_path / "risk.jsonld"
    path.write_bytes(skos.serialize(lexicon.read_table(tmp_path / "risk.tsv", "risk"), RdfFormat.JSON_LD))
    assert skos_reader.table(skos_reader.read(path).tables["risk"]) == "\n".join(lines) + "\n"


def test_rapper_reads_it(exported: Path) -> None:
    if shutil.which("rapper") is None:
        pytest.skip("rapper (raptor2-utils) is not on this machine")
    result = subprocess.run(["rapper", "-i", "turtle", "-c", str(exported)], capture_output=True, text=True, check=False)
    assert result.returncode == 0
    assert "Error" not in result.stderr
    assert "Warning" not in result.stderr


def test_exact_match_joins_no_two_concepts_of_a_scheme(exported: Path) -> None:
    """It is transitive and symmetric: two concepts matched to one code would be one."""
    graph = rdflib.Graph().parse(exported)
    seen: set[tuple[object, object]] = set()
    for concept, code in graph.subject_objects(SKOS.exactMatch):
        place = (graph.value(concept, SKOS.inScheme), code)
        assert place not in seen
        seen.add(place)
    assert len(seen) > 500
    assert (None, SKOS.closeMatch, None) in graph


# --- others' ---


def test_foreign_concepts_are_taken(foreign) -> None:
    found = foreign("""
        :C1 a skos:Concept ; skos:prefLabel "Wound infection"@en, "Wundinfektion"@de ;
            skos:altLabel "infected wound", "plaie infectée"@fr ; skos:notation "17" ; skos:exactMatch icd:T81.4XXA .
        :C2 skos:broader :C1 ; skos:prefLabel "Deep wound infection"@en-GB ; skos:definition "It lies\\ndeep."@en .
    """)
    assert skos_reader.table(found.tables["risk"]).splitlines()[1:] == [
        "risk:17\tWound infection\tinfected wound\tICD10CM:T81.4XXA\t\t",
        "risk:deep-wound-infection\tDeep wound infection\t\t\trisk:17\tIt lies deep.",
    ]
    assert found.renamed == {"http://example.org/C1": "risk:17", "http://example.org/C2": "risk:deep-wound-infection"}
    assert set(said(found)) == {("C1", "1 skos:prefLabel in de left out"), ("C1", "1 skos:altLabel in fr left out"),
                                ("C2", "white space made plain in 'It lies deep.'")}


@pytest.mark.parametrize(("text", "subject", "reason"), [
    (":A a skos:Concept .", "A", "no prefLabel"),
    (':A a skos:Concept ; xl:prefLabel :L .', "A", "no prefLabel: its names are SKOS-XL labels, which are not read"),
    (':A a skos:Concept ; skos:prefLabel "Blutung"@de, "saignement"@fr .', "A", "no English prefLabel, only de, fr"),
    (':A a skos:Concept ; skos:prefLabel "Bleeding" . :B a skos:Concept ; skos:prefLabel "bleedings" .', "B",
     "prefLabel 'bleedings' is a name of risk:bleeding too"),
    (':A a skos:Concept ; skos:prefLabel "Bleeding" . :B a skos:Concept ; skos:prefLabel "bleeding" .', "B",
     "comes to the id risk:bleeding, which http://example.org/A has"),
    (':A a skos:Concept ; skos:prefLabel "of the" .', "A", "prefLabel 'of the' has no word that could be found again"),
])
def test_concept_that_no_table_can_hold(foreign, text: str, subject: str, reason: str) -> None:
    found = foreign(text)
    assert (subject, reason) in said(found)
    assert next(f.lost for f in found.findings if f.reason == reason)


@pytest.mark.parametrize(("said_too", "reason"), [
    ('skos:scopeNote "n"', "skos:scopeNote is not kept: no column for it"),
    ('skos:altLabel "a|b"', "altLabel 'a|b' left out: the table parts names with |"),
    ('skos:altLabel "Bleeding"', "altLabel 'Bleeding' repeats the prefLabel"),
    ('skos:altLabel "oozing", "Scar"', "altLabel 'Scar' is a name of risk:scar too: left out"),
    ('skos:exactMatch <http://example.org/code/1>', "skos:exactMatch http://example.org/code/1 names no code of a system we know"),
    ("skos:broader :nowhere", "broader http://example.org/nowhere is no concept that was read"),
    ("skos:broader :B, :C", "second broader risk:scar left out: the table holds one"),
    ("skos:broader :C . :C skos:broader :A", "broader risk:scar runs in a circle: left out"),
    ('skos:definition "one"@en, "two"@en', "second definition 'two' left out: the table holds one"),
    ('skos:prefLabel "Haemorrhage of it"@en', "second prefLabel 'Bleeding' taken as an alternative"),
    ("skos:closeMatch icd:R58", "closeMatch with its only code: the table does not say close, an export will say exact"),
])
def test_what_a_table_cannot_hold_is_named(foreign, said_too: str, reason: str) -> None:
    found = foreign(f"""
        :A a skos:Concept ; skos:prefLabel "Bleeding" ; {said_too} .
        :B a skos:Concept ; skos:prefLabel "Pain" . :C a skos:Concept ; skos:prefLabel "Scar" .
    """)
    assert reason in [r for _, r in said(found)]
    assert not any(f.lost for f in found.findings)
    assert len(found.tables["risk"]) == 3


def test_import_gives_tables_that_load(foreign, tmp_path: Path) -> None:
    """Whatever comes in, what is written keeps the contract of the tables."""
    found = foreign("""
        risk:bleed a skos:Concept ; skos:prefLabel "Bleeding"@en ; skos:altLabel "bleeds", "oozing" ; skos:narrower :N .
        :N skos:prefLabel "Nosebleed" ; skos:altLabel "oozing", "bleeding of the nose" .
    """)
    (tmp_path / "risk.tsv").write_text(skos_reader.table(found.tables["risk"]), "utf-8")
    words = lexicon.load(tmp_path)
    assert words.concepts["risk:nosebleed"].broader == "risk:bleed"
    assert words.find("risk", "oozing").id == "risk:bleed"


@pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")  # rdflib's own, about its data sets
@pytest.mark.parametrize("form", ["trig", "nquads", "trix", "n3", "pretty-xml"])
def test_every_syntax_of_rdflib(root: Path, tmp_path: Path, form: str) -> None:
    concepts = lexicon.read_table(root / "data" / "vocabularies" / "benefit.tsv", "benefit")[:30]
    graph = rdflib.Graph().parse(data=skos.serialize(concepts, RdfFormat.TURTLE), format="turtle")
    source = rdflib.Dataset() if form in ("trig", "nquads", "trix") else rdflib.Graph()
    for triple in graph:
        source.add(triple)
    (tmp_path / "x").write_bytes(source.serialize(format=form, encoding="utf-8"))
    found = skos_reader.read(tmp_path / "x", form="xml" if form == "pretty-xml" else form)
    assert [c.names for c in found.tables["benefit"]] == [c.names for c in concepts]


def test_no_category_is_named(foreign) -> None:
    found = foreign(':A a skos:Concept ; skos:prefLabel "Bleeding" .', category=None)
    assert found.tables == {}
    assert found.findings[0].reason.startswith("no scheme of ours and no category given")


@pytest.mark.parametrize(("name", "text"), [
    ("x.ttl", "this is no Turtle"), ("x.rdf", "<rdf:RDF"), ("x.jsonld", "{"), ("x.nt", "<a> <b>"), ("x.ttl", b"\xff\xfe\x00"),
])
def test_broken_files_are_refused(tmp_path: Path, name: str, text: str | bytes) -> None:
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UnreadableFile, match="not RDF of this format; expected"):
        skos_reader.read(tmp_path / name)


def test_missing_file_and_unknown_format(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be read"):
        skos_reader.read(tmp_path / "nothing.ttl")
    (tmp_path / "x").touch()
    with pytest.raises(BadInput, match="unknown format"):
        skos_reader.read(tmp_path / "x", form="morse")


# --- the command ---


def test_commands(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "benefit.rdf"
    assert run("export", "--category", "benefit", "--format", "rdfxml", "--out", str(path)).exit_code == 0
    result = run("import", str(path), "--out", str(tmp_path / "out"), "--json")
    assert result.exit_code == 0
    facts = json.loads(result.stdout)
    assert facts["findings"] == []
    table = root / "data" / "vocabularies" / "benefit.tsv"
    assert (tmp_path / "out" / "benefit.tsv").read_bytes() == table.read_bytes()


def test_import_writes_over_nothing_unasked(root: Path, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(PREFIXES + 'risk:a a skos:Concept ; skos:prefLabel "alpha" . :b a skos:Concept .', "utf-8")
    (tmp_path / "risk.tsv").write_text("mine", "utf-8")
    arguments = ("import", str(tmp_path / "a.ttl"), "--out", str(tmp_path))
    assert run(*arguments).exit_code == 2
    assert (tmp_path / "risk.tsv").read_text("utf-8") == "mine"
    result = run(*arguments, "--replace")
    assert result.exit_code == 1
    assert "left out: http://example.org/b: no prefLabel" in result.stderr
    assert (tmp_path / "risk.tsv").read_text("utf-8").endswith("\nrisk:a\talpha\t\t\t\t\n")
