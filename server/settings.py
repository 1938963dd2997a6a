"""Configuration, read once at the rim and passed inward as arguments."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Settings:
    """Where data and releases lie and where the server listens."""

    data: Path = ROOT / "data"
    releases: Path = ROOT / "releases"
    host: str = "127.0.0.1"
    port: int = 8000
