"""What fuzz targets share: making inputs out of seeds, and running a target until it fails or time is up.

A target is a function of bytes that may raise nothing. Every input follows from the seed, its number and the examples
alone, so ``--seed SEED --first NUMBER --iterations 1`` makes a failing one again.
"""

from __future__ import annotations

import argparse
import random
import secrets
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from types import FrameType

SLOWEST = 20
"""Seconds of processor time that one input may take; of waiting, ten times as long."""

_LARGEST = 20_000
_NUMBERS = (b"-1", b"0", b"65537", b"2147483648", b"9223372036854775807", b"1e999", b"0x7f", b"077")


def mutate(examples: Sequence[bytes], words: Sequence[bytes], chance: random.Random) -> bytes:
    """An input made of the examples by some small changes, with `words` of the format put in."""
    data = bytearray(chance.choice(examples))
    for _ in range(chance.choice((0, 1, 1, 2, 4, 8, 32))):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((0, 1, 1, 2, 8, 64)))
        change = chance.randrange(7)
        if change == 0 and data:
            data[start % len(data)] ^= 1 << chance.randrange(8)
        elif change == 1:
            del data[start:end]
        elif change == 2:
            data[start:end] = chance.choice(words)
        elif change == 3:
            data[start:start] = data[start:end] * chance.choice((1, 2, 50))
        elif change == 4:
            data[start:end] = chance.randbytes(chance.choice((1, 2, 8)))
        elif change == 5:
            data[start:end] = chance.choice(_NUMBERS)
        else:
            other = chance.choice(examples)
            cut = chance.randrange(len(other) + 1)
            data[start:end] = other[cut : cut + chance.choice((4, 40, 400))]
        del data[_LARGEST:]
    return bytes(data)


def run(target: Callable[[bytes], None], examples: Sequence[bytes], words: Sequence[bytes]) -> int:
    """Feed a target by the command line's wishes; the exit code: 0, or 1 with the failing input printed."""
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="how long to go on (10)")
    parser.add_argument("--iterations", type=int, help="how many inputs to try, instead of --seconds")
    parser.add_argument("--seed", type=int, default=secrets.randbits(32), help="what all inputs follow from")
    parser.add_argument("--first", type=int, default=0, help="the number of the first input")
    parser.add_argument("--atheris", action="store_true", help="let atheris, when installed, make the inputs")
    options = parser.parse_args()
    if options.atheris:
        return _run_atheris(target)
    print(f"seed {options.seed}", flush=True)
    signal.signal(signal.SIGALRM, _too_slow)
    signal.signal(signal.SIGPROF, _too_slow)
    end = time.monotonic() + options.seconds
    number = options.first
    while number - options.first < options.iterations if options.iterations else time.monotonic() < end:
        data = mutate(examples, words, random.Random(f"{options.seed} {number}"))
        signal.setitimer(signal.ITIMER_PROF, SLOWEST)
        signal.alarm(10 * SLOWEST)
        try:
            target(data)
        except BaseException:
            traceback.print_exc()
            print(f"failed: --seed {options.seed} --first {number} --iterations 1\ninput: {data!r}", flush=True)
            return 1
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.alarm(0)
        number += 1
    print(f"{number - options.first} inputs, no failure", flush=True)
    return 0


def _too_slow(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"more than {SLOWEST} seconds for one input")


def _run_atheris(target: Callable[[bytes], None]) -> int:
    import atheris  # type: ignore[import-not-found]

    atheris.instrument_all()
    atheris.Setup(sys.argv[:1], target)
    atheris.Fuzz()
    return 0
