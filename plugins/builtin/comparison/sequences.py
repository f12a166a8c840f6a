"""What two sequences have in common, in bounded time.

Ends that are the same are taken off; lines that are there once in both become anchors (patience diff); what has none is
settled by the shortest edit (Myers) while that is cheap. All of it has a budget of steps: what is left when that is
spent counts as replaced as a whole, which is a coarser answer and never a wrong one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Sequence

Block = tuple[int, int, int]
Range = tuple[int, int, int, int]

_STEPS_PER_ITEM = 60
_LEAST_STEPS = 400_000
_MOST_EDITS = 300
"""Beyond so many edits without an anchor, the shortest of them tells nobody anything."""


def common_blocks(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Block]:
    """Runs of equal items, in order: where each begins in `before` and in `after`, and how long it is."""
    blocks: list[Block] = []
    budget = _LEAST_STEPS + _STEPS_PER_ITEM * (len(before) + len(after))
    waiting: list[Range] = [(0, len(before), 0, len(after))]
    while waiting:
        low, high, other_low, other_high = waiting.pop()
        start, other_start = low, other_low
        while low < high and other_low < other_high and before[low] == after[other_low]:
            low, other_low = low + 1, other_low + 1
        if low > start:
            blocks.append((start, other_start, low - start))
        end = high
        while low < high and other_low < other_high and before[high - 1] == after[other_high - 1]:
            high, other_high = high - 1, other_high - 1
        if high < end:
            blocks.append((high, other_high, end - high))
        if low == high or other_low == other_high or budget <= 0:
            continue
        budget -= high - low + other_high - other_low
        inner = (low, high, other_low, other_high)
        anchors = _anchors(before, after, inner)
        if not anchors:
            found, spent = _shortest(before, after, inner, budget)
            blocks += found
            budget -= spent
            continue
        for at, other_at in anchors:
            blocks.append((at, other_at, 1))
            waiting.append((low, at, other_low, other_at))
            low, other_low = at + 1, other_at + 1
        waiting.append((low, high, other_low, other_high))
    return _joined(sorted(blocks))


def _joined(blocks: list[Block]) -> list[Block]:
    """Blocks that follow one another directly as one."""
    joined: list[Block] = []
    for start, other, length in blocks:
        if joined:
            last, last_other, last_length = joined[-1]
            if last + last_length == start and last_other + last_length == other:
                joined[-1] = (last, last_other, last_length + length)
                continue
        joined.append((start, other, length))
    return joined


def _anchors(before: Sequence[Hashable], after: Sequence[Hashable], within: Range) -> list[tuple[int, int]]:
    """Places of items that are there once on both sides, the longest series that is in order on both."""
    low, high, other_low, other_high = within
    places = _single_places(after, other_low, other_high)
    pairs = [
        (at, places[before[at]]) for at in sorted(_single_places(before, low, high).values()) if before[at] in places
    ]
    ends: list[int] = []
    end_numbers: list[int] = []
    previous: list[int] = []
    for number, (_, other_at) in enumerate(pairs):
        length = bisect_left(ends, other_at)
        previous.append(end_numbers[length - 1] if length else -1)
        if length == len(ends):
            ends.append(other_at)
            end_numbers.append(number)
        else:
            ends[length], end_numbers[length] = other_at, number
    series = []
    number = end_numbers[-1] if end_numbers else -1
    while number >= 0:
        series.append(pairs[number])
        number = previous[number]
    return series[::-1]


def _single_places(items: Sequence[Hashable], low: int, high: int) -> dict[Hashable, int]:
    """Where each item is that is there once."""
    places: dict[Hashable, int] = {}
    several = set()
    for at in range(low, high):
        item = items[at]
        if item in places:
            several.add(item)
        places[item] = at
    for item in several:
        del places[item]
    return places


def _shortest(
    before: Sequence[Hashable], after: Sequence[Hashable], within: Range, budget: int
) -> tuple[list[Block], int]:
    """What the shortest edit keeps, and what finding it has cost; nothing where it is too long.

    Rule: E. W. Myers, An O(ND) difference algorithm and its variations.
    """
    low, high, other_low, other_high = within
    length, other_length = high - low, other_high - other_low
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    spent = 0
    for edits in range(min(length + other_length, _MOST_EDITS) + 1):
        trace.append(dict(furthest))
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (diagonal != edits and furthest[diagonal - 1] < furthest[diagonal + 1])
            at = furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1
            start = at
            while (
                at < length
                and 0 <= at - diagonal < other_length
                and before[low + at] == after[other_low + at - diagonal]
            ):
                at += 1
            spent += at - start + 1
            furthest[diagonal] = at
            if at >= length and at - diagonal >= other_length:
                return _kept(trace, length, other_length, low, other_low), spent
        if spent > budget:
            break
    return [], spent


def _kept(trace: list[dict[int, int]], at: int, other_at: int, low: int, other_low: int) -> list[Block]:
    """The equal runs along the way that a trace ends."""
    blocks: list[Block] = []
    for edits in range(len(trace) - 1, -1, -1):
        furthest = trace[edits]
        diagonal = at - other_at
        down = diagonal == -edits or (
            diagonal != edits and furthest.get(diagonal - 1, -1) < furthest.get(diagonal + 1, -1)
        )
        from_diagonal = diagonal + 1 if down else diagonal - 1
        from_at = furthest.get(from_diagonal, 0) if edits else 0
        # Where the run begins: after the step from the other diagonal, or at the very start.
        begin = (from_at if down else from_at + 1) if edits else 0
        if at > begin:
            blocks.append((low + begin, other_low + begin - diagonal, at - begin))
        at, other_at = from_at, from_at - from_diagonal
    return blocks
