"""How well pages are read, measured against annotated pages under the project's conventions (docs/annotation.md)."""
