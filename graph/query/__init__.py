"""From a release to answers: read-only, memory-mapped, never a source file."""
