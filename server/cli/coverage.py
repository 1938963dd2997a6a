"""`codekin coverage`, `gap`, `divergence`: what payers say of codes, where their policies miss, where they differ."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, TextIO

import click

from graph.errors import BadInput, CodekinError
from graph.model import Evidence
from graph.query import crd
from graph.query.answers import Neighbor
from graph.query.coverage import Coverage, CoverageItem
from graph.query.gaps import Divergence, Gap
from graph.query.graph import Graph
from graph.vocabulary import STANCES
from server.cli import options

_ASKED = {"code", "payer", "jurisdiction", "diagnosis", "on"}

_payer = click.option("--payer", help="Only policies of this payer, such as cms.")
_on = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), callback=lambda _, __, day: day and day.date(),
                   help="Date of service, YYYY-MM-DD (default: the day of --as-of, or today).")


@click.command()
@click.argument("codes", nargs=-1)
@click.option("--from", "source", type=click.File("r"),
              help="Codes, or JSON objects with code, payer, jurisdiction, diagnosis and on, one a line.")
@_payer
@click.option("--jurisdiction", help="A state, jurisdiction or contractor that the policy must hold in.")
@click.option("--diagnosis", help="An ICD-10-CM code.")
@_on
@click.option("--crd", "as_crd", is_flag=True, help="Print Da Vinci CRD coverage-information extensions.")
@options.release
@options.as_of
@options.as_json
def coverage(codes: tuple[str, ...], source: TextIO | None, payer: str | None, jurisdiction: str | None,
             diagnosis: str | None, on: date | None, as_crd: bool, release: Path, as_of: date | None,
             as_json: bool) -> None:
    """Say whether policies held apply to codes on a day: applies, does not apply, or no data held.

    Exit status 0: something applies to every code; 1: not so; 2: it could not be asked like that.
    """
    if bool(codes) == (source is not None):
        raise BadInput("codes or --from FILE", expected="one of the two", got="both" if codes else "neither")
    graph = options.opened(release, as_of)
    common = {"payer": payer, "jurisdiction": jurisdiction, "diagnosis": diagnosis, "on": on}
    if source is None:
        answers = [graph.coverage(code, **common) for code in codes]  # type: ignore[arg-type]
        for answer in answers:
            _put(graph, answer, as_crd, as_json)
        sys.exit(0 if all(a.state == "applies" for a in answers) else 1)
    states = [_line(graph, line, common, as_crd) for line in map(str.strip, source) if line]
    sys.exit(0 if all(state == "applies" for state in states) else 1)


def _line(graph: Graph, line: str, common: dict[str, Any], as_crd: bool) -> str | None:
    """One line of a batch; one that fails says why and does not stop the others."""
    try:
        answer = graph.coverage(**_asked(line, common))
    except CodekinError as error:
        options.put({"asked": line, "state": None, "error": error.as_json()})
        return None
    _put(graph, answer, as_crd, True)
    return answer.state


def _asked(line: str, common: dict[str, Any]) -> dict[str, Any]:
    """What a line asks: a code, or an object that may name more than the options did."""
    if not line.startswith("{"):
        return common | {"code": line}
    try:
        found = json.loads(line)
        found |= {"on": date.fromisoformat(found["on"])} if found.get("on") else {}
    except (ValueError, TypeError) as error:
        raise BadInput("line cannot be read", expected="a JSON object with code and a day as YYYY-MM-DD",
                       got=line[:80]) from error
    texts = all(isinstance(found[name], str) for name in found.keys() - {"on"})
    if "code" not in found or not found.keys() <= _ASKED or not texts:
        raise BadInput("line asks something else", expected=", ".join(sorted(_ASKED)) + " as texts", got=line[:80])
    return common | found


# --- printing ---


def _put(graph: Graph, answer: Coverage, as_crd: bool, as_json: bool) -> None:
    if as_crd:
        options.put(crd.extension(answer))
    elif as_json:
        options.put(answer_json(graph, answer))
    else:
        _text(answer)


def answer_json(graph: Graph, answer: Coverage) -> dict[str, Any]:
    """One answer whole, with the evidence of every item."""
    return {
        "code": answer.asked, "state": answer.state, "why": answer.why, "covered": answer.covered,
        "prior_authorization": answer.prior_authorization, "on": answer.on, "payer": answer.payer,
        "jurisdiction": answer.jurisdiction, "diagnosis": answer.diagnosis, "release": answer.release,
        "total": len(answer.items), "items": [_item(graph, item) for item in answer.items],
        "contradictions": [{"provisions": [c.one.provision.id, c.other.provision.id], "why": c.why}
                           for c in answer.contradictions],
        "remarks": list(answer.remarks),
    }


def _item(graph: Graph, item: CoverageItem) -> dict[str, Any]:
    policy, version, provision = item.policy, item.version, item.provision
    return {
        "state": item.state, "why": item.why, "payer": policy.payer,
        "policy": {"id": policy.id, "number": policy.number, "title": policy.title, "kind": policy.kind,
                   "url": policy.url, "citation": policy.citation},
        "version": {"id": version.id, "revision": version.revision, "status": version.status,
                    "effective_from": version.effective_from, "effective_to": version.effective_to,
                    "scope": [asdict(s) for s in version.scope]},
        "provision": provision.id, "stance": provision.stance, "prior_authorization": provision.prior_authorization,
        "default": provision.is_default, "group": provision.group, "quote": provision.phrase, "link": item.link,
        "link_detail": item.detail, "listed_from": item.listed_from, "listed_to": item.listed_to,
        "evidence": [_evidence(e) for e in graph.columns.evidence(item.edge)],
    }


def _evidence(e: Evidence) -> dict[str, Any]:
    return {"document": e.document, "exact": e.exact, "start": e.start, "end": e.end, "row": e.row}


def _text(answer: Coverage) -> None:
    name = answer.code.label if answer.code else "not in this release"
    click.echo(f"{answer.asked} — {name}, {answer.on}, release {answer.release}")
    click.echo(f"{answer.state.replace('_', ' ')}: {answer.why}")
    if answer.applying:
        click.echo(f"in sum: {answer.covered.replace('_', ' ')}; prior authorization "
                   f"{answer.prior_authorization.replace('_', ' ')}")
    for item in answer.items:
        policy = item.policy
        click.echo(f"  {policy.payer.partition(':')[2]} {policy.kind} {policy.number or ''}: {policy.title}")
        click.echo(f"    {item.state.replace('_', ' ')}, {item.why}")
        click.echo(f"    {STANCES[item.provision.stance]} [{item.link}{': ' + item.detail if item.detail else ''}]: "
                   f"{item.provision.phrase}")
    for c in answer.contradictions:
        click.echo(f"  contradiction: {c.why} ({c.one.provision.id}, {c.other.provision.id})")
    for remark in answer.remarks:
        click.echo(f"  note: {remark}")


# --- gap and divergence ---


def _of_kin(command: Callable[..., None]) -> click.Command:
    """A command on codes and their nearest kin: gap and divergence are asked alike."""
    first = click.option("--first", default=10, show_default=True, help="How many of the nearest codes to look at.")
    codes = click.argument("codes", nargs=-1, required=True)
    for option in (options.as_json, options.as_of, options.release, first, _on, _payer, codes):
        command = option(command)
    return click.command()(command)


@_of_kin
def gap(codes: tuple[str, ...], payer: str | None, on: date | None, first: int, release: Path, as_of: date | None,
        as_json: bool) -> None:
    """Policies in effect that reach the kin of a code and not the code itself."""
    found = options.opened(release, as_of).policy_gap(codes, payer, on, first)
    for one in found:
        options.put(_gap_json(one)) if as_json else _gap_text(one)
    sys.exit(0 if any(one.policies for one in found) else 1)


def _gap_json(one: Gap) -> dict[str, Any]:
    return {"code": one.code.id, "on": one.on, "payer": one.payer, "compared": one.compared, "total": one.total,
            "policies": [{"id": m.policy.id, "title": m.policy.title, "score": m.score, "kin": [
                {**_neighbor(r.neighbor), "provisions": [
                    {"id": i.provision.id, "stance": i.provision.stance, "link": i.link} for i in r.items]}
                for r in m.kin]} for m in one.policies]}


def _neighbor(n: Neighbor) -> dict[str, Any]:
    return {"code": n.node.id, "label": n.node.label, "score": n.score, "reasons": list(_reasons(n))}


def _reasons(n: Neighbor) -> Iterator[dict[str, Any]]:
    for part in n.parts:
        if part.contribution > 0:
            yield {"signal": part.signal, "contribution": part.contribution, "shared": [
                {"node": s.node.id if s.node else None, "label": s.node.label if s.node else s.term,
                 "contribution": s.contribution} for s in part.shared]}


def _said(n: Neighbor) -> str:
    words = [f"{r['signal']} {r['contribution']:.3f} ({', '.join(s['label'] for s in r['shared'][:2])})"
             for r in _reasons(n)]
    return f"{n.node.id} {n.node.label}, {n.score:.3f}: {'; '.join(words[:3])}"


def _gap_text(one: Gap) -> None:
    click.echo(f"{one.code.id} — {one.code.label}, {one.on}: {len(one.policies)} policies reach some of the "
               f"{one.compared} nearest codes ({one.total} in all have anything in common) and not this one")
    for m in one.policies:
        click.echo(f"  {m.score:.3f}  {m.policy.id}  {m.policy.title}")
        for r in m.kin:
            click.echo(f"      {_said(r.neighbor)}")


@_of_kin
def divergence(codes: tuple[str, ...], payer: str | None, on: date | None, first: int, release: Path,
               as_of: date | None, as_json: bool) -> None:
    """Kin of a code that a payer treats differently from it."""
    graph = options.opened(release, as_of)
    found = graph.divergence(codes, payer, on, first)
    for one in found:
        options.put(_divergence_json(graph, one)) if as_json else _divergence_text(one)
    sys.exit(0 if any(one.different for one in found) else 1)


def _divergence_json(graph: Graph, one: Divergence) -> dict[str, Any]:
    return {"code": one.answer.asked, "own": answer_json(graph, one.answer), "compared": one.compared,
            "alike": one.alike, "unknown": one.unknown, "different": [
                {**_neighbor(d.neighbor), "answer": answer_json(graph, d.answer)} for d in one.different]}


def _divergence_text(one: Divergence) -> None:
    click.echo(f"{one.answer.asked}: {one.answer.covered}, prior authorization {one.answer.prior_authorization}; of "
               f"{one.compared} kin {len(one.different)} differ, {one.alike} are treated alike, of {one.unknown} no "
               "stance is held")
    for d in one.different:
        click.echo(f"  {d.answer.covered}, prior authorization {d.answer.prior_authorization}  {_said(d.neighbor)}")


COMMANDS = (coverage, gap, divergence)
