"""`codekin evaluate`: how good the reading is, on annotated pages; and how good the kin are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from graph.errors import BadInput
from graph.ingest.evaluation import policies as policy_scores
from graph.ingest.evaluation import policy_figures, policy_mistakes
from graph.ingest.evaluation.figures import MAIN, at
from graph.ingest.evaluation.mistakes import mistakes
from graph.ingest.evaluation.policy_gold import FIELDS
from graph.ingest.evaluation.reading import PageSet, score
from graph.ingest.evaluation.single_lines import score_lines
from graph.ingest.text import lexicon, titles
from graph.ingest.text.grounding import Grounder
from graph.ingest.text.reader import Reader
from server.cli import options
from server.cli.evaluating_similarity import similarity
from server.settings import ROOT

GOLD = ROOT / "tests" / "gold" / "reading"
POLICIES = ROOT / "tests" / "gold" / "policies"
SEEN, UNSEEN = "seen", "unseen"
LINES = {SEEN: "lines-dev.jsonl", UNSEEN: "lines-unseen.jsonl"}
WHY_NOT = ("the mistakes on unseen pages are not listed: whoever reads them writes the next rules for them, and the "
           "pages no longer tell how well a page is read that nobody has looked at")

_PRF = ("precision", "recall", "f1")
ROWS = (
    ("pages", "pages"), ("… that the reader recognised", "recognised"), ("mentions", "mentions"),
    *((f"mention {x}", f"mention.{x}") for x in _PRF), ("atomicity", "atomicity"),
    *((f"condition {x}", f"condition.{x}") for x in _PRF), ("… saying the same", "condition.same"),
    *((f"negation {x}", f"negation.{x}") for x in _PRF), ("hedge, agreement", "hedge.agreement"),
    ("duration exact", "duration"), ("code found", "code"),
    *((f"clustering B-cubed {x}", f"clustering.{x}") for x in _PRF),
    *((f"… on concepts of several pages {x}", f"clustering_several_pages.{x}") for x in _PRF),
    ("place of service, any in common", "place_of_service.any"), ("… the same set", "place_of_service.same"),
    ("taxonomy", "taxonomy.same"),
)
_OF_LINES = ("mentions", "mention", "atomicity", "condition", "negation")
LINE_ROWS = (("lines", "pages"), *(row for row in ROWS if row[1].partition(".")[0] in _OF_LINES))
POLICY_ROWS = (
    ("documents", "documents"), ("… that the reader recognised", "recognised"),
    *((name, f"metadata.{name}") for name in FIELDS), *((f"date {x}", f"date.{x}") for x in _PRF),
    *((f"code {x}", f"code.{x}") for x in _PRF), ("false codes, annotated", "false_codes.annotated"),
    ("… taken for codes", "false_codes.share"), ("… of the codes found", "false_codes.of_found"),
    ("code system", "system"),
    ("stance accuracy", "stance.accuracy"), ("stance macro F1", "stance.macro_f1"),
    *((f"stances of the document {x}", f"stated.{x}") for x in _PRF), ("prior authorization", "prior_authorization"),
    *((f"matrix {x}", f"matrix.{x}") for x in _PRF),
)
DOCUMENT_COLUMNS = (
    *((name, f"metadata.{name}") for name in FIELDS), ("date F1", "date.f1"), ("code F1", "code.f1"),
    ("stance", "stance.accuracy"), ("stated F1", "stated.f1"), ("auth.", "prior_authorization"),
    ("matrix F1", "matrix.f1"),
)


@click.group()
def evaluate() -> None:
    """Measure quality on annotated material."""


evaluate.add_command(similarity)


@evaluate.command()
@click.option("--gold", type=click.Path(path_type=Path, exists=True, file_okay=False), default=GOLD,
              help="Folder with folders of gold files; those whose name ends in “unseen” are the unseen set.")
@click.option("--errors", is_flag=False, flag_value=SEEN, type=click.Choice([SEEN, UNSEEN]),
              help="List every mistake on the seen pages (those on unseen pages are refused).")
@options.data
@options.as_json
def reading(gold: Path, errors: str | None, data: Path, as_json: bool) -> None:
    """Read annotated pages and compare: the seen ones were used while rules were written, the unseen ones were not."""
    if errors == UNSEEN:
        raise BadInput(WHY_NOT, hint=f"use --errors {SEEN}")
    reader = Reader(Grounder(lexicon.load(data / "vocabularies")), titles.load(data / "titles"))
    scored = {name: score(folders, reader) for name, folders in _sets(gold).items() if folders}
    _expect(scored, gold, errors)
    report = {name: _figures(pages) for name, pages in scored.items()}
    alone = {name: score_lines(gold / file, reader.grounder) for name, file in LINES.items() if (gold / file).is_file()}
    lines = {name: found.figures() for name, found in alone.items()}
    listed = mistakes((*scored[SEEN].pages, *(alone[SEEN].pages if SEEN in alone else ()))) if errors else None
    if as_json:
        wrong = {} if listed is None else {"errors": {SEEN: listed, UNSEEN: WHY_NOT}}
        options.put({**report, "lines": lines, **wrong})
    else:
        _print(report, lines, listed)


@evaluate.command()
@click.option("--gold", type=click.Path(path_type=Path, exists=True, file_okay=False), default=POLICIES,
              help="Folder with folders of gold files; those whose name ends in “unseen” are the unseen set.")
@click.option("--errors", is_flag=False, flag_value=SEEN, type=click.Choice([SEEN, UNSEEN]),
              help="List every mistake in the seen policies (those in unseen policies are refused).")
@options.data
@options.as_json
def policies(gold: Path, errors: str | None, data: Path, as_json: bool) -> None:
    """Read annotated policies and compare: number, dates, codes with stance, matrix; seen and unseen apart."""
    from graph.ingest.policies import payers, reader

    if errors == UNSEEN:
        raise BadInput(WHY_NOT, hint=f"use --errors {SEEN}")
    read = reader.PolicyReader(payers.load(data / "policies" / "payers.toml")).read
    scored = {name: policy_scores.score(folders, read) for name, folders in _sets(gold).items() if folders}
    _expect(scored, gold, errors)
    report = {name: found.figures() for name, found in scored.items()}
    listed = policy_mistakes.mistakes(scored[SEEN].documents) if errors else None
    if as_json:
        options.put({**report, **({} if listed is None else {"errors": {SEEN: listed, UNSEEN: WHY_NOT}})})
    else:
        _print_policies(report, listed)


def _expect(scored: Mapping[str, object], gold: Path, errors: str | None) -> None:
    """There is something to score, and something to list where a list was asked for."""
    if not scored:
        raise BadInput("no gold files", where=gold, expected="folders with *.json", got="none",
                       hint="see docs/annotation.md")
    if errors and SEEN not in scored:
        raise BadInput(WHY_NOT, where=gold, expected="a folder of seen pages", got=", ".join(scored))


def _sets(gold: Path) -> dict[str, list[Path]]:
    folders = sorted(path for path in gold.iterdir() if path.is_dir() and any(path.glob("*.json")))
    return {SEEN: [f for f in folders if not f.name.endswith(UNSEEN)],
            UNSEEN: [f for f in folders if f.name.endswith(UNSEEN)]}


def _figures(pages: PageSet) -> dict[str, Any]:
    """The figures of a set, and of each of its folders."""
    folders = sorted({one.folder for one in (*(p.gold for p in pages.pages), *pages.left_out)})
    return {**pages.figures(), "folders": {name: pages.part(name).figures() for name in folders}}


def _print(report: dict[str, Any], lines: dict[str, Any], listed: dict[str, list[dict[str, Any]]] | None) -> None:
    predicates = [(f"{name} {x}", f"predicates.{name}.{x}")
                  for name in next(iter(report.values()))["predicates"] for x in _PRF]
    _table(report, (*ROWS, *predicates), MAIN, "pages")
    _table({name: part for figures in report.values() for name, part in figures["folders"].items()}, ROWS)
    _left_out(report, "page")
    if lines:
        click.echo()
        _table({f"{name} single lines": figures for name, figures in lines.items()}, LINE_ROWS, MAIN, "lines")
    if listed is not None:
        _list(listed)


def _print_policies(report: dict[str, Any], listed: dict[str, list[dict[str, Any]]] | None) -> None:
    """The totals, the stances one by one, and a line a document."""
    _table(report, POLICY_ROWS, policy_figures.MAIN, "documents")
    for label in sorted({label for figures in report.values() for label in figures["stances"]}):
        cells = "".join(f"{_of(figures['stances'].get(label)):>24}" for figures in report.values())
        click.echo(f"stance {label:35}{cells}")
    for name, figures in report.items():
        click.echo(f"\n{name + ': each document':42}" + "".join(f"{title:>11}" for title, _ in DOCUMENT_COLUMNS))
        for document, own in figures["of_documents"].items():
            click.echo(f"{document:42}" + "".join(f"{_cell(own, path):>11}" for _, path in DOCUMENT_COLUMNS))
    _left_out(report, "document")
    if listed is not None:
        _list(listed)


def _of(stance: dict[str, Any] | None) -> str:
    """F1 of one stance and over how many annotated codes."""
    return "–" if stance is None or stance["f1"] is None else f"{stance['f1']:.3f} of {stance['annotated']}"


def _left_out(report: dict[str, Any], what: str) -> None:
    for name, figures in report.items():
        for why, count in figures["left_out_why"].items():
            click.echo(f"left out of {name}: {count} {what}{'s' * (count > 1)} ({why})")


def _table(sets: dict[str, dict[str, Any]], rows: Iterable[tuple[str, str]], main: Collection[str] = (),
           drawn: str = "") -> None:
    """The figures, one column a set; those of `main` with their 95 % interval."""
    width = 24 if main else 12
    click.echo(f"{'':42}" + "".join(f"{name:>{width}}" for name in sets))
    for title, path in rows:
        click.echo(f"{title:42}" + "".join(f"{_cell(figures, path, main):>{width}}" for figures in sets.values()))
    click.echo(f"95 % intervals: {drawn} drawn anew, 1000 times\n" if main else "")


def _cell(figures: dict[str, Any], path: str, main: Collection[str] = ()) -> str:
    value = at(figures, path)
    text = "–" if value is None else str(value) if isinstance(value, int) else f"{value:.3f}"
    span = figures["interval"][path] if path in main else None
    return text if span is None else f"{text} ({span[0]:.2f}–{span[1]:.2f})"


def _list(listed: dict[str, list[dict[str, Any]]]) -> None:
    """Every mistake, one a line, under its kind."""
    for kind, found in listed.items():
        click.echo(f"\n{kind}: {len(found)}")
        for mistake in found:
            click.echo("  " + " | ".join(f"{key} {value}" for key, value in mistake.items()))
    click.echo(f"\n{WHY_NOT}.")


COMMANDS = (evaluate,)
