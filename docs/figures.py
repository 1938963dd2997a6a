"""Writes the answer and the counts that the README shows from the current release, so that nobody types them."""

from __future__ import annotations

import re
from pathlib import Path

from graph import open_graph
from graph.query.answers import Neighbor
from graph.query.graph import Graph
from graph.vocabulary import CONCEPTS

README = Path(__file__).parents[1] / "README.md"


def answer(graph: Graph) -> str:
    """The ten kin of the reference code with their three largest parts."""
    return "```text\n" + "\n".join(_line(n) for n in graph.similar("CPT:76496").neighbors) + "\n```"


def _line(n: Neighbor) -> str:
    parts = [p for p in n.parts if p.contribution > 0][:3]
    shared = (
        (p.signal, p.contribution, [s.node.label if s.node else s.term or "" for s in p.shared[:2]]) for p in parts
    )
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


def written(text: str, graph: Graph) -> str:
    """The README with its generated parts renewed."""
    for name, part in (("answer", answer(graph)), ("counts", counts(graph))):
        block = f"<!-- {name} -->\n{part}\n<!-- /{name} -->"
        text = re.sub(rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _, b=block: b, text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    README.write_text(written(README.read_text("utf-8"), open_graph()), "utf-8")
