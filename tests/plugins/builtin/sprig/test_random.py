from __future__ import annotations

import re

import pytest
from pilothouse.core.golib import rand
from pilothouse.core.golib.limits import LimitError
from pilothouse.core.golib.types import GoError
from pilothouse.plugins.builtin.sprig import flow_control, random


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("randAlpha", "[A-Za-z]{40}"),
        ("randAlphaNum", "(?=.*[0-9])[A-Za-z0-9]{40}"),
        ("randAscii", "[ -~]{40}"),
        ("randNumeric", "[0-9]{40}"),
    ],
)
def test_random_texts_have_the_right_characters(name: str, pattern: str) -> None:
    draw = random.FUNCTIONS[name].function
    first, second = draw(40), draw(40)
    assert [bool(re.fullmatch(pattern, text)) for text in (first, second)] == [True, True]
    assert first != second
    assert [draw(0), draw(-1)] == ["", ""]
    with pytest.raises(LimitError):
        draw(1_000_000_000)


def test_rand_alpha_num_always_has_a_digit() -> None:
    assert all(random.rand_alpha_num(1).isdigit() for _ in range(20))


def test_shuffle_repeats_gos_unseeded_sequence() -> None:
    rand.shared.seed(1)
    shuffled = [random.shuffle(text) for text in ("abcdefghij", "abcdefghij", "é\udcff", "")]
    assert shuffled[:2] == ["eicfdjahgb", "gbjcdiehfa"]
    assert [sorted(shuffled[2]), shuffled[3]] == [["é", "\ufffd"], ""]


def test_fail_raises_its_message() -> None:
    with pytest.raises(GoError) as raised:
        flow_control.FUNCTIONS["fail"].function("100% wrong %s")
    assert str(raised.value) == "100% wrong %s"
