"""The command line: `codekin COMMAND`; exit status 0 done, 1 the answer is no, 2 it could not be asked like that."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from graph.errors import CodekinError

# Command → the module in whose COMMANDS it stands, imported when the command is asked for: `serve` needs no evaluation.
ROOMS = {
    "extract": "reading",
    "policy": "policies",
    "codes": "coding",
    "build": "building", "status": "building", "validate": "building",
    "search": "asking", "query": "asking", "sparql": "asking", "show": "showing",
    "coverage": "coverage", "gap": "coverage", "divergence": "coverage",
    "similar": "kinship", "compare": "kinship", "basket": "kinship",
    "neighborhood": "walking", "path": "walking",
    "diff": "comparing",
    "complete": "completing",
    "export": "exporting",
    "fetch": "fetching",
    "evaluate": "evaluating",
    "vocabulary": "vocabulary", "why": "vocabulary",
    "serve": "serving",
}


class _Commands(click.Group):
    """Finds a command in its module, and shows an error of our own as one sentence with the exit status it deserves."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(ROOMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in ROOMS:
            return None
        room = import_module(f"server.cli.{ROOMS[cmd_name]}")
        return next(command for command in room.COMMANDS if command.name == cmd_name)

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
