"""`codekin diff`: what changed between two releases, two days or two editions."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from graph import open_graph
from graph.query.diff.changes import APART, KINDS, WAYS, Changes, compare
from graph.query.diff.kin import kin_changes
from graph.query.diff.log import agreement
from graph.query.diff.moments import moment
from graph.query.graph import Graph
from server.cli import options


@click.command()
@click.argument("old")
@click.argument("new")
@options.release
@click.option("--system", "systems", multiple=True, help="A code system; may be repeated (default: every one held).")
@click.option("--details", type=click.Choice(KINDS), help="List the statements of one kind, not only their counts.")
@click.option("--way", type=click.Choice(WAYS + APART), multiple=True, help="List only these; may be repeated "
              "(default: added, removed, changed; the others list what is held for one side only).")
@click.option("--first", type=click.IntRange(1), default=100, show_default=True, help="How many of each to list.")
@click.option("--kin", "codes", multiple=True, help="Tell what entered or left the ten nearest kin of this code.")
@options.as_json
def diff(old: str, new: str, release: Path, systems: tuple[str, ...], details: str | None, way: tuple[str, ...],
         first: int, codes: tuple[str, ...], as_json: bool) -> None:
    """Compare OLD with NEW: a release directory, a day (2020-07-01), or an edition (HCPCS@2020-07) of --release.

    A directory may be followed by @ and a day.
    """
    (before, own), (after, others) = _side(old, release), _side(new, release)
    found = compare(before, after, systems or own or others)
    answer = {
        "old": _name(before, old), "new": _name(after, new), "systems": {c.system: c.counts() | _log(c) for c in found},
        **({"details": _details(found, details, way or WAYS, first)} if details else {}),
        **({"kin": {c: [k.as_json() for k in kin_changes(before, after, c)] for c in codes}} if codes else {}),
    }
    options.put(answer) if as_json else _text(answer)


def _side(text: str, release: Path) -> tuple[Graph, tuple[str, ...]]:
    path, at, day = text.rpartition("@")
    if Path(text).is_dir():
        return open_graph(text), ()
    if at and Path(path).is_dir():
        return moment(open_graph(path), day)
    return moment(open_graph(release), text)


def _log(change: Changes) -> dict[str, Any]:
    """How the comparison agrees with the publisher's change log, where that is held."""
    found = agreement(change)
    return {"change_log": asdict(found)} if found else {}


def _name(graph: Graph, asked: str) -> dict[str, Any]:
    return {"asked": asked, "release": graph.release.id, "as_of": graph.as_of}


def _details(found: list[Changes], kind: str, ways: tuple[str, ...], first: int) -> dict[str, Any]:
    """Per system and way: the statements, how many there are in all, and whether some were left out."""
    answer: dict[str, Any] = {}
    for change in found:
        answer[change.system] = {
            w: {"total": (total := change.total(kind, w)), "returned": len(items := change.details(kind, w, first)),
                "truncated": total > len(items), "items": items} for w in ways}
    return {kind: answer}


def _text(answer: dict[str, Any]) -> None:
    for system, counts in answer["systems"].items():
        for kind in KINDS:
            if any(counts[kind].values()):
                click.echo(f"{system:10} {kind:11} " + "  ".join(
                    f"{sign}{counts[kind][w]}" for sign, w in (("+", "added"), ("-", "removed"), ("~", "changed"))))
        _one_sided(system, counts["one_sided"])
        if "change_log" in counts:
            _agreement(system, counts["change_log"])
    for kind, systems in answer.get("details", {}).items():
        for system, ways in systems.items():
            for way, listed in ways.items():
                for item in listed["items"]:
                    click.echo(f"{system} {kind} {way}: " + ", ".join(f"{k} {v}" for k, v in item.items()))
                if listed["truncated"]:
                    click.echo(f"{system} {kind} {way}: {listed['returned']} of {listed['total']} shown (--first)")
    for code, changes in answer.get("kin", {}).items():
        for one in changes:
            click.echo(f"{code}: {one['code']} {one['way']} ({one['reason']})")


def _one_sided(system: str, found: list[dict[str, Any]]) -> None:
    """What is no change, because only one side holds the source that says it: a line for each source."""
    said: dict[tuple[str, str], Counter[str]] = {}
    for one in found:
        named = one["name"] and one["kind"] != "attributes"  # of which there are many
        what = f"{one['kind']} ({one['name']})" if named else one["kind"]
        said.setdefault((one["side"], one["source"]), Counter())[what] += one["statements"]
    for (side, source), counts in said.items():
        click.echo(f"{system:10} held for the {side} side only, by {source}: "
                   + ", ".join(f"{n} {what}" for what, n in counts.items()))


def _agreement(system: str, log: dict[str, Any]) -> None:
    agreed = "  ".join(f"{sign}{log['agreed'][w]}" for sign, w in zip("+-~", WAYS, strict=True))
    click.echo(f"{system:10} agrees with the change log {log['edition'].removeprefix('edition:')} on {agreed}, "
               f"and not on {len(log['disagreements'])} codes")
    for one in log["disagreements"]:
        log_says, here = (" and ".join(one[key]) or "nothing" for key in ("log", "comparison"))
        click.echo(f"{system:10}   {one['code']}: {log_says} in the log, {here} here: {one['reason']}")


COMMANDS = (diff,)
