"""What a stretch of a code field was read as."""

from __future__ import annotations

from typing import NamedTuple


class Piece(NamedTuple):
    """A stretch of the field, `start`…`end`: kind is code, range, pseudo, modifier, note, error or separator.

    `first` is the code, the first code of a range or the words; `system` is that of the code; `why` is the reason
    of an error; `stub` marks L97.4- or C50.x, which stands for every code below it.
    """

    kind: str
    start: int
    end: int
    first: str = ""
    last: str = ""
    system: str = ""
    why: str = ""
    stub: bool = False

    def as_json(self) -> dict[str, str]:
        """The shape of the contract of `codekin codes`."""
        if self.kind == "range":
            return {"start": self.first, "end": self.last}
        return {self.kind: self.first}
