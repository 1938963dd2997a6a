"""Which codes can still be among the best: exact pruning by upper bounds, as search engines do it (MaxScore).

A shared feature x of signal t adds at most w_t · ic(x) / Σ_{A} ic, because a union is never smaller than the asked
code's own side. Once some codes are scored, the lowest of the best so far is a bar; posting lists that all together
cannot lift a code over it need not be read, and they are chosen so that the long ones are among them. What is left is
bounded by what the read lists gave it, and then signal by signal by its own features.
"""

from __future__ import annotations

import numpy as np

from graph.query.similarity.field import Among
from graph.query.similarity.measure import summed
from graph.query.similarity.question import Question
from graph.query.similarity.together import rows_of

_ROUNDING = 1e-9  # bounds and scores add in different order
_LEAST = 1e-300  # marks a code as seen without adding to its bound
_FEW = 2000  # postings that are cheaper read than reasoned about


class Contest:
    """The search for the `first` best of the codes that may be found and have the minimum of data.

    The asked code's posting lists are numbered by `feature` (as in `Together`), each with the highest `gain` in score
    times weight and its `length`; `unread` are those that no code needs, `load` (T,) what they can give by signal.
    """

    def __init__(self, question: Question, among: Among, first: int, minimum: float) -> None:
        self.question, self.first, self.mask = question, first, among.mask
        self.number, self.has = question.field.patterns.number, question.field.patterns.has
        self.admitted = question.covered(minimum) & (among.counts > 0)
        self.bar, together = 0.0, question.field.together
        own = [known.own + together.starts[n] for n, known in question.known.items()]
        self.feature = np.concatenate([np.zeros(0, np.int64), *own])
        self.signal, self.length = together.signal[self.feature], together.degree[self.feature]
        scale = np.zeros(len(question.each))
        for n, known in question.known.items():
            scale[n] = question.each[n] / known.total
        self.gain = question.ic[self.feature] * scale[self.signal]
        self.unread = np.zeros(len(self.feature), bool)

    def contenders(self) -> np.ndarray:
        """Positions of all codes that can be among the best, and of few others."""
        self._raise(self._nearby())
        reach, beyond = self._window()
        self._skip(beyond)
        codes, bound = self._read(reach)
        if len(codes) > 16 * self.first:
            self._raise(codes[np.argpartition(-bound, 2 * self.first)[: 2 * self.first]])
        return self._narrowed(codes, bound)

    def _raise(self, codes: np.ndarray) -> None:
        """Lift the bar to the lowest of the best among some codes."""
        if len(codes) >= self.first:
            score = self.question.scores(codes)[0]
            self.bar = max(self.bar, float(np.partition(score, -self.first)[-self.first]) - _ROUNDING)

    def _admissible(self, codes: np.ndarray) -> np.ndarray:
        return self.mask[codes] & self.admitted[self.number[codes]] & (codes != self.question.code)

    def _codes(self, chosen: np.ndarray) -> list[np.ndarray]:
        """The codes of some posting lists."""
        signals, signal = self.question.field.signals, self.signal[chosen]
        at = self.feature[chosen] - self.question.field.together.starts[signal]
        return [signals[n].codes(x) for n, x in zip(signal.tolist(), at.tolist(), strict=True)]

    def _nearby(self) -> np.ndarray:
        """Some codes that are likely to be good: from the shortest lists, and the next in code order."""
        order = np.argsort(self.length, kind="stable")
        enough = int(np.searchsorted(self.length[order].cumsum(), 4 * self.first)) + 1
        found = [codes[: 4 * self.first] for codes in self._codes(order[:enough])]
        if self.question.adjacency is not None:
            found.append(self.question.adjacency.window(self.first))
        codes = summed(found, np.ones(len(found)), self.question.field.size)[0]
        return codes[self._admissible(codes)]

    def _window(self) -> tuple[int, np.ndarray]:
        """How far to go in code order, and what adjacency can give beyond that, by pattern."""
        near, inside = self.question.adjacency, self.question.inside & self.admitted
        if near is None or not inside.any():
            return 0, np.zeros(len(self.has))
        least = self.bar * float(self.question.weight[inside].min()) / self.question.near
        reach = max(near.reach(least), self.first)
        return reach, self.question.near * near.beyond(reach) * inside

    def _skip(self, beyond: np.ndarray) -> None:
        """Choose the lists that need not be read, most postings for the least gain first."""
        load, room = beyond[self.admitted], (self.bar * self.question.weight)[self.admitted]
        gains = self.gain[:, None] * self.has[self.admitted].T[self.signal]
        left = int(self.length.sum())
        for n in np.argsort(self.gain / self.length).tolist():
            if left <= _FEW:
                break
            more = load + gains[n]
            if (more < room).all():
                load, self.unread[n], left = more, True, left - int(self.length[n])

    def _read(self, reach: int) -> tuple[np.ndarray, np.ndarray]:
        """The codes of the window and of the lists that are read, and the most that each can score times its weight."""
        found, gain = self._codes(~self.unread), self.gain[~self.unread] + _LEAST
        near, load = self.question.adjacency, self._load()
        if near is not None:
            found, gain = [*found, near.window(reach)], np.append(gain, _LEAST)
        codes, bound = summed(found, gain, self.question.field.size)
        kept = self._admissible(codes)
        codes, bound = codes[kept], bound[kept]
        bound += (self.has @ load)[self.number[codes]]
        if near is not None:
            bound += self.question.near * near.at(codes)
        return codes, bound

    def _load(self) -> np.ndarray:
        """What the unread lists can give, by signal."""
        return np.bincount(self.signal[self.unread], self.gain[self.unread], len(self.question.each))

    def _narrowed(self, codes: np.ndarray, bound: np.ndarray) -> np.ndarray:
        """Signal by signal its own score in place of its bound, until few codes are left."""
        number, load = self.number[codes], self._load()
        cost = [1 + len(f.out_indices) / len(f.total) for f in self.question.field.signals]
        order = iter(sorted(load.nonzero()[0].tolist(), key=lambda n: -load[n] / cost[n]))
        read = np.zeros(len(self.question.ic))
        read[self.feature[~self.unread]] = self.gain[~self.unread]
        while True:
            kept = bound >= self.bar * self.question.weight[number]
            codes, bound, number = codes[kept], bound[kept], number[kept]
            n = next(order, None)
            if n is None or len(codes) <= 8 * self.first:
                return codes
            bound -= self._surplus(n, codes, read) + load[n] * self.has[number, n]

    def _surplus(self, n: int, codes: np.ndarray, read: np.ndarray) -> np.ndarray:
        """How much more the read lists of a signal gave to some codes than the signal does."""
        known, start = self.question.known[n], self.question.field.together.starts[n]
        row, feature = rows_of(known.features.out_indptr, known.features.out_indices, codes)
        given = np.bincount(row, read[start + feature], len(codes))
        shared = np.bincount(row, known.ic[feature], len(codes))
        return given - self.question.each[n] * (shared / known.union(shared, codes))
