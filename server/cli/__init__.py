"""The command line: `codekin COMMAND`; exit status 0 done, 1 the answer is no, 2 it could not be asked like that."""

from __future__ import annotations

import sys

import click

from graph.errors import CodekinError
from server.cli import (
    asking,
    building,
    coding,
    comparing,
    completing,
    coverage,
    evaluating,
    exporting,
    fetching,
    kinship,
    policies,
    reading,
    serving,
    vocabulary,
    walking,
)


class _Commands(click.Group):
    """Shows an error of our own as one sentence, with the exit status it deserves."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except CodekinError as error:
            click.echo(f"codekin: {error.sentence()}", err=True)
            sys.exit(2)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(0)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=None, version="0.1.0", prog_name="codekin")
def main() -> None:
    """A knowledge graph of medical codes, payer policies and similar procedures."""


_ROOMS = (
    reading, policies, coding, building, asking, coverage, kinship, walking, comparing, completing, exporting, fetching,
    evaluating, vocabulary, serving,
)
for _room in _ROOMS:
    for _command in _room.COMMANDS:
        main.add_command(_command)
