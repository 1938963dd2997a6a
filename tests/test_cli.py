"""The command line as others measure through it: shapes, order, exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from server.cli import ROOMS, main
from server.cli.building import _problems


@pytest.fixture
def run(releases: Path):
    def call(*arguments: str) -> Result:
        needs = arguments[0] in ("search", "show", "similar", "compare", "basket", "neighborhood", "path", "query", "export")
        return CliRunner().invoke(main, [*arguments, *(["--release", str(releases)] if needs else [])])

    return call


def test_extract_prints_one_object_a_file(run, root: Path) -> None:
    files = [str(root / "data" / "procedures" / name) for name in ("CPT-76496.md", "CPT-27447.md")]
    result = run("extract", *files, "--json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["code"] for row in rows] == ["CPT:76496", "CPT:27447"]
    assert {"file", "code", "title", "sections", "duration", "mentions"} == rows[0].keys()
    assert {"predicate", "section", "exact", "start", "end", "concept", "label", "condition", "negated", "hedge",
            "codes", "confidence", "method"} <= rows[0]["mentions"][0].keys()


def test_extract_goes_on_after_a_bad_file(run, root: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    result = run("extract", str(tmp_path / "empty.txt"), str(root / "data" / "procedures" / "CPT-76496.md"), "--json")
    assert result.exit_code == 2
    assert "empty.txt: file is empty; expected" in result.stderr
    assert json.loads(result.stdout)["code"] == "CPT:76496"


def test_similar_contract(run) -> None:
    found = json.loads(run("similar", "76496", "--json").stdout)
    assert found["code"] == "CPT:76496"
    assert len(found["neighbors"]) == 10
    assert {"code", "score", "parts"} <= found["neighbors"][0].keys()
    assert {"signal", "weight", "score", "contribution", "shared"} == found["neighbors"][0]["parts"][0].keys()


def test_show_counts_each_kind_and_says_what_it_leaves(run) -> None:
    few, whole = run("show", "76496", "--first", "2").stdout, run("show", "76496", "--first", "1000").stdout
    edges = json.loads(run("show", "76496", "--json").stdout)["edges"]
    risks = [edge for edge in edges if edge["predicate"] == "has_risk"]
    assert len(risks) > 2
    assert f"has_risk ({len(risks)})" in few
    assert f"… and {len(risks) - 2} more: --first {len(risks)} or --json" in few
    assert "more: --first" not in whole
    assert all(edge["object"] in whole for edge in edges)


def test_the_release_may_be_named_in_the_environment(releases: Path) -> None:
    found = CliRunner().invoke(main, ["show", "76496"], env={"CODEKIN_RELEASES": str(releases)})
    assert (found.exit_code, found.stdout.partition(" ")[0]) == (0, "CPT:76496")


def test_similar_from_file(run, tmp_path: Path) -> None:
    (tmp_path / "codes").write_text("CPT:76496\nCPT:00000\nG0121\n", "utf-8")
    result = run("similar", "--from", str(tmp_path / "codes"), "--first", "2", "--exclude", "grouping", "--json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["code"] for row in rows] == ["CPT:76496", "CPT:00000", "HCPCS:G0121"]
    assert rows[1]["error"]["kind"] == "NotFound"
    assert result.exit_code == 1


def test_similar_with_own_vectors(run, tmp_path: Path) -> None:
    """For one code and for many; what they could not be used for is counted in the answer and named beside it."""
    np.save(tmp_path / "own.npy", np.array([[1.0, 0], [1, 1], [0, 1], [1, 2]]))
    (tmp_path / "own.txt").write_text("76496\n76000\nCPT:00000\nPOS:11\n")
    (tmp_path / "asked").write_text("CPT:76496\nCPT:76000\n")
    given = ("--vectors", str(tmp_path / "own.npy"), "--json")
    for arguments in (("76496",), ("--from", str(tmp_path / "asked"))):
        result = run("similar", *arguments, "--weights", "vector=0.7", *given)
        found = json.loads(result.stdout.splitlines()[0])
        assert found["vectors"] == {"given": 4, "used": 2, "unknown": 1, "without_kin": 1}
        assert found["weights"]["vector"] == 0.7
        [part] = [p for n in found["neighbors"] for p in n["parts"] if p["signal"] == "vector"]
        assert part["shared"][0]["label"] == "cosine 0.707"
        assert "1 of 4 codes are not in this release: CPT:00000" in result.stderr
        assert "1 of 4 codes are no codes of procedures: POS:11" in result.stderr
    one = json.loads(run("compare", "76496", "76000", *given).stdout)
    assert "vector" in {part["signal"] for part in one["parts"]}
    assert "vectors" in json.loads(run("basket", "76496", "76000", *given).stdout)
    assert run("similar", "76496", "--codes", str(tmp_path / "own.txt")).exit_code == 2
    assert run("similar", "76496", "--weights", "vector=1").exit_code == 2


def test_similar_filters_are_echoed(run) -> None:
    found = json.loads(run("similar", "76496", "--system", "HCPCS", "--without-policies", "--minimum-score", "0.01", "--json").stdout)
    assert found["filters"] == {"systems": ["HCPCS"], "status": "active", "groupings": [], "policies": False, "related": None,
                                "minimum_score": 0.01}
    assert found["neighbors"]
    none = json.loads(run("similar", "76496", "--status", "ended", "--json").stdout)
    assert (none["neighbors"], none["total"]) == ([], 0)
    assert none["why_empty"] in run("similar", "76496", "--status", "ended").stdout


def test_compare_and_basket(run) -> None:
    one = json.loads(run("compare", "45378", "G0121", "--json").stdout)
    assert {"a", "b", "score", "parts", "weights", "unknown"} <= one.keys()
    assert sum(part["contribution"] for part in one["parts"]) == pytest.approx(one["score"])
    found = json.loads(run("basket", "45378", "G0121", "43239", "27447", "--json").stdout)
    assert found["outliers"] == ["CPT:27447"]
    assert "stands apart" in run("basket", "45378", "G0121", "43239", "27447").stdout


def test_neighborhood_and_its_cursors(run) -> None:
    asked = ("neighborhood", "risk:bleeding", "--per-type", "3", "--communities", "--centrality", "degree", "--json")
    found = json.loads(run(*asked).stdout)
    cut = found["cuts"][0]
    assert found["truncated"]
    assert found["centrality"]["items"][0]["id"] == "risk:bleeding"
    assert sum(map(len, found["communities"]["items"])) == len(found["nodes"])
    page = json.loads(run("neighborhood", "--cursor", cut["cursor"], "--first", "500", "--json").stdout)
    assert (page["node"], page["returned"], page["cursor"]) == (cut["node"], cut["total"] - cut["returned"], None)
    text = run(*asked[:-1]).stdout
    assert "lists were cut" in text
    assert f"{cut['returned']} of {cut['total']}" in text


def test_path_says_no_with_one(run) -> None:
    result = run("path", "76496", "76000", "--first", "2", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert [sum(s["cost"] for s in p["steps"]) for p in found["paths"]] == pytest.approx([p["cost"] for p in found["paths"]])
    assert all(edge["evidence"] for p in found["paths"] for s in p["steps"] for edge in s["edges"])
    assert "grouping:family/fluoroscopy" in run("path", "76496", "76000").stdout
    none = run("path", "76496", "76000", "--predicate", "replaced_by")
    assert none.exit_code == 1
    assert none.stdout.startswith("no path between CPT:76496 and CPT:76000")


@pytest.mark.parametrize("arguments", [
    ("similar", "CPT:00000"), ("similar", "what?"), ("export", "--format", "morse"), ("show", "risk:no-such"),
    ("similar", "76496", "--status", "asleep"), ("similar", "76496", "--grouping", "risk:bleeding"),
    ("similar", "76496", "--minimum-score", "nan"), ("neighborhood", "76496", "--depth", "9"), ("neighborhood",),
    ("neighborhood", "--cursor", "none"), ("neighborhood", "76496", "--predicate", "likes"), ("path", "76496", "76496"),
    ("path", "76496", "CPT:00000"), ("basket", "76496"), ("basket", "76496", "76000", "--first", "0"),
    ("similar", "76496", "--weights", "risk=7"), ("extract", "no-such-file.txt"), ("validate", "/nowhere"),
    ("query", "@no-such-file.graphql"), ("export", "--id", "76496", "--out", "/nowhere/one.ttl"), ("export", "--out", "/nowhere/all.ttl"),
    ("vocabulary", "export", "--out", "/nowhere/all.ttl"),
])
def test_bad_use_is_two_and_one_sentence(run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("codekin: ")
    assert "Traceback" not in result.stderr


def test_a_file_appears_whole_or_not_at_all(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stood there before stays while the new content cannot be written."""
    out = tmp_path / "one.ttl"
    assert run("export", "--id", "76496", "--out", str(out)).exit_code == 0
    before = out.read_bytes()
    assert b"CPT:76496" in before

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("schema.rdf.export.write", broken)
    result = run("export", "--out", str(out))
    assert (result.exit_code, "one.ttl: file cannot be written" in result.stderr) == (2, True)
    assert out.read_bytes() == before
    assert list(tmp_path.iterdir()) == [out]


