"""How fast coverage is answered: 10,000 made-up policies over 100 codes each, asked in one process.

The peer is the plain look-up: the same policies in one dictionary from code to policies, without periods, evidence,
places or reasons.
"""

from __future__ import annotations

import random
import tempfile
from collections import defaultdict
from datetime import date
from pathlib import Path

from benchmarks.report import ROUNDS, Report, seconds
from graph import open_graph
from graph.ingest.assemble import assemble
from graph.ingest.draft import Draft
from graph.ingest.policies.reading import DatedFact, PolicyReading, ReadCode, ReadProvision
from graph.ingest.sources import payer_policies
from graph.model import Document
from graph.query.graph import Graph
from graph.release.writer import Writer

POLICIES, CODES, LIST = 10_000, 100, 10_000
ASKED = 1_000
_STANCES = ("covered", "covered_with_criteria", "not_medically_necessary", "investigational", "informational")
_DAY = date(2025, 6, 1)


def measure() -> Report:
    """Answers per code over all payers, for one payer, and the first answer of a fresh graph."""
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        codes, readings = _made(chance)
        path = _release(Path(folder), readings)
        asked = chance.sample(codes, ASKED)
        report = Report(f"Coverage: {POLICIES:,} policies of {CODES} codes each, {ASKED:,} codes asked")
        report.add("first answer of a fresh graph", "ms", [_first(path, asked[0]) for _ in range(ROUNDS)])
        graph = open_graph(path)
        graph.coverage(asked[0], on=_DAY)
        held = len(graph.coverage(asked[0], on=_DAY).items)
        everything, one = _rounds(graph, asked, None), _rounds(graph, asked, "plan-1")
        peer = _peer(readings)
        plain = [1000 / ASKED * seconds(lambda: [list(peer[c]) for c in asked]) for _ in range(ROUNDS)]
        report.add("one code, all payers", "ms", everything, f"about {held} provisions reach a code")
        report.add("one code, one payer of ten", "ms", one)
        report.add("dictionary of codes (peer)", "ms", plain, "finds policies and judges nothing")
    return report


def _rounds(graph: Graph, codes: list[str], payer: str | None) -> list[float]:
    return [1000 / ASKED * seconds(lambda: _ask(graph, codes, payer)) for _ in range(ROUNDS)]


def _ask(graph: Graph, codes: list[str], payer: str | None) -> None:
    for code in codes:
        graph.coverage(code, payer, on=_DAY)


def _made(chance: random.Random) -> tuple[list[str], list[PolicyReading]]:
    codes = [f"{n:05d}" for n in range(10_000, 10_000 + LIST)]
    readings = []
    for n in range(POLICIES):
        named = tuple(ReadCode("CPT", code, 0, 5) for code in chance.sample(codes, CODES))
        day = f"20{chance.randint(15, 25)}-{chance.randint(1, 12):02d}-01"
        provision = ReadProvision(chance.choice(_STANCES), chance.choice(("required", "unknown")), "A phrase.", 0, 9,
                                  codes=named)
        readings.append(PolicyReading(f"{n}.txt", f"Plan {n % 10}", f"P-{n}", f"Policy {n}", "medical policy", "active",
                                      (DatedFact("effective", day, day, 0, 1),), (provision,)))
    return codes, readings


def _release(folder: Path, readings: list[PolicyReading]) -> Path:
    draft = Draft()
    document = Document("sha256:" + "0" * 64, "made.txt", 1, "user", "user")
    draft.document(document)
    for reading in readings:
        payer_policies.add(draft, reading, document.id)
    writer = Writer(folder, "r-made")
    counts = assemble(draft, [], writer, lambda step: None)
    return writer.commit({"built_at": "2026-01-01T00:00:00Z", "inputs": [], "counts": counts})


def _first(path: Path, code: str) -> float:
    graph = open_graph(path)
    return 1000 * seconds(lambda: graph.coverage(code, on=_DAY))


def _peer(readings: list[PolicyReading]) -> dict[str, list[PolicyReading]]:
    found: dict[str, list[PolicyReading]] = defaultdict(list)
    for reading in readings:
        for code in reading.provisions[0].codes:
            found[code.code].append(reading)
    return found
