"""The grammar of code fields that are more than a plain list: dashes, words, modifiers, broken codes.

Codes and fragments joined by dashes are one chain, judged as a whole: a code, a range, a stub, a code with its
modifier, or an error. Runs of words are pseudo-codes, labels of the codes after them, or remarks beside a code.
"""

from __future__ import annotations

from graph.ingest.policies.notation_codes import range_fault
from graph.ingest.policies.notation_pieces import Piece
from graph.ingest.policies.notation_words import (
    COUNTED,
    CUES,
    JOINING,
    LABELS,
    OPENING_CUES,
    REACHING,
    Token,
    is_modifier,
    tokens,
)

_MODIFIED = ("CPT", "HCPCS", "CDT")
_WORDS = ("word", "label", "none")


def parse(text: str, system: str) -> list[Piece]:
    """The pieces of a field in order, separators with them; they cover the text without gap or overlap."""
    return _Parser(text, tokens(text, system)).pieces()


class _Parser:
    """One pass over the tokens of one field."""

    def __init__(self, text: str, found: list[Token]) -> None:
        self.text, self.tokens, self.at = text, found, 0
        self.found: list[Piece] = []
        self.owner: Piece | None = None  # the code or range that a modifier or a remark may follow
        self.scanned = 0  # up to here a run of words was looked at: what is left of it is not looked at again

    def pieces(self) -> list[Piece]:
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.kind == "modifier":
                self._modifier_phrase(token)
            elif token.kind in ("blank", "sep"):
                self._separator(token)
            elif token.kind in _WORDS:
                self._word(token)
            elif token.kind == "dash" and self._is_bullet():
                self._separator(token)
            else:
                self._chain()
        return self.found

    # -- looking round ------------------------------------------------------------------------------------------

    def _token(self, at: int) -> Token:
        return self.tokens[at] if 0 <= at < len(self.tokens) else Token("end", "", len(self.text), len(self.text))

    def _past_blanks(self, at: int) -> int:
        return at + 1 if self._token(at).kind == "blank" else at

    def _is_bullet(self) -> bool:
        """A dash that opens a line, or that stands free before words."""
        before, after = self._token(self.at - 1), self._token(self.at + 1)
        opens = self.at == 0 or (before.kind == "blank" and ("\n" in before.text or self.at == 1))
        beyond = self._token(self._past_blanks(self.at + 1)).kind
        return (opens and after.kind == "blank") or beyond in (*_WORDS, "modifier")

    # -- words --------------------------------------------------------------------------------------------------

    def _separator(self, token: Token) -> None:
        listed = token.text in (",", "/", "&") and bool(self.found) and self.found[-1].kind == "modifier"
        if token.text.strip(" ()[]-–—:\t\xa0") and not listed:  # these leave the code before them in reach
            self.owner = None
        self._put("separator", self.at + 1)

    def _modifier_phrase(self, token: Token) -> None:
        names = [t for t in token.text.replace("-", " ").replace(",", " ").replace("/", " ").split()
                 if len(t) == 2 and is_modifier(t)]
        if self.owner is None or not names:
            self._put("note" if self.owner else "pseudo", self.at + 1, first=token.text.strip())
        else:
            self._put("modifier", self.at + 1, first=" ".join(names))

    def _word(self, token: Token) -> None:
        low = token.text.casefold()
        if self._follows_code() and is_modifier(token.text):
            self._put("modifier", self.at + 1, first=token.text)
        elif low in JOINING or (low in REACHING and self.at < self.scanned):
            self.owner = None if low != "with" else self.owner
            self._put("separator", self.at + 1)
        else:
            self._phrase()

    def _follows_code(self) -> bool:
        return self.owner is not None and self.owner.system in _MODIFIED

    def _is_joining(self, at: int) -> bool:
        return self._token(at).text.casefold() in JOINING

    def _phrase(self) -> None:
        """The longest run of words from here, ended before a code, a hard separator or a trailing joining word."""
        start, last = self.at, self.at
        at = start + 1
        while (token := self._token(at)).kind != "end" and self._within_phrase(token, at):
            is_number = token.kind == "atom" and self.tokens[last].text.casefold() in COUNTED
            if is_number or (token.kind in _WORDS and not self._is_joining(at)
                             and token.text.casefold() not in REACHING):
                last = at
            at += 1
        self.scanned = at
        kind, line = self._judge(self.tokens[start:last + 1], last + 1)
        self._put(kind, last + 1, line, why="not the shape of a code" if kind == "error" else "")

    def _within_phrase(self, token: Token, at: int) -> bool:
        if token.kind in _WORDS:
            return True
        after = self._token(self._past_blanks(at + 1))
        if token.kind == "blank":
            return "\n" not in token.text or after.text[:1].islower()
        if token.kind == "sep" and token.text == ",":
            return after.kind == "word" and after.text[:1].islower()
        short = token.kind == "atom" and token.code is None and len(token.text) <= 4 and token.text.isdigit()
        return short or token.kind == "dash" or token.text in ("/", "&", "'", "’", "(", ")")

    def _judge(self, run: list[Token], end: int) -> tuple[str, str]:
        """The kind of a phrase that ends before token `end`, and its words as one line."""
        words = [t.text.casefold() for t in run if t.kind in _WORDS]
        line = " ".join(self.text[run[0].start:run[-1].end].split()).rstrip(" .")
        beside = self._is_before_code(end)
        if words[0] in OPENING_CUES or run[0].kind == "none" or not (self.owner or CUES.isdisjoint(words)):
            return "pseudo", line
        if beside and all(t.kind == "label" or t.text.casefold() in LABELS for t in run if t.kind in _WORDS):
            return "separator", ""
        if len(line) <= 2:
            return "error", ""
        return "note" if beside or self.owner else "pseudo", line

    def _is_before_code(self, at: int) -> bool:
        while self._token(at).kind in ("blank", "sep") and self._token(at).text not in (",", ";"):
            at += 1
        return self._token(at).kind in ("atom", "dash")

    # -- codes --------------------------------------------------------------------------------------------------

    def _chain(self) -> None:
        """Codes and fragments that dashes join, from here."""
        start, leads = self.at, self.tokens[self.at].kind == "dash"
        at = self._past_blanks(start + 1) if leads else start
        parts: list[list[Token]] = []
        end, trails = start + 1, leads
        while self._token(at).kind in ("atom", "other") or (trails and parts and self._is_affix(at)):
            end = self._clump(at)
            parts.append(self.tokens[at:end])
            at, trails = self._past_dash(end)
        if parts and trails:
            end = at
        self._verdict(start, end, leads, trails, parts)

    def _is_affix(self, at: int) -> bool:
        return self._token(at).kind == "word" and is_modifier(self._token(at).text)

    def _clump(self, at: int) -> int:
        """The end of what stands together without a blank or separator, such as a code with a stray sign."""
        at += 1
        while self._token(at).kind in ("atom", "other"):
            at += 1
        return at

    def _past_dash(self, at: int) -> tuple[int, bool]:
        """Past a dash, or a word such as "to", where the chain goes on; else past a dash that ends it, attached."""
        dash = self._past_blanks(at)
        reaches = self._token(dash).kind == "word" and self._token(dash).text.casefold() in REACHING
        beyond = self._past_blanks(dash + 1)
        if self._token(dash).kind != "dash" and not reaches:
            return at, False
        if dash > at and "\n" in self._token(at).text and not reaches:
            return at, False
        if self._token(beyond).kind in ("atom", "other") or (not reaches and dash == at and self._is_affix(beyond)):
            return beyond, True
        hangs = dash == at or self._token(beyond).kind in ("sep", "end")
        return (dash + 1, True) if hangs and not reaches else (at, False)

    def _verdict(self, start: int, end: int, leads: bool, trails: bool, parts: list[list[Token]]) -> None:
        whole = [p[0].code if len(p) == 1 else None for p in parts]
        first = whole[0] if whole else None
        if leads or first is None:
            self._loose(start, end, leads, trails, parts)
        elif len(parts) == 1:
            self._single(first, end, trails)
        elif not trails and first[0] in _MODIFIED and all(len(p) == 1 and is_modifier(p[0].text) for p in parts[1:]):
            self._with_modifiers(first, start, end)
        elif trails or len(parts) > 2 or (last := whole[1]) is None:
            self._error(end, "an end of the range is not a code" if len(parts) == 2 else "more than two ends")
        elif fault := range_fault(first, last):
            self._error(end, fault)
        else:
            self._put("range", end, first[1], last[1], first[0])

    def _single(self, code: tuple[str, str], end: int, trails: bool) -> None:
        dashed = trails and code[0] == "ICD10CM" and len(code[1]) < 8 and end - self.at == 2
        is_stub = dashed or (code[0] == "ICD10CM" and code[1].endswith("X"))  # no whole code ends in a placeholder
        if trails and not dashed:
            self._error(end, "the end of the range is missing")
        else:
            self._put("code", end, code[1], "", code[0], is_stub)

    def _with_modifiers(self, code: tuple[str, str], start: int, end: int) -> None:
        self._put("code", start + 1, code[1], "", code[0])
        while self.at < end:
            kind = "separator" if self.tokens[self.at].kind in ("dash", "blank") else "modifier"
            self._put(kind, self.at + 1, "" if kind == "separator" else self.tokens[self.at].text)

    def _loose(self, start: int, end: int, leads: bool, trails: bool, parts: list[list[Token]]) -> None:
        """What does not begin with a code: a modifier after one, a lone dash, or an error."""
        alone = not leads and not trails and len(parts) == 1 and len(parts[0]) == 1
        if not parts:
            self._put("separator", end)
        elif alone and self._follows_code() and is_modifier(parts[0][0].text):
            self._put("modifier", end, parts[0][0].text)
        elif leads and len(parts) == 1 and parts[0][0].code:
            self._error(end, "the start of the range is missing")
        else:
            self._error(end, "not the shape of a code")

    # -- writing down -------------------------------------------------------------------------------------------

    def _error(self, end: int, why: str) -> None:
        self._put("error", end, why=why)

    def _put(self, kind: str, end: int, first: str = "", last: str = "", system: str = "", is_stub: bool = False,
             why: str = "") -> None:
        """Take the tokens up to `end` as one piece."""
        start = self.tokens[self.at].start
        piece = Piece(kind, start, self.tokens[end - 1].end, first, last, system, why, is_stub)
        self.at = end
        if kind == "error" and self._continues(piece):
            blank, before = self.found.pop(), self.found.pop()
            piece = piece._replace(start=before.start)
            assert blank.kind == "separator"
        self.found.append(piece)
        if kind in ("code", "range", "pseudo", "error"):
            self.owner = piece if kind in ("code", "range") else None

    def _continues(self, piece: Piece) -> bool:
        """Whether two broken bits are one code that a blank cut in two."""
        if len(self.found) < 2 or (self.found[-2].kind, self.found[-1].kind) != ("error", "separator"):
            return False
        gap = self.text[self.found[-1].start:self.found[-1].end]
        shorter = min(piece.end - piece.start, self.found[-2].end - self.found[-2].start)
        return gap.isspace() and "\n" not in gap and shorter <= 2
