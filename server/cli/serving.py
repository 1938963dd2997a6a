"""`codekin serve`: the HTTP doors over the current release."""

from __future__ import annotations

from pathlib import Path

import click

from server.cli import options


@click.command()
@click.option("--host", default=options.DEFAULTS.host, show_default=True)
@click.option("--port", default=options.DEFAULTS.port, show_default=True)
@options.release
@options.overlay
@click.option("--keys", type=click.Path(path_type=Path), envvar="CODEKIN_KEYS",
              help="Who may see the overlay: one key a line, then CPT, CDT or both.")
def serve(host: str, port: int, release: Path, overlay: Path | None, keys: Path | None) -> None:
    """Serve page, GraphQL and RDF; descriptors of an overlay only to requests with a key (X-Licence-Key)."""
    import uvicorn

    from graph.release.memory import lean
    from server.app import create_app

    lean()
    app = create_app(release, overlay, keys)
    click.echo(f"codekin serves release {app.state.current.now().graph.release.id}\n"
               f"  page     http://{host}:{port}/\n"
               f"  a code   http://{host}:{port}/id/CPT:76496\n"
               f"  GraphQL  http://{host}:{port}/graphql\n"
               f"  Turtle   http://{host}:{port}/id/CPT:76496?format=turtle", err=True)
    uvicorn.run(app, host=host, port=port, log_level="warning")


COMMANDS = (serve,)
