"""Ranked paths between two nodes of a whole release."""

DAMPING = 0.4
"""How dear a node's degree makes it; the value found best for degree-weighted paths in Hetionet."""

BUDGET = 1_000_000
"""How many edges may be read for one question."""
