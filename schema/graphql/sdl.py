"""`python -m schema.graphql.sdl` writes the schema definition that is committed and compared."""

from __future__ import annotations

from pathlib import Path

from schema.graphql.schema import schema

PATH = Path(__file__).parents[1] / "schema.graphql"


def main() -> None:
    """Write `schema/schema.graphql`."""
    PATH.write_text(schema.as_str() + "\n", "utf-8")


if __name__ == "__main__":
    main()
