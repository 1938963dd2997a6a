"""The options by which a command takes a caller's own vectors."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import Any

import click

from graph.errors import BadInput
from graph.query.graph import Graph
from graph.query.similarity.vectorfile import read
from graph.query.similarity.vectors import Vectors

_FILE = click.Path(path_type=Path, dir_okay=False)
_NAMED = 10
Own = Callable[[Graph], Vectors | None]
"""The caller's vectors, matched with the codes of a graph; None where none were given."""


def vectored(command: Callable[..., None]) -> Callable[..., None]:
    """`--vectors` and `--codes`; they come as `own`, an `Own`."""
    @wraps(command)
    def gathered(vectors: Path | None, vector_codes: Path | None, **others: Any) -> None:
        if vector_codes and not vectors:
            raise BadInput("codes of vectors and no vectors", got=vector_codes, hint="give them with --vectors FILE")
        command(own=partial(_matched, vectors, vector_codes), **others)

    for option in (
        click.option("--codes", "vector_codes", type=_FILE,
                     help="Whose the vectors are, a code a line (default: FILE.txt beside FILE.npy)."),
        click.option("--vectors", type=_FILE, help="Your own vectors as the signal `vector`: an .npy of codes × "
                     "dimensions, or an .npz of `vectors` and `codes`."),
    ):
        gathered = option(gathered)
    return gathered


def _matched(path: Path | None, codes: Path | None, graph: Graph) -> Vectors | None:
    """Vectors for a graph; codes for which they are of no use are named on standard error."""
    if path is None:
        return None
    found = graph.vectors(*read(path, codes))
    for which, why in ((found.unknown, "are not in this release"), (found.without_kin, "are no codes of procedures")):
        if which:
            named = ", ".join(which[:_NAMED]) + (f" and {len(which) - _NAMED:,} more" if len(which) > _NAMED else "")
            click.echo(f"codekin: {path}: {len(which):,} of {found.given:,} codes {why}: {named}", err=True)
    return found
