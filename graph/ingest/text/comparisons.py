"""Comparisons: "sooner if …" only compares, "likelier in …" tells no new thing, "126 mg/dL or above" bounds an amount."""

from __future__ import annotations

import re

from graph.ingest.text.patterns import Pattern

_I = re.IGNORECASE
_TIMED = "sooner|later|longer|shorter|earlier"
_SIZED = "less|more|older|younger|higher|lower|above|greater|fewer|over|under|better"

# A condition that begins so tells in what the case differs, not when the thing holds.
OTHERWISE = Pattern(r"(?:sooner|later|longer|earlier|(?:much |far )?(?:higher|greater|worse|less (?:so|likely|common|frequent|often|commonly|frequently)))\s", _I)
# Behind a name: "skipped for a day – longer if the kidneys are weak".
DIFFERS = Pattern(rf"(?:much |far |a little )?(?:{_TIMED}|more|less|higher|fewer) (?:if|when|in|for|with|after)\b", _I)
# How a thing does, not when.
FARES = Pattern(r"(?:longer|shorter|slower|faster|quicker|cheaper|better|worse|more|less|fewer)\s", _I)
# A statement that goes on with the one before it: "rarely in children", "more often after a fall".
GOES_ON = Pattern(r"(?:(?:and|but|or)\s+)?(?:(?:rarely|seldom|less|more|often|sometimes|usually|also|not|never|then|later|sooner|longer|even|only|mainly)\s+)*(?:in|for|with|after|during|if|when|unless|at|on|often|common|likely)\b", _I)
# A new comparison is a new thing: "less pain after surgery and earlier return".
COMPARED = Pattern(r"^(?:less|more|fewer|better|earlier|faster|shorter|lower|quicker|easier|higher|longer|improved|reduced|greater|smaller|stronger)\s", _I)
# What bounds an amount: "two or more", "126 mg/dL or above, fasting".
BOUND = Pattern(rf"(?:{_SIZED}|so|worse|{_TIMED}|below|up)\W*$", _I)
BEYOND = Pattern(rf"(?:{_SIZED}|later|longer|below)\b", _I)
