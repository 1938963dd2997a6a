"""`codekin evaluate similarity`: how good the kin are, on families that the release holds, beside the known methods."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from graph import open_graph
from graph.query.evaluation.run import PER_FAMILY, TASKS, Settings, run
from graph.query.evaluation.system import MAIN
from server.cli import options
from server.cli.vectored import Own, vectored

METRICS = {"ndcg": "nDCG@10", "recall": "R@10", "mrr": "MRR", "spearman": "Spearman"}


@click.command()
@options.release
@click.option("--queries-per-family", type=click.IntRange(1), default=PER_FAMILY, show_default=True,
              help="How many codes of each family ask; a smaller family asks with all of its codes.")
@click.option("--seed", type=int, default=0, show_default=True, help="Which codes ask, and the draws of intervals.")
@click.option("--task", "tasks", type=click.Choice(TASKS), multiple=True, help="Only these; may be repeated.")
@click.option("--pairs", type=click.Path(path_type=Path, dir_okay=False), show_default=False,
              default=options.DEFAULTS.data / "benchmark" / "pairs.tsv",
              help="Rated pairs (default: the bundled ones).")
@click.option("--weight", "weights", type=(str, float), multiple=True, metavar="SIGNAL VALUE",
              help="A weight laid over the default ones, 0 to 1; may be repeated.")
@vectored
@options.as_json
def similarity(release: Path, queries_per_family: int, seed: int, tasks: tuple[str, ...], pairs: Path,
               weights: tuple[tuple[str, float], ...], own: Own, as_json: bool) -> None:
    """Rank the codes of known families with the release's signals and with the known methods; see docs/similarity.md.

    The source that supplies the families is left out of every signal.
    """
    graph = open_graph(release)
    settings = Settings(queries_per_family, seed, tasks or TASKS, dict(weights) or None, pairs, own(graph))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        shown = bar.add_task("", total=None)
        report = run(graph, settings, lambda name, n, total: bar.update(
            shown, completed=n, total=total or None, description=name))
    report = {"date": date.today().isoformat(), **report}
    options.put(report) if as_json else _print(report)


def _print(report: dict[str, Any]) -> None:
    console = Console(width=None if Console().is_terminal else 160)
    console.print(f"release {report['release']}, {report['date']}, seed {report['seed']}, at most "
                  f"{report['queries_per_family']} queries a family; 95 % intervals: families drawn anew, 1000 times")
    for name, task in report["tasks"].items():
        console.print(_table(f"{name}: {task['title']}", task, task["methods"]))
        console.print(_head(task))
        console.print(_table(f"{name}: each signal off, each alone", task, {MAIN: task["methods"][MAIN],
                                                                            **task["ablations"]}))
        for line in (*_against(task), *_failures(task)):
            console.print(line, highlight=False, markup=False)
    for name, why in report["left_out"].items():
        console.print(f"left out: {name} ({why})", highlight=False, markup=False)


def _head(task: dict[str, Any]) -> str:
    excluded = ", ".join((*task["excluded"]["prefixes"], *task["excluded"]["predicates"])) or "nothing"
    folds = " and ".join(map(str, task["held_out"]["folds"]))
    lacking = ", ".join(task["signals_without_data"])
    return (f"{task['queries']} queries of {task['families']} families ({task['held_out']['families']} held out: folds "
            f"{folds} of {task['held_out']['of']} by hash) over {task['candidates']} codes; excluded: {excluded}; "
            f"left out as known to no other source: {task['known_to_no_other_source']} codes"
            + (f"; signals without data here: {lacking}" if lacking else ""))


def _table(title: str, task: dict[str, Any], methods: dict[str, Any]) -> Table:
    """One row a method, one column a split and metric."""
    places = [(split, metric) for split, cells in task["methods"][MAIN].items() for metric in cells]
    table = Table("method", *(f"{METRICS[m]}, {s}" for s, m in places), title=title, title_justify="left")
    for method, splits in methods.items():
        table.add_row(method, *(cell(splits[split][metric]) for split, metric in places))
    return table


def cell(figure: dict[str, float] | None) -> str:
    """A figure with its interval."""
    return "–" if figure is None else f"{figure['value']:.3f} ({figure['low']:.2f}–{figure['high']:.2f})"


def _against(task: dict[str, Any]) -> list[str]:
    return [f"{METRICS[metric]}, {split}: {one['difference']['value']:+.3f} ({one['difference']['low']:+.3f} to "
            f"{one['difference']['high']:+.3f}) against the best baseline, {one['baseline']}"
            for split, metrics in task["against_best_baseline"].items() for metric, one in metrics.items()]


def _failures(task: dict[str, Any]) -> list[str]:
    """The worst families, each with its worst query."""
    lines = [f"the {len(task['failures'])} worst families, each with its worst query:"] if task["failures"] else []
    for one in task["failures"]:
        value = next(one[m] for m in METRICS if m in one)
        lines.append(f"  {value:.3f} {one['family']} {one['name'] or ''} ({one['members']} codes)")
        lines.append(f"        asked {_code(one['query'])}")
        lines += [f"        {'right' if r['relevant'] else 'wrong'} {_code(r)}" for r in one["returned"][:3]]
        lines += [f"        {'wanted' if one['returned'] else 'nothing returned; wanted'} {_code(one['expected'][0])}"]
    return lines


def _code(code: dict[str, str]) -> str:
    return f"{code['code']} {code['label']}"
