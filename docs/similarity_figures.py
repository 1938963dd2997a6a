"""Writes the tables of docs/similarity.md from `codekin evaluate similarity --json`, so that nobody types them.

    codekin evaluate similarity --release DIR --json > FILE && .venv/bin/python docs/similarity_figures.py FILE
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

PAGE = Path(__file__).with_name("similarity.md")
METRICS = {"ndcg": "nDCG@10", "recall": "R@10", "mrr": "MRR", "spearman": "Spearman"}


def cell(figure: dict[str, float] | None) -> str:
    """A figure with its interval."""
    return "–" if figure is None else f"{figure['value']:.3f} ({figure['low']:.2f}–{figure['high']:.2f})"


def table(task: dict[str, Any], methods: dict[str, Any]) -> list[str]:
    """One row a method, one column a split and metric."""
    places = [(split, metric) for split, cells in task["methods"]["codekin"].items() for metric in cells]
    rows = [[method, *(cell(splits[split][metric]) for split, metric in places)] for method, splits in methods.items()]
    head = ["", *(f"{METRICS[metric]}, {split}" for split, metric in places)]
    return ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)]


def section(task: dict[str, Any]) -> list[str]:
    """One gold: what was asked of what, the table, the difference to the best baseline, the worst families."""
    excluded = ", ".join((*task["excluded"]["prefixes"], *task["excluded"]["predicates"])) or "nothing"
    lines = [f"### {task['title']}", "", f"{task['queries']:,} queries of {task['families']:,} families "
             f"({task['held_out']['families']:,} held out) over {task['candidates']:,} codes. Excluded: {excluded}. "
             f"Known to no other source and left out: {task['known_to_no_other_source']:,} codes.", "",
             *table(task, task["methods"]), ""]
    for split, metrics in task["against_best_baseline"].items():
        for metric, one in metrics.items():
            d = one["difference"]
            lines.append(f"- {METRICS[metric]}, {split}: {d['value']:+.3f} ({d['low']:+.3f} to {d['high']:+.3f}) "
                         f"against the best baseline, {one['baseline']}.")
    worst = ", ".join(f"{f['name'] or f['family']} ({next(f[m] for m in METRICS if m in f):.2f})"
                      for f in task["failures"][:5])
    return [*lines, *([f"- Worst families: {worst}."] if worst else []), ""]


def ablations(task: dict[str, Any]) -> list[str]:
    """Each signal off and alone, the first split and metric only; signals that change nothing are named in one line."""
    split, cells = next(iter(task["methods"]["codekin"].items()))
    metric = next(iter(cells))
    rows, idle = [f"| {task['title']}: {METRICS[metric]}, {split} | off | alone |", "|---|---|---|"], []
    for signal in task["signals"]:
        off, alone = (task["ablations"][f"{way} {signal}"][split][metric] for way in ("without", "only"))
        if off == cells[metric] and (alone is None or alone["value"] < 0.01):
            idle.append(signal)
        else:
            rows.append(f"| {signal} | {cell(off)} | {cell(alone)} |")
    return [*rows, "", *([f"No difference off, nothing alone: {', '.join(idle)}.", ""] if idle else [])]


def results(report: dict[str, Any]) -> str:
    """Everything between the marks of the page."""
    lines = [f"Release `{report['release']}`, {report['date']}, seed {report['seed']}, queries a family: "
             f"{report['queries_per_family']} at most.", ""]
    for task in report["tasks"].values():
        lines += section(task)
    lines += ["### Each signal off, each alone", ""]
    for task in report["tasks"].values():
        lines += ablations(task)
    lines += [f"- Not measured: {name} ({why})." for name, why in report["left_out"].items()]
    return "\n".join(lines).rstrip()


def written(text: str, report: dict[str, Any]) -> str:
    """The page with its generated part renewed."""
    block = f"<!-- results -->\n{results(report)}\n<!-- /results -->"
    return re.sub(r"<!-- results -->.*?<!-- /results -->", lambda _: block, text, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8"), json.loads(Path(sys.argv[1]).read_text("utf-8"))), "utf-8")
