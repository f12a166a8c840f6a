"""The security page keeps up with the tests: each that it names exists, and each row says what holds."""

from __future__ import annotations

import re

from architecture.source_tree import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith(("| ---", "| advisory |", "| what |"))
]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
PLACES = re.compile(r"`([\w/]+\.py)`")


def test_every_test_on_the_page_exists() -> None:
    named = NAMED.findall(PAGE)
    missing = [
        (path, test)
        for path, test in named
        if not (ROOT / path).exists() or f"\ndef {test}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert (missing, len(named) > 50) == ([], True)


def test_every_place_on_the_page_exists() -> None:
    missing = []
    for _, _, places, _ in ROWS:
        folder = ""
        for place in PLACES.findall(places):
            if "/" in place:
                folder = place.rpartition("/")[0]
            path = place if "/" in place else f"{folder}/{place}"
            if not any((ROOT / root / path).exists() for root in ("", "plugins/builtin")):
                missing.append(place)
    assert missing == []


def test_every_row_names_a_test_or_says_that_there_is_no_such_part() -> None:
    silent = [what for what, rule, _, tests in ROWS if not NAMED.search(tests) and "no such part yet" not in rule]
    assert silent == []
