"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import click
import orjson

from graph import open_graph
from graph.errors import UnreadableFile
from graph.overlay import read
from graph.query.graph import Graph
from server.settings import Settings

DEFAULTS = Settings()

data = click.option("--data", type=click.Path(path_type=Path), default=DEFAULTS.data, show_default=False,
                    help="Folder with procedures/, vocabularies/, titles/ and policies/ (default: the bundled one).")
release = click.option("--release", "release", type=click.Path(path_type=Path), default=DEFAULTS.releases,
                       envvar="CODEKIN_RELEASES", show_default=False,
                       help="Release, or directory of releases (default: CODEKIN_RELEASES, else the project's).")
as_of = click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), callback=lambda _, __, day: day and day.date(),
                     help="Answer as the editions held were on a day, YYYY-MM-DD.")
overlay = click.option("--overlay", type=click.Path(path_type=Path), envvar="CODEKIN_OVERLAY",
                       help="Your own licensed descriptors (CPT, CDT), shown to you and stored nowhere.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")


def opened(release: Path, as_of: date | None = None, overlay: Path | None = None) -> Graph:
    """The graph a command asks: a release, on a day, with a user's own descriptors."""
    graph = open_graph(release).at(as_of)
    return graph.licensed(read(overlay)) if overlay else graph


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A file that appears whole when the block is left, or not at all; `UnreadableFile` where it cannot be written."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as sink:
            yield sink
        part.replace(path)
    except OSError as error:
        raise UnreadableFile("file cannot be written", where=path, expected="a folder that is there and may be written",
                             got=error.strerror or type(error).__name__) from error
    finally:
        with suppress(OSError):
            part.unlink()


def text_of(path: Path) -> str:
    """The text of a file that a command was given."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile("file cannot be read", where=path, expected="a readable text in UTF-8",
                             got=getattr(error, "strerror", None) or "other bytes",
                             hint="check the name and the permissions") from error


def put(value: Any) -> None:
    """One JSON object on one line."""
    click.echo(orjson.dumps(value).decode())
