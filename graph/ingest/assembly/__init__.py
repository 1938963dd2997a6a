"""From batches to the tables and arrays of a release, by column, rows sorted: equal input gives equal bytes."""
