"""The house keeps its shape: directions of import, sizes, doctests, sentences that say what a room is for."""

from __future__ import annotations

import ast
import doctest
import importlib
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOMS = ("graph", "schema", "server")
ROOT = Path(__file__).parents[1]
MODULES = sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py") if "node_modules" not in p.parts)


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_module(path: Path) -> None:
    """A docstring that says what it is for, a size one can read, examples that are true."""
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert text.count("\n") <= 400
    if path.name != "__main__.py":
        assert doctest.testmod(importlib.import_module(_name(path))).failed == 0


def test_imports_keep_their_direction() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports"))]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_every_dependency_is_imported() -> None:
    """What nobody imports is not installed."""
    asked = {re.match(r"[\w.-]+", line)[0] for line in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]}
    imported = {name.split(".")[0] for path in MODULES for node in ast.walk(ast.parse(path.read_text("utf-8")))
                for name in ([a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else [])}
    installed = packages_distributions()  # reads every file list there is, so once
    found = {dist.lower().replace("_", "-") for name in imported for dist in installed.get(name, [])}
    assert asked - found == set()


def test_style() -> None:
    command = [str(Path(sys.executable).with_name("ruff")), "check", "."]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_three_rooms_are_ours() -> None:
    """The names are taken elsewhere; ours must win."""
    for room in ROOMS:
        assert Path(importlib.import_module(room).__file__).is_relative_to(ROOT)
