"""Go's `sort.Sort` of Go 1.15: not stable, and its order of equal elements is part of what Helm prints.

Quicksort with a median of three (of nine for long slices) as pivot, heapsort below a depth limit, and for at most
twelve elements one pass over a gap of six before an insertion sort.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

_Item = TypeVar("_Item")
_SHORT = 12
_GAP = 6
_LONG = 40


def sort(items: list[_Item], key: Callable[[_Item], Any]) -> None:
    """Sort a list in place as Go 1.15 does with ``less(a, b) = key(a) < key(b)``."""
    pairs = [(key(item), item) for item in items]
    _Sorter(pairs).sort()
    items[:] = [item for _, item in pairs]


class _Sorter:
    """The list being sorted: pairs of a key and an item."""

    __slots__ = ("pairs",)

    def __init__(self, pairs: list[tuple[Any, Any]]) -> None:
        self.pairs = pairs

    def sort(self) -> None:
        size = len(self.pairs)
        self._quick(0, size, 2 * size.bit_length())

    def _less(self, i: int, j: int) -> bool:
        return bool(self.pairs[i][0] < self.pairs[j][0])

    def _swap(self, i: int, j: int) -> None:
        pairs = self.pairs
        pairs[i], pairs[j] = pairs[j], pairs[i]

    def _quick(self, low: int, high: int, depth: int) -> None:
        while high - low > _SHORT:
            if depth == 0:
                self._heap(low, high)
                return
            depth -= 1
            below, above = self._partition(low, high)
            if below - low < high - above:
                self._quick(low, below, depth)
                low = above
            else:
                self._quick(above, high, depth)
                high = below
        if high - low > 1:
            for i in range(low + _GAP, high):
                if self._less(i, i - _GAP):
                    self._swap(i, i - _GAP)
            for i in range(low + 1, high):
                j = i
                while j > low and self._less(j, j - 1):
                    self._swap(j, j - 1)
                    j -= 1

    def _median(self, target: int, first: int, last: int) -> None:
        """Bring the median of three into `target`."""
        if self._less(target, first):
            self._swap(target, first)
        if self._less(last, target):
            self._swap(last, target)
            if self._less(target, first):
                self._swap(target, first)

    def _partition(self, low: int, high: int) -> tuple[int, int]:
        """Split around a pivot: what is smaller ends at the first result, what is greater begins at the second."""
        middle = (low + high) >> 1
        if high - low > _LONG:
            step = (high - low) // 8
            self._median(low, low + step, low + 2 * step)
            self._median(middle, middle - step, middle + step)
            self._median(high - 1, high - 1 - step, high - 1 - 2 * step)
        self._median(low, middle, high - 1)
        a, c = low + 1, high - 1
        while a < c and self._less(a, low):
            a += 1
        b = a
        while True:
            while b < c and not self._less(low, b):
                b += 1
            while b < c and self._less(low, c - 1):
                c -= 1
            if b >= c:
                break
            self._swap(b, c - 1)
            b += 1
            c -= 1
        b, c, many_equal = self._gather_equal(low, middle, high, b, c)
        if many_equal:
            while True:
                while a < b and not self._less(b - 1, low):
                    b -= 1
                while a < b and self._less(a, low):
                    a += 1
                if a >= b:
                    break
                self._swap(a, b - 1)
                a += 1
                b -= 1
        self._swap(low, b - 1)
        return b - 1, c

    def _gather_equal(self, low: int, middle: int, high: int, b: int, c: int) -> tuple[int, int, bool]:
        """Look for elements equal to the pivot where the split is lopsided; whether there are many of them."""
        many = high - c < 5
        if many or high - c >= (high - low) // 4:
            return b, c, many
        equal = 0
        if not self._less(low, high - 1):
            self._swap(c, high - 1)
            c += 1
            equal += 1
        if not self._less(b - 1, low):
            b -= 1
            equal += 1
        if not self._less(middle, low):
            self._swap(middle, b - 1)
            b -= 1
            equal += 1
        return b, c, equal > 1

    def _heap(self, low: int, high: int) -> None:
        size = high - low
        for i in range((size - 1) // 2, -1, -1):
            self._sift(i, size, low)
        for i in range(size - 1, -1, -1):
            self._swap(low, low + i)
            self._sift(0, i, low)

    def _sift(self, root: int, size: int, first: int) -> None:
        while True:
            child = 2 * root + 1
            if child >= size:
                return
            if child + 1 < size and self._less(first + child, first + child + 1):
                child += 1
            if not self._less(first + root, first + child):
                return
            self._swap(first + root, first + child)
            root = child
