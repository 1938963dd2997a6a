"""`codekin fetch`: official releases by name, from their publishers."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from graph.ingest.catalogue import Source, load, pick
from graph.ingest.fetch import MAXIMUM_BYTES
from graph.ingest.fetch import fetch as fetch_file
from server.cli import options


@click.command()
@click.argument("names", nargs=-1)
@click.option("--out", type=click.Path(path_type=Path), default=Path("downloads"), show_default=True)
@click.option("--accept", multiple=True, help="A licence agreement that you have read and accept, such as AMA.")
@click.option("--limit", type=click.IntRange(1), default=MAXIMUM_BYTES, show_default=True, help="Most bytes of a file.")
@click.option("--catalogue", type=click.Path(path_type=Path), help="A sources.toml of your own.")
@options.as_json
def fetch(names: tuple[str, ...], out: Path, accept: tuple[str, ...], limit: int, catalogue: Path | None,
          as_json: bool) -> None:
    """Download releases by NAME; without a name, list what there is."""
    sources = load(catalogue or options.DEFAULTS.data / "sources.toml")
    if not names:
        _list(sources, as_json)
        return
    for source in [pick(sources, name) for name in names]:
        path = _one(source, out, accept, limit)
        options.put({"name": source.name, "file": str(path)}) if as_json else click.echo(str(path))


def _list(sources: dict[str, Source], as_json: bool) -> None:
    for source in sources.values():
        if as_json:
            options.put(asdict(source))
        else:
            how = "" if source.address else "  (by hand)"
            click.echo(f"{source.name:24} {source.publisher:6} {source.title}, {source.edition}{how}")


def _one(source: Source, out: Path, accept: tuple[str, ...], limit: int) -> Path:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(source.name, total=None)
        return fetch_file(source, out, lambda done, total: bar.update(task, completed=done, total=total), accept, limit)


COMMANDS = (fetch,)
