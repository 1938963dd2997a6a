"""The items of a section to atomic mentions: what is named, under which qualifiers, and where it stands."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from graph.ingest.text import conditions
from graph.ingest.text.circumstances import duty
from graph.ingest.text.columns import everybody, role
from graph.ingest.text.cues import FREQUENCY_ONLY
from graph.ingest.text.grounding import Grounder
from graph.ingest.text.items import Item
from graph.ingest.text.labels import attribute, denies
from graph.ingest.text.leads import Lead, lead, order
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.reading import Mention
from graph.ingest.text.remarks import circumstance
from graph.ingest.text.shorthand import spelled
from graph.ingest.text.spans import Span
from graph.ingest.text.statements import item_mentions
from graph.ingest.text.tried import likelier, required
from graph.model import Qualifiers
from graph.vocabulary import PAGE_PREDICATES


def section_mentions(section: str, found: list[Item], grounder: Grounder) -> list[Mention]:
    """Mentions of one section in order; pros and cons are attributes of the alternatives above them."""
    mentions: list[Mention] = []
    last: list[int] = []  # mentions of the item just above
    since: list[int] = []  # mentions since the last pros or cons
    closed = False
    above: list[Lead] = []
    columns: list[Item] = []
    for n, item in enumerate(found):
        if item.column:
            columns = [*columns, item] if n and found[n - 1].column else [item]
            continue
        if section == "alternatives" and not item.cell and (attributed := attribute(item.span)):
            _attribute(mentions, last if item.depth else since, attributed)
            closed = True
            continue
        above = [line for line in above if line.holds(item)] if above else above
        opens_row = item.cell and above and above[-1].scope == "row" and above[-1].item is found[n - 1]
        if last and (item.cell or _only_qualifies(item, found, n)) and not opens_row:
            head = _column_role(section, item, columns)
            if head in ("pros", "cons"):
                _attribute(mentions, last, (head, item.span))
            else:
                _describe(mentions, last, section, item.span, grounder, head)
            continue
        if item.cell and not opens_row:
            continue
        if line := lead(found, n, lambda text: _is_named(section, text, grounder)):
            above.append(line)
            last = []
            if line.asks and section in ("recovery", "preparation"):
                mentions.extend(_asked(section, item, grounder))
            continue
        if section in ("recovery", "preparation") and any(line.asks for line in above):
            continue  # what to call for is part of the instruction
        if last and (said := _said_before(section, item.text)):
            _limit(mentions, last, said)
            continue
        new = [_placed(mention, item.span) for mention in _cited(section, item.text, item.prose, grounder)]
        new = [_under(mention, above) for mention in new] if above else new
        if last and item.depth and _is_detail(section, item, new, [mentions[k] for k in last]):
            _describe(mentions, last, section, item.span, grounder)
            continue
        last = list(range(len(mentions), len(mentions) + len(new)))
        since = [] if closed else since
        since.extend(last)
        closed = False
        mentions.extend(new)
    return mentions


def _said_before(section: str, text: str) -> str | None:
    """When what was named before holds, where a sentence says nothing else."""
    if section == "indications":
        return text.strip(" .") if required(text) else None
    return likelier(text) if section == "risks" else None


def _limit(mentions: list[Mention], rows: list[int], said: str) -> None:
    """What must have been tried, said in a sentence of its own, holds for all that was named before it."""
    for n in rows:
        had = mentions[n].qualifiers
        mentions[n] = mentions[n] if had.condition else mentions[n]._replace(qualifiers=replace(had, condition=said))


def _asked(section: str, item: Item, grounder: Grounder) -> list[Mention]:
    """ "Call the ward or go to the emergency room if:" is one instruction, whatever is listed below it."""
    text = order(item.text)
    found = _cited(section, text, item.prose, grounder)
    if not found:
        return []
    whole = found[0]._replace(exact=text[found[0].start : found[-1].end], end=found[-1].end)
    return [_placed(whole, item.span)]


def _column_role(section: str, item: Item, columns: list[Item]) -> str | None:
    """What the column that a cell stands in is for, where it has a head that says so."""
    head = next((column for column in columns if column.place == item.place), None) if item.cell else None
    return role(head.text, section) if head else None


_DETAIL = Pattern(
    r"^(?:incidence|rates?|frequency|prevalence|timing|onset|timeline|treatment|management|prevention|causes?|symptoms|signs|severity|likelihood|chance|how (?:common|often|long)|what (?:it is|happens|to do)|usually|may require|can occur|"
    r"requires?|presents? as|watch for|more common|less common|(?:very|extremely) rare|estimated|risk (?:period|factors?)|typical|peaks?|lasts?|resolves?|improves?|goes away|from|due to|caused by|risk|most|about|approximately|up to|normal)\b", re.IGNORECASE)


def _is_detail(section: str, item: Item, new: list[Mention], above: list[Mention]) -> bool:
    """What is nested under a role or a risk may tell of it: its duty, its rate, its course, or what it is."""
    if any(m.grounding.method != "unknown" for m in new):
        return False
    if section == "personnel":
        return True
    if section not in ("risks", "benefits", "alternatives", "indications"):
        return False
    explains = section != "indications" and len(item.text.split()) > 2  # a word or two name a kind of it
    return bool(_DETAIL.match(item.text)) or (explains and any(m.grounding.method in ("exact", "alias") for m in above))


def _only_qualifies(item: Item, found: list[Item], n: int) -> bool:
    """A line under a name that is nothing but a condition: "Splint", below it "for mild cases"."""
    if not (item.depth > 0 or (n > 0 and found[n - 1].bullet and not item.bullet and not item.fresh)):
        return False
    below = found[n + 1] if n + 1 < len(found) else None
    leads = below is not None and (below.depth > item.depth if item.bullet else below.bullet and not attribute(below.span))
    return not leads and len(item.text.split()) <= 8 and not re.search(r"[,:]", item.text) and (
        conditions.begins_with_cue(item.text) or bool(re.match(r"only\s", item.text, re.IGNORECASE)))


def _is_named(section: str, text: str, grounder: Grounder) -> bool:
    return grounder.ground(PAGE_PREDICATES[section].objects[0], (text,)).method != "unknown"


def _describe(mentions: list[Mention], rows: list[int], section: str, cell: Span, grounder: Grounder, head: str | None = None) -> None:
    """A cell beside the first of its row says when the row holds, or what the role in it does; `head` is its column's."""
    for n in rows:
        had = mentions[n].qualifiers
        if head == "likely":
            had = _likely(had, cell.text)
        elif denies(cell.text):
            had = replace(had, negated=section != "benefits")
        elif head == "whom":
            had = replace(had, condition=had.condition or (None if everybody(cell.text) else cell.text))
        elif head == "aside":
            pass
        elif not had.condition and (said := _said_of(section, cell.text, grounder)):
            had = replace(had, condition=said)
        if section == "personnel" and not had.role and not had.negated and had.condition != cell.text:
            had = replace(had, role=cell.text)
        mentions[n] = mentions[n]._replace(qualifiers=had)


