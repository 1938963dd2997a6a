"""Which codes can still be among the best: exact pruning by upper bounds, as search engines do it (MaxScore).

A shared feature x of signal t adds at most w_t · g(x) / Σ_{A} g, because a union is never smaller than the asked
code's own side. Once some codes are scored, the lowest of the best so far is a bar; posting lists that all together
cannot lift a code over it need not be read, and they are chosen so that the long ones are among them. What is left is
bounded by what the read lists gave it, and then signal by signal by its own features.
"""

from __future__ import annotations

import numpy as np

from graph.query.similarity.field import Among
from graph.query.similarity.measure import summed
from graph.query.similarity.question import Question
from graph.release.together import rows_of

_ROUNDING = 1e-9  # bounds and scores add in different order
_LEAST = 1e-300  # marks a code as seen without adding to its bound
_FEW = 4000  # postings that are cheaper read than reasoned about
_ALL = 30_000  # postings, if there are no more than these, that are cheaper read than left out
_MANY = 16  # times as many codes as are wanted are cheaper scored than reasoned about


class Contest:
    """The search for the `first` best of the codes that may be found and have the minimum of data.

    The posting lists are those of the asked code's own features, each with its `signal`, its `length` and its highest
    `gain` in score times divisor; those that are not `read` are those that no code needs.
    """

    def __init__(self, question: Question, among: Among, first: int, minimum: float) -> None:
        self.question, self.first, self.mask = question, first, among.mask
        self.number, self.has = question.field.patterns.number, question.has
        self.admitted, self.bar = question.covered(minimum) & (among.counts > 0), 0.0
        self.signal = question.signal_of(question.own)
        self.length = question.field.together.degree[question.own]
        self.gain = question.gain[question.own] * question.each[self.signal] / question.total[self.signal]
        self.read = self._telling()

    def contenders(self) -> np.ndarray:
        """Positions of all codes that can be among the best, and of few others."""
        codes, bound = self._listed() if self.question.cosine is None else self._everyone()
        if len(codes) > _MANY * self.first:
            self._raise(codes, bound)
        return self._narrowed(*self._passing(codes, bound))

    def _listed(self) -> tuple[np.ndarray, np.ndarray]:
        """The codes that posting lists and code order bring near enough, with bounds."""
        codes, gain = self._found(self.first)
        self._raise(codes, gain)
        reach, beyond = self._window()
        if self._add(beyond) or reach > self.first:
            codes, gain = self._found(reach)
        return self._passing(codes, self._bound(codes, gain))

    def _everyone(self) -> tuple[np.ndarray, np.ndarray]:
        """All codes, with bounds: a vector may bring any code near, and what it gives is known of all of them."""
        gain, (read, given) = np.zeros(self.question.field.size), self._found(0)
        gain[read] = given
        codes = np.flatnonzero(self._kept(np.arange(len(gain))))
        return codes, self._bound(codes, gain[codes])

    def _telling(self) -> np.ndarray:
        """The lists that give most for their length, which are read whatever the bar."""
        if self.length.sum() <= _ALL:
            return np.ones(len(self.length), bool)
        read, order = np.zeros(len(self.length), bool), np.argsort(-self.gain / self.length)
        read[order[self.length[order].cumsum() <= _FEW]] = True
        return read

    def _raise(self, codes: np.ndarray, promise: np.ndarray) -> None:
        """Lift the bar to the lowest of the best among the most promising codes."""
        if len(codes) > 3 * self.first:
            codes = codes[np.argpartition(-promise, 3 * self.first)[: 3 * self.first]]
        if len(codes) >= self.first:
            score = self.question.scores(codes)[0]
            self.bar = max(self.bar, float(np.partition(score, -self.first)[-self.first]) - _ROUNDING)

    def _window(self) -> tuple[int, np.ndarray]:
        """How far to go in code order, and what adjacency can give beyond that, by pattern."""
        near, inside = self.question.adjacency, self.question.inside & self.admitted
        if near is None or not inside.any():
            return 0, np.zeros(len(self.has))
        least = self.bar * float(self.question.divisor[inside].min()) / self.question.near
        reach = max(near.reach(least), self.first)
        return reach, self.question.near * near.beyond(reach) * inside

    def _add(self, beyond: np.ndarray) -> bool:
        """Read those lists, too, without which a code could pass the bar; leave out the longest for what they give."""
        load, room = beyond[self.admitted], (self.bar * self.question.divisor)[self.admitted]
        gains, rest = self.gain[:, None] * self.has[self.admitted].T[self.signal], np.flatnonzero(~self.read)
        if (load + gains[rest].sum(axis=0) < room).all():
            return False
        for n in rest[np.argsort(self.gain[rest] / self.length[rest])].tolist():
            more = load + gains[n]
            if (more < room).all():
                load = more
            else:
                self.read[n] = True
        return True

    def _found(self, reach: int) -> tuple[np.ndarray, np.ndarray]:
        """The codes of the lists that are read and of the window, and what the lists give to each at most."""
        found = [self.question.field.codes(x) for x in self.question.own[self.read].tolist()]
        gain = self.gain[self.read] + _LEAST
        if self.question.adjacency is not None:
            found, gain = [*found, self.question.adjacency.window(reach)], np.append(gain, _LEAST)
        codes, gain = summed(found, gain, self.question.field.size)
        kept = self._kept(codes)
        return codes[kept], gain[kept]

    def _kept(self, codes: np.ndarray) -> np.ndarray:
        return self.mask[codes] & self.admitted[self.number[codes]] & (codes != self.question.code)

    def _bound(self, codes: np.ndarray, gain: np.ndarray) -> np.ndarray:
        """The highest score of each code, times its divisor."""
        bound, near = gain + (self.has @ self._load(1.0))[self.number[codes]], self.question.adjacency
        if near is not None:
            bound += self.question.near * near.at(codes)
        return bound if self.question.cosine is None else bound + self.question.vector * self.question.cosine[codes]

    def _passing(self, codes: np.ndarray, bound: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        kept = bound >= (self.bar * self.question.divisor)[self.number[codes]]
        return codes[kept], bound[kept]

    def _load(self, part: np.ndarray | float) -> np.ndarray:
        """What the unread lists can give, or a part of it, by signal."""
        return np.bincount(self.signal[~self.read], (part * self.gain)[~self.read], len(self.question.each))

    def _narrowed(self, codes: np.ndarray, bound: np.ndarray) -> np.ndarray:
        """Signal by signal its own score in place of its bound, those that tell codes apart first."""
        if len(codes) <= _MANY * self.first:
            return codes
        lists, apart = self._load(1.0), self._load(1 - self.length / self.question.field.size)
        worth = [-apart[n] / (1 + len(f.out_indices) / len(f.total)) for n, f in enumerate(self.question.known)]
        read = np.zeros(len(self.question.gain))
        read[self.question.own[self.read]] = self.gain[self.read]
        for n in sorted(lists.nonzero()[0].tolist(), key=worth.__getitem__):
            bound = bound - lists[n] * self.has[self.number[codes], n] - self._surplus(n, codes, read)
            codes, bound = self._passing(codes, bound)
            if len(codes) <= _MANY * self.first:
                break
        return codes

    def _surplus(self, n: int, codes: np.ndarray, read: np.ndarray) -> np.ndarray:
        """How much more the read lists of a signal gave to some codes than the signal does."""
        features, start = self.question.known[n], self.question.start[n]
        row, feature = rows_of(features.out_indptr, features.out_indices, codes)
        given = np.bincount(row, read[start + feature], len(codes))
        shared = np.bincount(row, self.question.gain[start + feature], len(codes))
        union = features.total[codes] + self.question.total[n] - shared
        return given - self.question.each[n] * shared / union
