"""A page read whole: its code, sections, duration and mentions."""

from __future__ import annotations

from pathlib import Path

from graph.errors import PageNotRecognised
from graph.identifiers import CODE_SYSTEMS, code, system_of
from graph.ingest.text.alignment import aligned
from graph.ingest.text.documents import Source, read
from graph.ingest.text.duration import duration, told
from graph.ingest.text.grounding import Grounder
from graph.ingest.text.items import items
from graph.ingest.text.mentions import section_mentions
from graph.ingest.text.placing import placed
from graph.ingest.text.reading import Mention, Reading
from graph.ingest.text.sections import OTHER, Block, Layout, layout
from graph.ingest.text.stated import stated_code
from graph.ingest.text.titles import Titles
from graph.model import Duration, Section
from graph.vocabulary import PAGE_PREDICATES, SECTIONS

_STATEMENT = 1000  # characters in which a section says how long the procedure takes


class Reader:
    """Reads pages with one set of vocabularies and titles."""

    def __init__(self, grounder: Grounder, titles: Titles) -> None:
        self.grounder = grounder
        self.titles = titles

    def read(self, path: Path, given: str | None = None) -> Reading:
        """Read one page; `given` overrides the code. `PageNotRecognised` when it has neither code nor section."""
        source = read(path)
        page = placed(layout(source.lines), self.grounder)
        found = code(given) if given else self._code(source, page)
        blocks = tuple(b for b in aligned(page, self.grounder, source.text) if b.name != "front")
        if found is None and not blocks:
            raise PageNotRecognised(
                "no code and no section found", where=path, expected="sections such as Indications, Risks, Recovery",
                got=f"{sum(1 for line in source.lines if line.text)} lines without a known heading",
                hint="see docs/pages.md for the section format, or give --code",
            )
        return Reading(
            source, found, self._title(found, page), tuple(_sections(blocks)),
            _own_duration(blocks), tuple(self._mentions(blocks)),
        )

    def _mentions(self, blocks: tuple[Block, ...]) -> list[Mention]:
        return [
            mention
            for block in blocks if block.name in PAGE_PREDICATES
            for mention in section_mentions(block.name, items(block.lines), self.grounder)
        ]

    def _code(self, source: Source, page: Layout) -> str | None:
        """The code as the page states it, else as its file name does, else by its title."""
        return stated_code(source, page) or self.titles.resolve(_names(page))

    def _title(self, found: str | None, page: Layout) -> str | None:
        """Descriptors of licensed systems are not ours to pass on, so their titles come from our own list."""
        if found and (own := self.titles.title(found)):
            return own
        licensed = found and CODE_SYSTEMS[system_of(found) or ""].licence == "licensed"
        names = _names(page)
        return None if licensed or not names else names[0]


def _names(page: Layout) -> list[str]:
    """What the page calls its procedure: the name block first, then the lines above the first section."""
    block = [line.text for b in page.blocks if b.name == "name" for line in b.lines if line.text]
    return [*block, *(line.text for line in page.front if line.text)]


def _sections(blocks: tuple[Block, ...]) -> list[Section]:
    """Sections of the contract in page order, parts of one section joined; an empty one stays, as empty."""
    spans: dict[str, tuple[int, int, list[str]]] = {}
    for block in blocks:
        if block.name not in SECTIONS:
            continue
        start, end = block.span
        body = "\n".join([f"• {text}" if line.kind == "bullet" else text for line in block.lines if (text := line.span.text)])
        had = spans.get(block.name)
        parts = had[2] if had else []
        parts.append(body)
        spans[block.name] = (had[0], max(end, had[1]), parts) if had else (start, end, parts)
    return [Section(name, "\n".join(p for p in parts if p), a, b) for name, (a, b, parts) in spans.items()]


def _own_duration(blocks: tuple[Block, ...]) -> Duration | None:
    texts = [" ".join(line.text for line in b.lines if line.text) for b in blocks if b.name == "duration"]
    if texts:
        return duration(" ".join(texts)[:_STATEMENT])
    telling = ("summary", "procedure", "experience", "purpose", OTHER)
    late = ("recovery", "preparation")  # "it" is there something else than the procedure
    return (
        told(line.text for name in telling for b in blocks if b.name == name for line in b.lines if line.text)
        or told(line.text for b in blocks if b.name not in (*telling, *late) for line in b.lines if line.text)
        or told((line.text for b in blocks if b.name in late for line in b.lines if line.text), named=True))
