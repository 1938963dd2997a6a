"""Writes the answer and the counts that the README shows from the current release, so that nobody types them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from graph import open_graph
from graph.ingest.evaluation import policies as policy_scores
from graph.ingest.evaluation.reading import evaluate
from graph.ingest.policies import payers
from graph.ingest.policies.reader import PolicyReader
from graph.ingest.text import lexicon, titles
from graph.ingest.text.grounding import Grounder
from graph.ingest.text.reader import Reader
from graph.query.answers import Neighbor
from graph.query.graph import Graph
from graph.vocabulary import CONCEPTS

README = Path(__file__).parents[1] / "README.md"
FIGURES = (
    ("pages", "pages"), ("mentions", "mentions"), ("mention precision", "mention.precision"),
    ("mention recall", "mention.recall"), ("mention F1", "mention.f1"), ("atomicity", "atomicity"),
    ("condition precision", "condition.precision"), ("condition recall", "condition.recall"),
    ("negation precision", "negation.precision"), ("negation recall", "negation.recall"),
    ("duration exact", "duration"), ("code found", "code"), ("clustering, B-cubed F1", "clustering.f1"),
    ("… on concepts of several pages", "clustering_several_pages.f1"),
    ("place of service, one in common", "place_of_service.any"), ("… the same set", "place_of_service.same"),
    ("provider taxonomy", "taxonomy.same"),
)


POLICIES = (
    ("documents", "documents"), ("payer", "metadata.payer"), ("number", "metadata.number"), ("title", "metadata.title"),
    ("kind", "metadata.kind"), ("status", "metadata.status"), ("dates, F1", "date.f1"), ("codes, F1", "code.f1"),
    ("false codes taken", "false_codes.taken"), ("stance, accuracy", "stance.accuracy"),
    ("stance, macro F1", "stance.macro_f1"), ("prior authorization", "prior_authorization"),
    ("matrix, F1", "matrix.f1"),
)


def at(figures: Any, path: str) -> Any:
    """A figure by its dotted path."""
    for key in path.split("."):
        figures = figures[key]
    return figures


def answer(graph: Graph) -> str:
    """The ten kin of the reference code with their three largest parts."""
    return "```text\n" + "\n".join(_line(n) for n in graph.similar("CPT:76496").neighbors) + "\n```"


def _line(n: Neighbor) -> str:
    parts = [p for p in n.parts if p.contribution > 0][:3]
    shared = ((p.signal, p.contribution, dict.fromkeys(s.said for s in p.shared[:2])) for p in parts)
    reasons = "; ".join(f"{signal} {value:.3f} ({', '.join(names)})" for signal, value, names in shared)
    return f"{n.score:.3f}  {n.node.id:12} {n.node.label}\n       {reasons}"


def counts(graph: Graph) -> str:
    """What the bundled release holds."""
    held = graph.release.manifest["counts"]
    concepts = sum(held["nodes"].get(name, 0) for name in CONCEPTS)
    return (
        f"{held['pages']} procedure pages over CPT numbers, HCPCS Level II and ICD-10-PCS, "
        f"{held['policies']} Medicare national coverage determinations, {concepts:,} concepts in eight categories, "
        f"{sum(held['nodes'].values()):,} nodes and {sum(held['edges'].values()):,} edges, each edge with its source."
    )


def reading() -> str:
    """The main figures of the page reader on every annotated set."""
    data = README.parent / "data"
    reader = Reader(Grounder(lexicon.load(data / "vocabularies")), titles.load(data / "titles"))
    gold = README.parent / "tests" / "gold" / "reading"
    sets = [evaluate(gold / name, reader) for name in ("dev", "unseen", "nih-dev", "nih-unseen")]
    rows = [_row(title, [at(figures, path) for figures in sets]) for title, path in FIGURES]
    heads = "| | seen while writing rules | unseen | other makes, seen | other makes, unseen |"
    return "\n".join([heads, "|---|---|---|---|---|", *rows])


def _row(title: str, found: list[Any]) -> str:
    return f"| {title} | " + " | ".join("–" if figure is None else str(figure) for figure in found) + " |"


def policies() -> str:
    """The main figures of the policy reader on both annotated sets."""
    root = README.parent
    reader = PolicyReader(payers.load(root / "data" / "policies" / "payers.toml"))
    gold = root / "tests" / "gold" / "policies"
    sets = [policy_scores.score([gold / name], reader.read).figures() for name in ("dev", "unseen")]
    rows = [_row(title, [at(figures, path) for figures in sets]) for title, path in POLICIES]
    return "\n".join(["| | seen while writing rules | unseen |", "|---|---|---|", *rows])


def written(text: str, graph: Graph) -> str:
    """The README with its generated parts renewed."""
    parts = (("answer", answer(graph)), ("counts", counts(graph)), ("reading", reading()), ("policies", policies()))
    for name, part in parts:
        block = f"<!-- {name} -->\n{part}\n<!-- /{name} -->"
        text = re.sub(rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _, b=block: b, text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    README.write_text(written(README.read_text("utf-8"), open_graph()), "utf-8")
