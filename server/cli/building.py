"""`codekin build`, `status`, `validate`: making a release and looking at one."""

from __future__ import annotations

import atexit
import gc
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from graph import open_graph
from graph.ingest.build import build as build_release
from graph.ingest.review import Ungrounded, ungrounded
from graph.ingest.suspicions import Suspicion, suspicions
from graph.query.columns import Columns
from graph.query.expansion import expansions
from graph.query.listings import listings
from graph.release.directory import Release
from server.cli import options

_TITLES = {"ungrounded": "concepts that no vocabulary has", "merges": "suspicious merges",
           "splits": "suspicious splits"}


@click.command()
@options.data
@click.option("--out", type=click.Path(path_type=Path), default=options.DEFAULTS.releases,
              help="Directory of releases.")
@click.option("--page", "pages", multiple=True, type=click.Path(path_type=Path),
              help="A page of your own; may be repeated.")
@click.option("--policy", "policies", multiple=True, type=click.Path(path_type=Path),
              help="A payer's policy document: text, HTML, PDF or a Medicare record; may be repeated.")
@click.option("--release", "releases", multiple=True, type=click.Path(path_type=Path),
              help="Official files, archives or folders of them, as published; may be repeated.")
@click.option("--strict", is_flag=True, help="Refuse what a lenient build would list as a problem.")
@click.option("--workers", type=click.IntRange(1),
              help="How many processes read official files at once; by default one a core, four at most.")
@options.as_json
def build(
    data: Path, out: Path, pages: tuple[Path, ...], policies: tuple[Path, ...], releases: tuple[Path, ...],
    strict: bool, workers: int | None, as_json: bool,
) -> None:
    """Build a release and make it current; the same input again is no work."""
    atexit.register(gc.freeze)  # to look once more for cycles among millions of objects takes long, and frees nothing
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
               TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        made = build_release(data, out, pages, lambda name, n, total: bar.update(
            task, completed=n, total=total or None, description=name), releases, policies, strict=strict,
            workers=workers)
    _report(made, as_json)


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=options.DEFAULTS.releases)
@click.option("--review", is_flag=True, help="List what a curator should look at: mentions that no vocabulary knows "
              "with the nearest name, suspicious merges, suspicious splits.")
@click.option("--first", type=click.IntRange(0), default=20, show_default=True, help="Length of each list; 0 is all.")
@options.as_json
def status(path: Path, review: bool, first: int, as_json: bool) -> None:
    """Say what a release holds, what was made of every input, and what went wrong."""
    release = Release(path)
    if review:
        _review(release, first, as_json)
    else:
        _report(release, as_json)


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=options.DEFAULTS.releases)
@options.as_json
def validate(path: Path, as_json: bool) -> None:
    """Read every byte of a release and compare it with its manifest; open it and ask it something."""
    release = Release(path)
    release.verify()
    graph = open_graph(path)
    facts = {"release": release.id, "files": len(release.manifest["files"]), "nodes": graph.columns.size, "valid": True}
    sentence = f"{release.id}: {facts['files']} files intact, {facts['nodes']} nodes"
    options.put(facts) if as_json else click.echo(sentence)


def _facts(release: Release) -> dict[str, Any]:
    manifest = release.manifest
    sources = Counter(entry["source"] for entry in manifest["inputs"])
    problems = release.table("problems").to_pylist()
    return {"release": release.id, "path": str(release.path), "format": manifest["format"],
            "built_at": manifest["built_at"], "inputs": dict(sorted(sources.items())), "counts": manifest["counts"],
            "problems": problems, "editions": _editions(release), "ledger": _ledger(release)}


def _editions(release: Release) -> list[dict[str, Any]]:
    """Every edition held, with the codes that it lists, and what its tables allow where they are held."""
    columns = Columns(release)
    listed, allowed = listings(columns), expansions(columns)
    return [row | {"lists": [asdict(each) for each in listed.get(row["id"], ())]}
            | ({"tables": asdict(allowed[row["id"]])} if row["id"] in allowed else {})
            for row in release.table("editions").to_pylist()]


def _ledger(release: Release) -> list[dict[str, Any]]:
    """What became of every row of every official file: read = loaded + merged + listed, with the reasons."""
    reasons: dict[int, dict[str, int]] = {}
    for row in release.table("ledger_reasons").to_pylist():
        reasons.setdefault(row["document"], {})[row["reason"]] = row["rows"]
    return [{k: v for k, v in row.items() if k != "document"} | {"reasons": reasons.get(row["document"], {})}
            for row in release.table("ledger").to_pylist()]