def _likely(had: Qualifiers, text: str) -> Qualifiers:
    """The rate in a cell of a column of rates; how it is graded there, "rare", grades the row and hedges nothing."""
    rates = [part for part in re.split(r"[;,]\s+", text.strip(" .")) if FREQUENCY_ONLY.match(part)]
    return replace(had, frequency=rates[0]) if rates and not had.frequency else had


def _said_of(section: str, text: str, grounder: Grounder) -> str | None:
    """When a row holds, told by one of its cells."""
    own = PAGE_PREDICATES[section].objects[0]
    whole = conditions.bracketed(text) or (section != "personnel" and circumstance(text, section, own, grounder.knows, cell=True))
    return text if whole else duty(section, text)


def _under(mention: Mention, above: list[Lead]) -> Mention:
    """ "For planned operations:" holds for every item of the list below it."""
    had = mention.qualifiers
    for line in reversed(above):  # the innermost says it best
        if line.condition and not had.condition:
            had = replace(had, condition=line.condition)
        if line.hedge and not had.hedge:
            had = replace(had, hedge=line.hedge)
        if line.negated and mention.section != "benefits":
            had = replace(had, negated=True)
    return mention if had is mention.qualifiers else mention._replace(qualifiers=had)


@lru_cache(maxsize=1 << 14)
def _cited(section: str, text: str, prose: bool, grounder: Grounder) -> tuple[Mention, ...]:
    """The mentions of an item wherever it stands, their offsets counted from its first letter.

    Pages say the same things: what has been read once, for the alignment or on another page, is not read again.
    """
    whole = spelled(Span(text, 0))
    found = item_mentions(section, Item(whole, prose=prose), grounder)
    return tuple([_quoted(mention, text, whole) for mention in found])


def _quoted(mention: Mention, text: str, spelt: Span) -> Mention:
    """A remark in brackets inside a mention belongs to its quote: a quote is one stretch of the file, shorthand as it stands."""
    whole, said = text[mention.start : mention.end], mention.qualifiers
    if said.condition and spelt.text != text and (at := spelt.text.find(said.condition)) >= 0:
        start, end = spelt.range(at, at + len(said.condition))
        mention = mention._replace(qualifiers=replace(said, condition=text[start:end]))
    return mention if whole == mention.exact else mention._replace(exact=whole)


def _placed(mention: Mention, source: Span) -> Mention:
    """A mention with the offsets that its letters have in the file."""
    predicate, section, exact, low, high, qualifiers, grounding = mention
    start, end = source.range(low, high)
    return Mention(predicate, section, exact, start, end, qualifiers, grounding)


def _attribute(mentions: list[Mention], rows: list[int], attributed: tuple[str, Span]) -> None:
    name, text = attributed
    for n in rows:
        had = getattr(mentions[n].qualifiers, name)
        value = f"{had}; {text.text}" if had else text.text
        mentions[n] = mentions[n]._replace(qualifiers=replace(mentions[n].qualifiers, **{name: value}))
