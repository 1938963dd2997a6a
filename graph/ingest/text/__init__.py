"""Pure functions from the text of a page to spans that say what was meant and where it stands."""