def _report(release: Release, as_json: bool) -> None:
    facts = _facts(release)
    if as_json:
        options.put(facts)
        return
    click.echo(f"release {facts['release']}, built {facts['built_at']}, {facts['path']}")
    click.echo("inputs: " + ", ".join(f"{n} {name}" for name, n in facts["inputs"].items()))
    for part in ("nodes", "edges"):
        counts = facts["counts"][part]
        click.echo(f"{part}: {sum(counts.values())} (" + ", ".join(f"{n} {name}" for name, n in counts.items()) + ")")
    click.echo(f"mentions without a known name: {facts['counts']['review']} (codekin status --review)")
    for edition in facts["editions"]:
        period = f"{edition['effective_from']} to {edition['effective_to'] or '…'}"
        listed = ", ".join(map(_listed, edition["lists"]))
        click.echo(f"edition {edition['family']}@{edition['name']}, {period}: {edition['title']}"
                   + (f"; lists {listed}" if listed else ""))
        if "tables" in edition:
            click.echo(f"  tables of {edition['family']}@{edition['name']} allow {_allowed(edition['tables'])}")
    for row in facts["ledger"]:
        why = "; ".join(f"{n} {reason}" for reason, n in row["reasons"].items())
        click.echo(f"  {row['item']} ({row['reader']}): {row['read']} rows read, {row['loaded']} loaded, "
                   f"{row['merged']} merged, {row['listed']} listed" + (f" ({why})" if why else ""))
    _problems(facts["problems"])


def _listed(codes: dict[str, Any]) -> str:
    headers = f" and {codes['headers']} headers" if codes["headers"] else ""
    return f"{codes['codes']} codes of {codes['system']}{headers}"


def _allowed(tables: dict[str, Any]) -> str:
    if tables["listed"] is None:
        return f"{tables['allowed']} codes; no order file of the edition is held"
    if not tables["not_listed"] and not tables["not_allowed"]:
        return f"{tables['allowed']} codes, as the order file lists"
    said = f"{tables['allowed']} codes, where the order file lists {tables['listed']}"
    for which, codes in (("not listed", tables["not_listed"]), ("not allowed", tables["not_allowed"])):
        said += f"; {len(codes)} {which}" + (f" ({_cut(codes)})" if codes else "")
    return said


def _cut(codes: list[str], most: int = 5) -> str:
    return ", ".join(codes[:most]) + (", …" if len(codes) > most else "")


def _problems(problems: list[dict[str, Any]], most: int = 5) -> None:
    """What is said of whole files, such as that nobody knows one, before rows, of which each file shows its first."""
    click.echo(f"problems: {len(problems)}")
    shown, rows = 0, Counter[str]()
    for problem in sorted(problems, key=lambda p: p["line"] is not None):
        line = "" if problem["line"] is None else f":{problem['line']}"
        rows[problem["path"]] += bool(line)
        if rows[problem["path"]] <= most:
            shown += 1
            click.echo(f"  {problem['path']}{line}: {problem['what']}")
    if len(problems) > shown:
        click.echo(f"  … {shown} of {len(problems)} shown; `codekin status --json` has them all")


def _review(release: Release, first: int, as_json: bool) -> None:
    """The lists of a curator, each cut at `first` rows and with its whole length said before."""
    suspected = suspicions(release)
    lists: dict[str, list[Any]] = {
        "ungrounded": ungrounded(release), "merges": [s for s in suspected if s.kind == "merge"],
        "splits": [s for s in suspected if s.kind == "split"],
    }
    totals = {name: len(rows) for name, rows in lists.items()}
    shown = {name: rows[: first or None] for name, rows in lists.items()}
    if as_json:
        mentions = sum(row.mentions for row in lists["ungrounded"])
        options.put({"list": "totals", "release": release.id, "mentions_ungrounded": mentions, **totals,
                     "shown": {name: len(rows) for name, rows in shown.items()}})
    for name, rows in shown.items():
        if not as_json:
            click.echo(f"{_TITLES[name]}: {totals[name]}" + f", showing {len(rows)}" * (len(rows) < totals[name]))
        for row in rows:
            options.put({"list": name, **asdict(row), "mentions": row.mentions}) if as_json else click.echo(_line(row))


def _line(row: Ungrounded | Suspicion) -> str:
    if isinstance(row, Ungrounded):
        near = f"; near {row.suggestion!r} {row.score:.2f}" if row.suggestion else ""
        return (f"  {row.mentions} × {row.concept}: {', '.join(map(repr, row.forms))} "
                f"({', '.join(row.pages)}){near}")
    parties = ", ".join(f"{p.concept} ({p.mentions} ×{'' if p.known else ', no line'})" for p in row.parties)
    forms = f": {', '.join(map(repr, row.forms))}" if row.forms else ""
    return f"  {parties}{forms}; {row.reason}" + (f" ({row.score:.2f})" if row.score is not None else "")


COMMANDS = (build, status, validate)
