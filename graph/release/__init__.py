"""What ingest and query share: one directory is one release."""
