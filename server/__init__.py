"""The doors: HTTP, page, command line."""
