"""From files to a release: sources are read, mentions grounded, and everything written once."""
