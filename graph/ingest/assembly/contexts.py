"""`data/axes.toml` opened: groups of root operations, which axes of ICD-10-PCS decide alone or count together, how
salient a node is."""

from __future__ import annotations

import hashlib
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graph.errors import BadTable
from graph.release.features import AXES, SPELLED

FILE = Path(__file__).parents[3] / "data" / "axes.toml"
DECIDING = ("access", "focus")
_SHOWN = {*AXES, "part", "way", "word"}


@dataclass(frozen=True, slots=True)
class Decides:
    """A row: codes with one of the values on each axis of `when` have what `says` gives."""

    signal: str
    says: str
    when: tuple[tuple[str, frozenset[str]], ...]
    also: bool


@dataclass(frozen=True, slots=True)
class Contexts:
    """`group` of each root operation, the rows of `decides`, what `combines` says of every code, and
    `salience[signal][kind of node]`."""

    group: Mapping[str, str]
    decides: tuple[Decides, ...]
    combines: tuple[str, ...]
    salience: Mapping[str, Mapping[str, float]]
    digest: str


@cache
def contexts(path: Path = FILE) -> Contexts:
    """What a file says; `BadTable` names what breaks the contract."""
    try:
        text = path.read_text("utf-8")
        found = tomllib.loads(text)
        salience = {axis: {row["node"]: float(row["factor"]) for row in rows}
                    for axis, rows in found["salience"].items()}
        return Contexts({one: group for group, own in found["groups"].items() for one in own},
                        tuple(_decides(row) for row in found["decides"]),
                        tuple(_combines(row) for row in found["combines"]), _checked(salience),
                        hashlib.sha256(text.encode()).hexdigest())
    except (tomllib.TOMLDecodeError, OSError, KeyError, ValueError) as error:
        raise BadTable("contexts of axes cannot be read", where=path, got=error, hint="mend the file") from error


def _decides(row: dict[str, Any]) -> Decides:
    when = tuple((axis, frozenset(row[axis])) for axis in AXES if axis in row)
    shown = _shown(row)
    if row["signal"] not in DECIDING or not when or "word" in shown:
        raise ValueError(f"{row['signal']}: {row['says']}")
    return Decides(row["signal"], row["says"], when, row.get("also", False))


def _combines(row: dict[str, Any]) -> str:
    if len(_shown(row)) < 2:
        raise ValueError(f"combination of less than two axes: {row['says']}")
    return row["says"]


def _shown(row: dict[str, Any]) -> set[str]:
    """What the braces of a row name."""
    shown = {name for _, name, _, _ in string.Formatter().parse(row["says"]) if name}
    if not row["reason"] or not shown <= _SHOWN:
        raise ValueError(row["says"])
    return shown


def _checked(salience: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    for axis, kinds in salience.items():
        if axis not in (*AXES, *SPELLED) or not all(factor > 0 for factor in kinds.values()):
            raise ValueError(f"salience of {axis}: {kinds}")
    return salience
