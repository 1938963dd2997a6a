"""Patterns that are compiled when they are first asked for something.

A page needs a third of those of the reader, and to compile all of them takes as long as to read dozens of pages.
"""

from __future__ import annotations

import re
from typing import Any

_made: list[Pattern] = []
_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split")


class Pattern:
    """A regular expression, with the methods that `re.compile` would give it.

    >>> Pattern(r"\\d+").search("at 6 pm")[0]
    '6'
    """

    __slots__ = ("compiled", "flags", "pattern", *_METHODS)

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern, self.flags = pattern, flags
        _made.append(self)

    def __getattr__(self, name: str) -> Any:
        """What is not there yet: afterwards a method is found at once, and costs no more than that of the library."""
        if name not in ("compiled", *_METHODS):
            raise AttributeError(name)
        self.compiled = re.compile(self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(self.compiled, method))
        return object.__getattribute__(self, name)


def compiled() -> int:
    """Compile all patterns that there are, for who has many pages to read, and say how many."""
    return sum(pattern.compiled is not None for pattern in _made)
