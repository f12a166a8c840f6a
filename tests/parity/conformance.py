"""The recorded behaviour of Helm v2.17.0: where it is, which cases are known to differ, and how a replay is counted."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "compatibility.md"
VARIABLE = "PILOTHOUSE_CONFORMANCE"
MOST_SHOWN = 40
MOST_KNOWN = 5  # in a thousand, and in any suite
MOST_KNOWN_SHARES = {"cli": 101, "flows": 20, "flows-over-grpc": 20, "sandbox": 8}
"""One in so many: steps where the original is unsafe; flows in which it loses data; what the sandbox does not know."""
OF_THE_RECORDING = "of the recording"
"""How a reason begins that is none of ours: what was recorded cannot be replayed anywhere else."""
UNCOUNTED = (OF_THE_RECORDING, "CVE-", "the original crashes")
"""How reasons begin that are not counted: what nobody should do as the original does is none of them."""
_ROW = re.compile(r"\|\s*`(?P<suite>[a-z-]+)`\s*\|\s*`(?P<case>[^`]+)`\s*\|\s*(?P<reason>\S.*?)\s*\|")

Case = dict[str, Any]


def folder() -> Path:
    """The folder of the recorded data: the one that the environment names, else the one beside the repository."""
    return Path(os.environ.get(VARIABLE) or REPOSITORY.parent / "shared" / "conformance")


def read_cases(suite: str) -> list[Case]:
    """The cases of a suite, in the order of the file; empty when there is no such file."""
    path = folder() / suite / "cases.jsonl"
    if not path.is_file():
        return []
    with open(path, encoding="utf-8", newline="\n") as stream:
        return [json.loads(line) for line in stream if line.strip()]


def known_differences(suite: str) -> dict[str, str]:
    """The reasons for which cases of a suite may fail, by case, as docs/compatibility.md lists them."""
    rows = (_ROW.fullmatch(line) for line in PAGE.read_text(encoding="utf-8").splitlines())
    return {row["case"]: row["reason"] for row in rows if row is not None and row["suite"] == suite}


class Tally:
    """How one replay went: which cases agreed, and what differed in the others."""

    def __init__(self, name: str, suite: str, size: int) -> None:
        """`name` is what is replayed, `suite` the recording it is a part of, `size` the number of its cases."""
        self.name = name
        self.suite = suite
        self.size = size
        self.agreed: list[str] = []
        self.differing: dict[str, str] = {}

    def record(self, case: str, difference: str) -> None:
        """Note that a case agreed (no difference) or what differed."""
        if difference:
            self.differing[case] = difference
        else:
            self.agreed.append(case)

    @property
    def total(self) -> int:
        """How many cases were replayed."""
        return len(self.agreed) + len(self.differing)

    def complaints(self) -> list[str]:
        """What is wrong: unlisted differences, listed cases that agree, too many listed cases."""
        known = known_differences(self.suite)
        unexpected = [case for case in self.differing if case not in known]
        lines = [f"{case}: {self.differing[case]}" for case in unexpected[:MOST_SHOWN]]
        if len(unexpected) > MOST_SHOWN:
            lines.append("and " + " ".join(unexpected[MOST_SHOWN:]))
        lines += [f"{case}: is listed in {PAGE.name} but agrees" for case in self.agreed if case in known]
        reasons = [known.get(case, OF_THE_RECORDING) for case in self.differing]
        excused = sum(not reason.startswith(UNCOUNTED) for reason in reasons)
        share = MOST_KNOWN_SHARES.get(self.suite)
        most = self.size / share if share else MOST_KNOWN * max(self.size, 1000) / 1000
        if excused > most:
            lines.append(f"{excused} of {self.size} cases are listed in {PAGE.name}: too many")
        return lines


Replay = Callable[[str, str, int], Tally]
"""Starts counting a replay: name, suite, number of the suite's cases."""


def show(value: object, length: int = 600) -> str:
    """A value on one line, cut."""
    text = value if isinstance(value, str) else repr(value)
    return repr(text)[:length] if isinstance(value, str) else text[:length]


def first_difference(got: str, want: str) -> str:
    """The place where two texts part, or the empty text when they are equal."""
    if got == want:
        return ""
    place = next((i for i, (one, other) in enumerate(zip(got, want, strict=False)) if one != other), None)
    place = min(len(got), len(want)) if place is None else place
    start = max(0, place - 60)
    line = want.count("\n", 0, place) + 1
    return f"line {line}\n    got  {show(got[start : place + 120])}\n    want {show(want[start : place + 120])}"


class TooSlowError(Exception):
    """A case took so long that it counts as hanging."""


@contextlib.contextmanager
def deadline(seconds: int) -> Iterator[None]:
    """End what runs inside with TooSlowError when it hangs."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise TooSlowError(f"not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
