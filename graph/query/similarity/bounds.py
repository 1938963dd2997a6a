"""Which codes can still be among the best: exact pruning by upper bounds, as search engines do it (MaxScore).

A shared feature x of signal t adds at most w_t · ic(x) / Σ_{A} ic, because a union is never smaller than the asked
code's own side. Once some codes are scored, the lowest of the best so far is a bar; posting lists that all together
cannot lift a code over it need not be read, and they are chosen so that the long ones are among them. What is left is
bounded by what the read lists gave it, then signal by signal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.query.similarity.field import Among
from graph.query.similarity.measure import summed
from graph.query.similarity.question import Question

_ROUNDING = 1e-9  # bounds and scores add in different order
_LEAST = 1e-300  # marks a code as seen without adding to its bound
_FEW = 2000  # postings that are cheaper read than reasoned about


@dataclass(frozen=True, slots=True)
class _Lists:
    """The posting lists of the asked code: signal by place, highest gain, length."""

    signal: np.ndarray
    feature: np.ndarray
    gain: np.ndarray
    length: np.ndarray

    @classmethod
    def of(cls, question: Question) -> _Lists:
        rows = [(np.full(len(k.own), n), k.own, k.ic[k.own] * (question.of_signal(n) / k.total), k.lengths())
                for n, k in question.known.items()]
        if not rows:
            return cls(*(np.zeros(0, np.int64) for _ in range(4)))
        return cls(*(np.concatenate(column) for column in zip(*rows, strict=True)))

    def codes(self, question: Question, chosen: np.ndarray) -> list[np.ndarray]:
        """The codes of the chosen lists."""
        signals = question.field.signals
        return [signals[n].codes(x) for n, x in zip(self.signal[chosen].tolist(), self.feature[chosen].tolist(), strict=True)]


class Contest:
    """The search for the `first` best of the codes that may be found and have the minimum of data."""

    def __init__(self, question: Question, among: Among, first: int, minimum: float) -> None:
        self.question, self.first, self.mask = question, first, among.mask
        self.numbers, self.has = question.field.patterns.number, question.field.patterns.has
        self.admitted = question.covered(minimum) & (among.counts > 0)
        self.bar = 0.0
        self.lists = _Lists.of(question)

    def contenders(self) -> np.ndarray:
        """Positions, ascending, of all codes that can be among the best, and of few others."""
        self._raise(self._nearby())
        reach, beyond = self._window()
        unread, load = self._unread(beyond)
        codes, bound = self._read(~unread, reach, load)
        if len(codes) > 50 * self.first:
            best = np.argpartition(-bound, 2 * self.first)[: 2 * self.first]
            self._raise(codes[best])
            codes = codes[bound >= self.bar - _ROUNDING]
        return self._narrowed(codes)

    def _raise(self, codes: np.ndarray) -> None:
        """Lift the bar to the lowest of the best among some codes."""
        if len(codes) >= self.first:
            score = self.question.scores(codes)[0]
            self.bar = max(self.bar, float(np.partition(score, -self.first)[-self.first]))

    def _admissible(self, codes: np.ndarray) -> np.ndarray:
        return self.mask[codes] & self.admitted[self.numbers[codes]] & (codes != self.question.code)

    def _nearby(self) -> np.ndarray:
        """Some codes that are likely to be good: those of the shortest lists and the next in code order."""
        order = np.argsort(self.lists.length, kind="stable")
        chosen = order[: int(np.searchsorted(np.cumsum(self.lists.length[order]), 4 * self.first)) + 1]
        found = [each[: 4 * self.first] for each in self.lists.codes(self.question, chosen)]
        if self.question.adjacency is not None:
            found.append(self.question.adjacency.window(self.first))
        codes = summed(found, np.ones(len(found)), self.question.field.size)[0]
        return codes[self._admissible(codes)]

    def _window(self) -> tuple[int, np.ndarray]:
        """How far to go in code order, and what adjacency can give beyond that, by pattern."""
        near, inside = self.question.adjacency, self.question.inside & self.admitted
        if near is None or not inside.any():
            return 0, np.zeros(len(self.has))
        weight = self.question.weights["adjacency"]
        least = (self.bar - _ROUNDING) * float(self.question.weight[inside].min()) / weight
        reach = max(near.reach(max(least, 0.0)), self.first)
        return reach, np.where(inside, weight * near.beyond(reach), 0.0)

    def _unread(self, beyond: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Lists that need not be read, and what they and adjacency can give to a code at most, by pattern."""
        lists, room = self.lists, (self.bar - _ROUNDING) * self.question.weight[self.admitted]
        unread, load = np.zeros(len(lists.length), bool), beyond[self.admitted]
        has, left = self.has[self.admitted], int(lists.length.sum())
        gains = lists.gain[:, None] * has.T[lists.signal]
        for n in np.argsort(lists.gain / lists.length).tolist():
            if left <= _FEW:
                break
            more = load + gains[n]
            if (more < room).all():
                load, unread[n], left = more, True, left - int(lists.length[n])
        given = np.zeros(len(beyond))
        given[self.admitted] = load - beyond[self.admitted]
        return unread, given

    def _read(self, chosen: np.ndarray, reach: int, load: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The codes of the chosen lists and of the window that can pass the bar, and the highest score of each."""
        found, gain = self.lists.codes(self.question, chosen), self.lists.gain[chosen] + _LEAST
        near = self.question.adjacency
        if near is not None:
            found, gain = [*found, near.window(reach)], np.append(gain, _LEAST)
        codes, bound = summed(found, gain, self.question.field.size)
        kept = self._admissible(codes)
        codes, bound = codes[kept], bound[kept]
        number = self.numbers[codes]
        bound += load[number]
        if near is not None:
            bound += self.question.weights["adjacency"] * near.at(codes)
        bound /= self.question.weight[number]
        kept = bound >= self.bar - _ROUNDING
        return codes[kept], bound[kept]

    def _narrowed(self, codes: np.ndarray) -> np.ndarray:
        """Signal by signal in place of its highest value its own, until few codes are left."""
        question, has = self.question, self.has[self.numbers[codes]]
        weight = question.weight[self.numbers[codes]]
        near = question.adjacency
        bound = weight - weight * (self.bar - _ROUNDING)
        if near is not None:
            bound -= question.weights["adjacency"] * (question.inside[self.numbers[codes]] - near.at(codes))
        worth = {n: question.of_signal(n) * len(k.features.out_indptr) / (1 + len(k.features.out_indices)) for n, k in question.known.items()}
        for n in sorted(worth, key=worth.__getitem__, reverse=True):
            if len(codes) <= 8 * self.first:
                break
            bound -= question.of_signal(n) * has[:, n] * (1 - question.known[n].at(codes))
            kept = bound >= 0
            codes, bound, has = codes[kept], bound[kept], has[kept]
        return codes
