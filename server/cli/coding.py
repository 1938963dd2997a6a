"""`codekin codes`: raw code fields of policies, as codes, ranges, pseudo-codes and errors."""

from __future__ import annotations

import sys
from typing import Any, BinaryIO

import click
import orjson

from graph.errors import BadInput, CodekinError
from graph.ingest.policies.notation import CodeField, read_field
from graph.ingest.policies.notation_codes import SYSTEMS
from server.cli import options


@click.command(context_settings={"ignore_unknown_options": True})  # "-M17.9" is a field, not an option
@click.argument("text", required=False)
@click.option("--system", type=click.Choice(SYSTEMS, case_sensitive=False),
              help="The code system of the column; with --from, of the lines that name none.")
@click.option("--from", "source", type=click.File("rb"),
              help='Lines of JSON, {"raw", "system"}; answered one a line in the same order.')
@options.as_json
def codes(text: str | None, system: str | None, source: BinaryIO | None, as_json: bool) -> None:
    """Read one raw code field, or many; what cannot be read is listed under errors, never repaired.

    A line of --from that is no such object is answered with its error in its place; the exit status is then 2.
    """
    if (text is None) == (source is None):
        raise BadInput("one code field or --from FILE", expected="one of the two", got="neither" if text is None
                       else "both", hint="a field that looks like an option goes after --")
    if text is not None:
        _put(read_field(_utf8(text), _named(system)), as_json)
        return
    assert source is not None
    done = [_line(number, line, system, as_json) for number, line in enumerate(source, 1) if line.strip()]
    sys.exit(0 if all(done) else 2)


def _utf8(text: str) -> str:
    if not text.isprintable() and any("\ud800" <= c <= "\udfff" for c in text):
        raise BadInput("the field is not UTF-8", got=ascii(text))
    return text


def _named(system: Any) -> str:
    if not isinstance(system, str):
        raise BadInput("no code system", expected="one of " + ", ".join(SYSTEMS), got=repr(system),
                       hint="give --system")
    return system.upper()


def _line(number: int, line: bytes, system: str | None, as_json: bool) -> bool:
    """One line of a batch; one that cannot be used says why and does not stop the others."""
    asked: Any = None
    try:
        asked = _object(line.removeprefix(b"\xef\xbb\xbf"))
        _put(read_field(asked["raw"], _named(asked.get("system", system))), as_json)
    except CodekinError as error:
        known = asked if isinstance(asked, dict) else {"raw": line.decode(errors="replace").strip()}
        options.put({"raw": known.get("raw"), "system": known.get("system", system), "parsed": [], "errors": [],
                     "error": {**error.as_json(), "where": f"line {number}"}})
        return False
    return True


def _object(line: bytes) -> dict[str, Any]:
    try:
        asked = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise BadInput(f"not JSON: {error}", expected='{"raw": …, "system": …}') from error
    if not isinstance(asked, dict) or "raw" not in asked:
        raise BadInput("not a code field", expected='{"raw": …, "system": …}', got=f"{asked!r:.60}")
    return asked


def _put(read: CodeField, as_json: bool) -> None:
    if as_json:
        options.put(read.as_json())
        return
    for piece in read.parsed:
        said = f"{piece.first} to {piece.last}" if piece.kind == "range" else piece.first
        click.echo(f"{piece.kind:7} {said}" + (f"  ({piece.system})" if piece.system != read.system else "")
                   * bool(piece.system) + ("  and all below it" if piece.stub else ""))
    for modified in read.as_json().get("modifiers", ()):
        click.echo(f"modifier {modified['modifier']} on {modified.get('code') or modified['start']}")
    for raw, why in read.errors.items():
        click.echo(f"error   {raw}: {why}")


COMMANDS = (codes,)
