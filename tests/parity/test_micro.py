"""Small cases of every part: templates, values, versions, .helmignore, YAML, each judged as its recording says."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from parity.conformance import Case, Replay, deadline, first_difference, read_cases, show
from parity.micro import Answer, Replayer

SECONDS = 20
KINDS = ("coalesce", "ignore", "render", "semver", "strvals", "toyaml", "yamljson")


def difference(case: Case, answer: Answer) -> str:
    """How an answer differs from the recorded one; empty when it does not."""
    if case.get("panic"):
        return "" if "error" in answer else f"succeeds, want a failure: {show(case['error'])}"
    if "error_ends_with" in case:
        error = answer.get("error", "")
        return "" if error.endswith(case["error_ends_with"]) else f"got {show(error[-300:])}"
    if "error" in answer and "error" not in case:
        return f"fails: {show(answer['error'])}"
    for field in ("error", "output", "result_text"):
        if field in case:
            if field not in answer:
                return f"no {field}: {show(answer)}\n    want {show(case[field])}"
            if found := first_difference(answer[field], case[field]):
                return f"{field}, {found}"
    if "output_base64" in case:
        want = base64.b64decode(case["output_base64"]).decode("utf-8", "surrogateescape")
        return first_difference(answer.get("output", ""), want)
    for field in ("outputs", "result"):
        if field in case and not same(answer.get(field), case[field]):
            return f"{field}\n    got  {show(answer.get(field))}\n    want {show(case[field])}"
    if "warnings" in case and answer.get("warnings") != sorted(set(case["warnings"])):
        return f"warnings\n    got  {show(answer.get('warnings'))}\n    want {show(case['warnings'])}"
    return ""


def same(got: Any, want: Any) -> bool:
    """Whether two values are the same JSON: true is not 1, 1.0 is."""
    if isinstance(got, bool) or isinstance(want, bool):
        return got is want
    if isinstance(got, dict) and isinstance(want, dict):
        return got.keys() == want.keys() and all(same(got[key], want[key]) for key in want)
    if isinstance(got, list) and isinstance(want, list):
        return len(got) == len(want) and all(map(same, got, want))
    return bool(got == want)


@pytest.mark.parametrize("kind", KINDS)
def test_small_cases_are_answered_as_recorded(
    kind: str,
    replay: Replay,
    require_suite: Callable[[str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    require_suite("micro")
    monkeypatch.chdir(tmp_path)
    replayer = Replayer(tmp_path)
    cases = read_cases("micro")
    tally = replay(f"micro/{kind}", "micro", len(cases))
    for case in cases:
        if case["kind"] != kind:
            continue
        try:
            with deadline(SECONDS):
                tally.record(case["id"], difference(case, replayer.answer(case)))
        except Exception as error:
            tally.record(case["id"], f"{type(error).__name__}: {show(str(error))}")
    if complaints := tally.complaints():
        pytest.fail("\n".join(complaints), pytrace=False)


def test_every_recorded_case_is_of_a_kind_that_is_replayed(require_suite: Callable[[str], None]) -> None:
    require_suite("micro")
    assert {case["kind"] for case in read_cases("micro")} <= set(KINDS)
