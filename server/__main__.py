"""`python -m server` is the `codekin` command."""

from server.cli import main

main(prog_name="codekin")