def test_search_says_no_with_one(run) -> None:
    assert run("search", "colonoscopy").exit_code == 0
    assert run("search", "xyzzyqwerty").exit_code == 1


def test_status_and_validate(run, releases: Path) -> None:
    status = json.loads(run("status", str(releases), "--json").stdout)
    assert status["counts"]["pages"] >= 40
    assert status["counts"]["policies"] >= 15
    assert status["problems"] == []
    assert json.loads(run("validate", str(releases), "--json").stdout)["valid"] is True


def test_a_file_that_nobody_knows_is_shown_however_many_rows_are_listed(capsys) -> None:
    rows = [{"path": "a.csv", "line": n, "what": "no code"} for n in range(2, 200)]
    _problems([*rows, {"path": "b.bin", "line": None, "what": "no reader knows this content: left out"}])
    assert capsys.readouterr().out.splitlines() == [
        "problems: 199", "  b.bin: no reader knows this content: left out", *(f"  a.csv:{n}: no code" for n in range(2, 7)),
        "  … 6 of 199 shown; `codekin status --json` has them all"]


def test_every_command_is_listed_with_its_room() -> None:
    rooms = {name: import_module(f"server.cli.{name}") for name in set(ROOMS.values())}
    held = {command.name: name for name, room in rooms.items() for command in room.COMMANDS}
    assert held == ROOMS


def test_serving_imports_no_evaluation() -> None:
    """A start is quick because only what the command needs is imported."""
    code = "import sys, server.cli.serving as s; from server.cli import main; " \
           "main(['serve', '--help'], standalone_mode=False); print('graph.query.evaluation' in sys.modules, 'scipy.stats' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "False False"


def test_a_build_loads_what_reads_pages_only_when_one_must_be_read() -> None:
    code = "import sys; from server.cli import main; main(['build', '--help'], standalone_mode=False); " \
           "print(*(f'graph.ingest.{room}.reader' in sys.modules for room in ('text', 'policies')))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "False False"
