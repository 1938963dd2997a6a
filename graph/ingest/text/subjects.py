"""Whom a sentence is about, when that is not everybody: "smokers should stop", "people with diabetes need"."""

from __future__ import annotations

import re

from graph.ingest.text.patterns import Pattern
from graph.ingest.text.populations import GROUP, OWN_WORD, PEOPLE

_I = re.IGNORECASE
_OFTEN = r"(?:usually|typically|often|generally|also|always|sometimes|mostly|mainly|normally)"
_MODAL = (r"(?:can|may|should|will|must|might|are able to|are asked to|need to|will need to|have to|are advised to|are told to|"
          r"are encouraged to|will be asked to|are usually asked to|may need to|may be asked to|are (?:much |far )?(?:more |less |most )?(?:likely|prone|apt) to|tend to|are at (?:a )?(?:higher|greater|increased|special) risk (?:of|for)|have a (?:higher|greater|increased) (?:risk|chance) of)")
_TAKING = (r"(?:(?:(?:go|goes|may go) to|stay in|are (?:\w+ly )?(?:treated|seen|managed|cared for|looked after|kept|placed|admitted|nursed|watched|monitored) (?:in|at|by|on|to)|sees?|needs?|requires?|gets?|receives?)\s+|(?:have|has)\s+(?:(?:it|this)(?: done| performed| carried out)? (?:in|at|by) (?:the )?|(?=an?\s))|"
           r"(?=(?:go|stay|leave|return|wear|take|start|stop|drink|eat|rest|keep|continue|avoid|bring|fast|come|use|resume|begin|halve|skip|omit|hold|call|book|arrive|wait|wash|remove|arrange|sleep)\s))")
_SUBJECT = rf"((?:{OWN_WORD}){{0,3}}?(?:{PEOPLE}|(?<=\w )cases|emergencies)(?:\s+(?:with|who|on|over|under|of|aged?|taking|from|too|unable|unfit)\s+[^,;:()]+?|\s+in (?!(?:the|this|that|a|an|your)\b)[^,;:()]+?)?)"
SPECIFIC_SUBJECT = Pattern(
    rf"^{_SUBJECT}\s+(?:{_OFTEN}\s+)*(?:{_MODAL}\s+(?:{_OFTEN}\s+)*(?:(?:be )?{_TAKING})?|{_TAKING})(?=\S)", _I)
_EVERYBODY = Pattern(r"^(?:most |many |some |all |other |the )?(?:patients|people|persons|those|users|individuals|anyone|women|men|children|adults|candidates|members|enrollees|beneficiaries|cases)$", _I)


MANY_SUBJECT = Pattern(r"^((?:most|many|some|a few) (?:people|patients|women|men|children|adults|babies|users|plans|clinics|hospitals|surgeons|doctors|centers))\s+(?:(?:can|may|will|should|must|might|usually|often|are able to|need to|have to|are asked to)\s+)*(?=\w)", _I)


def one_group(text: str) -> bool:
    """Whether a remark is one word for people: "twins"; a longer one may say what is done with them."""
    return " " not in text.strip(" .") and bool(GROUP.match(text.strip(" ."))) and not _EVERYBODY.match(text.strip(" ."))


def group(text: str, section: str | None) -> bool:
    """Whether a subject singles out a group: "smokers", not "most patients"."""
    return not _EVERYBODY.match(text) or (section == "setting" and text.lower().split()[-1] in ("children", "adults", "women", "men"))
