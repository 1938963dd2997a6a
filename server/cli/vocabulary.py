"""`codekin vocabulary`: the tables of names as SKOS and back, and why two written forms are one node or two."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

import click

from graph.errors import BadInput
from graph.ingest import merges
from graph.ingest.text import lexicon
from graph.ingest.text.grounding import Grounder
from graph.release.directory import Release
from graph.vocabulary import CONCEPTS
from server.cli import options

_category = click.option("--category", type=click.Choice(CONCEPTS), help="One vocabulary.")


@click.group()
def vocabulary() -> None:
    """The vocabularies: which written forms are one concept."""


@vocabulary.command("export")
@_category
@click.option("--format", "name", default="turtle", show_default=True, help="turtle, ntriples, rdfxml or jsonld.")
@click.option("--out", type=click.Path(path_type=Path), help="A file, which appears whole or not at all.")
@options.data
def export_skos(category: str | None, name: str, out: Path | None, data: Path) -> None:
    """Write vocabularies as SKOS to a file or to standard output."""
    from schema.rdf import skos
    from schema.rdf.formats import RdfFormat

    form = RdfFormat.of_name(name)
    concepts = lexicon.load(data / "vocabularies").concepts.values()
    content = skos.serialize([c for c in concepts if category in (None, c.category)], form)
    with options.written(out) if out else nullcontext(sys.stdout.buffer) as sink:
        sink.write(content)


@vocabulary.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the tables.")
@click.option("--category", type=click.Choice(CONCEPTS), help="The category of concepts that are in no scheme of ours.")
@click.option("--format", "form", help="rdflib's name of the format, when the file's name does not tell.")
@click.option("--replace", is_flag=True, help="Write over tables that are there and differ.")
@options.as_json
def import_skos(
    file: Path, out: Path, category: str | None, form: str | None, replace: bool, as_json: bool
) -> None:
    """Read SKOS into tables. What a table cannot hold is listed; the exit status is 1 when a concept was left out."""
    from schema.rdf import skos_reader

    found = skos_reader.read(file, category, form)
    texts = {out / f"{name}.tsv": skos_reader.table(concepts) for name, concepts in sorted(found.tables.items())}
    for path, text in texts.items():
        if path.exists() and not replace and path.read_text("utf-8") != text:
            raise BadInput("another table is there", where=path, hint="give --replace, or another folder")
    out.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        with options.written(path) as sink:
            sink.write(text.encode())
    lost = sum(finding.lost for finding in found.findings)
    facts = {"tables": {str(path): len(found.tables[path.stem]) for path in texts}, "left_out": lost,
             "findings": [asdict(finding) for finding in found.findings], "renamed": found.renamed}
    options.put(facts) if as_json else _say_import(facts)
    sys.exit(1 if lost or not texts else 0)


def _say_import(facts: dict) -> None:
    for path, n in facts["tables"].items():
        click.echo(f"{path}: {n} concepts")
    for iri, id in facts["renamed"].items():
        click.echo(f"{iri} is now {id}")
    click.echo(f"concepts left out: {facts['left_out']}; other things a table cannot hold: "
               f"{len(facts['findings']) - facts['left_out']}")
    for finding in facts["findings"]:
        click.echo(f"  {'left out: ' if finding['lost'] else ''}{finding['subject']}: {finding['reason']}", err=True)


# --- why two written forms are one node ---


@vocabulary.command()
@click.argument("id")
@options.release
@options.data
@options.as_json
def why(id: str, release: Path, data: Path, as_json: bool) -> None:
    """Say for every written form of a concept which line and name of a vocabulary put it there."""
    found = merges.why(Release(release), id, lexicon.load(data / "vocabularies"), data)
    if as_json:
        options.put(asdict(found) | {"mentions": found.mentions})
        return
    forms = sum(len(group.forms) for group in found.groups)
    click.echo(f"{found.concept} ({found.label!r}), release {found.release}: "
               f"{found.mentions} mentions in {forms} written forms")
    if found.changed:
        click.echo(f"{found.table} has changed since this release was built; lines are those of the file as it is now")
    for group in found.groups:
        click.echo(f"\n{group.mentions} {group.method}: {_because(group.match, found.table, found.line)}")
        for form in group.forms:
            read = f" read as {form.reading!r}" if form.reading else ""
            click.echo(f"  {form.count} × {form.exact!r}{read} ({', '.join(form.pages)})")
        click.echo(f"  to part them: {_undo(group, found.table, found.line)}")


@vocabulary.command()
@click.argument("texts", nargs=-1, required=True)
@click.option("--category", type=click.Choice(CONCEPTS), required=True, help="The category they would be read in.")
@options.data
@options.as_json
def same(texts: tuple[str, ...], category: str, data: Path, as_json: bool) -> None:
    """Say whether phrases are one node, and why; the exit status is 1 when they are not."""
    found = merges.same(Grounder(lexicon.load(data / "vocabularies")), category, texts)
    concepts = {one.concept for one in found}
    table = f"vocabularies/{category}.tsv"
    if as_json:
        options.put({"same": len(concepts) == 1, "table": table, "phrases": [asdict(one) for one in found]})
    else:
        click.echo("one node" if len(concepts) == 1 else f"{len(concepts)} nodes")
        for one in found:
            click.echo(f"  {one.text!r}, key {one.key!r}: {one.concept}, {one.method}, "
                       f"{_because(one.match, table, one.line)}")
    sys.exit(0 if len(concepts) == 1 else 1)


def _because(match: merges.Match | None, table: str, line: int | None) -> str:
    """Why a form is there, in one clause."""
    if match is None:
        return "no line explains this now: the vocabulary or the page is another than the release was built from"
    if not match.names and match.lines:
        return f"{table}:{line}, by its verb (key {match.key!r}), {_reworded(match)}"
    if not match.names:
        return f"no vocabulary has these words; they make the name of the node (key {match.key!r})"
    kind = "preferred name" if match.preferred else "alternative"
    said = f"{table}:{line}, {kind} {' = '.join(map(repr, match.names))} (key {match.key!r})"
    return f"{said}, {_reworded(match)}" if match.lines else said


def _reworded(match: merges.Match) -> str:
    return f"in the words of {' and '.join(match.lines)}"


def _undo(group: merges.Group, table: str, line: int | None) -> str:
    """Which line to edit. A name with a line of its own always wins; one merely taken out may still be shortened."""
    match, forms = group.match, " or ".join(repr(form.reading or form.exact) for form in group.forms)
    if match is None:
        return "build again first"
    if match.method == "exact":
        return "nothing to do, they have the name of the concept itself"
    if match.method == "alias":
        return f"move {' and '.join(map(repr, match.names))} from line {line} of {table} to a line of its own"
    return f"give {forms} a line of its own in {table}"


COMMANDS = (vocabulary, why)
