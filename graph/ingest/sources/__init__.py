"""One file per publisher, one registry: what a reader takes in and the function that writes it into a draft."""
