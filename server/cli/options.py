"""Options that several commands share."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
import orjson

from graph import open_graph
from graph.overlay import read
from graph.query.graph import Graph
from server.settings import Settings

DEFAULTS = Settings()

data = click.option("--data", type=click.Path(path_type=Path), default=DEFAULTS.data, show_default=False,
                    help="Folder with procedures/, vocabularies/, titles/ and policies/ (default: the bundled one).")
release = click.option("--release", "release", type=click.Path(path_type=Path), default=DEFAULTS.releases,
                       show_default=False, help="Release, or directory of releases (default: the project's).")
as_of = click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), callback=lambda _, __, day: day and day.date(),
                     help="Answer as the editions held were on a day, YYYY-MM-DD.")
overlay = click.option("--overlay", type=click.Path(path_type=Path), envvar="CODEKIN_OVERLAY",
                       help="Your own licensed descriptors (CPT, CDT), shown to you and stored nowhere.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")


def opened(release: Path, as_of: date | None = None, overlay: Path | None = None) -> Graph:
    """The graph a command asks: a release, on a day, with a user's own descriptors."""
    graph = open_graph(release).at(as_of)
    return graph.licensed(read(overlay)) if overlay else graph


def put(value: Any) -> None:
    """One JSON object on one line."""
    click.echo(orjson.dumps(value).decode())
