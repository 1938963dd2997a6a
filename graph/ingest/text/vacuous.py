"""Mentions that name nothing: pronouns and adverbs left over, "there are few", a clause that is only a condition.

They come of sentences that speak of what stands around them. A clause that only says when gives that to its neighbour.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.ingest.text.patterns import Pattern

if TYPE_CHECKING:
    from graph.ingest.text.reading import Mention

_I = re.IGNORECASE
_FILLER = (r"(?:it|they|them|this|that|these|those|you|we|he|she|i|someone|something|anything|nothing|everyone|everybody|others?|one|ones|both|either|neither|nor|and|or|but|not|no|none|never|yes|so|too|also|then|there|here|now|"
           r"some|any|all|most|many|few|several|more|less|much|higher|lower|greater|smaller|better|worse|longer|shorter|sooner|later|earlier|often|rarely|usually|sometimes|mostly|mainly|generally|as well|else|same|the same|such|like|"
           r"common|rare|uncommon|mild|minor|possible|likely|unlikely|inappropriate|excluded|included|otherwise|however|instead|again|together|afterwards?|beforehand|e\.?g|i\.?e|etc)")
_EMPTY = Pattern(rf"(?:(?:an?|the)\s+)?{_FILLER}(?:[\s,]+{_FILLER})*$", _I)
_NOBODY = frozenset({"it", "they", "them", "you", "we", "he", "she", "i", "this", "that", "these", "those"})
_NONE_THERE = Pattern(r"there (?:is|are) (?:(?:very|only|almost|essentially|really|practically) )*(?:few|none|little|nothing|no others?|several|many|some|a few)(?: (?:risks?|complications?|side effects|problems|alternatives?|of them))?(?: (?:and|but) .{0,20})?$|not (?:everyone|everybody|all)\b|nothing (?:serious|worse|of note|dangerous)\b", _I)
_WHEN = Pattern(r"(?:if|unless|when|whenever|once|as soon as|as long as|should (?:the|it|you|your|they|there|any))\s+\S+\s+\S", _I)
# What is only told of the thing before: "gel wiped off; it does not stain", "leaks; 1 in 10 wear pads".
_TELLS = Pattern(r"(?:it|they|this|these|that) (?:is|are|does|do|may|can|will|has|have|should|must|comes?|goes|lasts?|heals?|fades?|\w+s)\b|(?:about |around |nearly |some |up to |fewer than )?(?:\d[\d,]*|one|two|three) (?:in|of|out of) (?:every )?(?:\d[\d,]*|ten|twenty|a hundred)\s\w", _I)
_STANDS = Pattern(r"(?:once|when) (?:a|or|daily|weekly|per|every|again|necessary|needed)\b", _I)


def substantial(found: list[Mention]) -> list[Mention]:
    """Mentions without those that name nothing; a name that a vocabulary has stays, whatever it looks like."""
    kept: list[Mention] = []
    said: str | None = None
    for mention in found:
        unknown = mention.grounding.method == "unknown"
        if mention.exact.lower() in _NOBODY or (unknown and (_EMPTY.match(mention.exact) or _NONE_THERE.match(mention.exact))):
            continue
        if unknown and len(found) > 1 and kept and _TELLS.match(mention.exact):
            continue
        if unknown and len(found) > 1 and _WHEN.match(mention.exact) and not _STANDS.match(mention.exact):
            said = mention.exact
            if kept and mention is found[-1] and not said.lower().startswith("whenever"):  # "daily, or whenever it changes"
                kept[-1] = _with(kept[-1], said)
            continue
        kept.append(_with(mention, said) if said else mention)
        said = None
    return kept


def _with(mention: Mention, said: str) -> Mention:
    had = mention.qualifiers
    return mention if had.condition else mention._replace(qualifiers=replace(had, condition=said))
