from __future__ import annotations

import pytest
from hooks.making import MakeKernel, implementation
from pilothouse.core.errors import PilothouseError, PluginError
from pilothouse.core.kernel import Kernel

HOOK = "helm_error_hints"


def hints(kernel: Kernel, message: str = "access forbidden") -> list[str]:
    folder = kernel.setting("plugins-dir") + "/"
    return [line.replace(folder, "") for line in kernel.hints(PilothouseError(message))]


def advisor(*body: str) -> str:
    return implementation(HOOK, *body, arguments="error")


def test_without_an_implementer_there_is_no_advice(kernel: Kernel) -> None:
    assert hints(kernel) == []


def test_the_error_that_keeps_a_kernel_from_working_is_no_advice_on_itself(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(typo=implementation("helm_read_vales", "return {}", arguments=""))
    with pytest.raises(PluginError) as caught:
        kernel.first("helm_read_values", sources=None)
    assert kernel.hints(caught.value) == []


def test_the_advice_of_all_is_collected(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(
        a=advisor("if 'forbidden' in error.message:", "    return ['ask #platform for access']"),
        b=advisor("yield 'and wait'", "yield 'a day'"),
    )
    assert hints(kernel) == ["ask #platform for access", "and wait", "a day"]
    assert hints(kernel, "no such chart") == ["and wait", "a day"]


def test_one_that_declines_adds_nothing(make_kernel: MakeKernel) -> None:
    assert hints(make_kernel(a=advisor("return None"))) == []


def test_one_that_fails_hides_neither_the_error_nor_the_others(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(a=advisor("return 1 / 0"), b=advisor("return ['wait']"))
    assert hints(kernel) == [
        "plugin 'a' (a.py) failed in helm_error_hints: ZeroDivisionError: division by zero",
        "wait",
    ]


def test_a_lone_text_is_no_list_of_texts(make_kernel: MakeKernel) -> None:
    assert hints(make_kernel(a=advisor("return 'wait'"))) == [
        "plugin 'a' (a.py) answered helm_error_hints with str, an iterable is expected"
    ]


def test_advice_is_not_lost_on_a_misspelt_plugin(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(a=advisor("return ['wait']"), b=implementation("helm_error_hint", "return []"))
    assert hints(kernel) == ["plugin 'b' (b.py) implements helm_error_hint, which is no extension point"]
