from __future__ import annotations

import pytest
from hooks.making import MakeKernel, assert_nobody_answers, implementation, refuse
from pilothouse.core.errors import PilothouseError
from pilothouse.core.kernel import Kernel

HOOK = "helm_connect_kube"
ARGUMENTS = {"target": ""}


def test_without_an_implementer_asking_says_so(kernel: Kernel) -> None:
    assert_nobody_answers(kernel, HOOK, **ARGUMENTS)


def test_a_third_party_answers(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(other=implementation(HOOK, "return 'answer'"))
    assert kernel.first(HOOK, **ARGUMENTS) == "answer"


def test_one_that_declines_answers_nothing(make_kernel: MakeKernel) -> None:
    assert_nobody_answers(make_kernel(other=implementation(HOOK, "return None")), HOOK, **ARGUMENTS)


def test_an_expected_failure_is_passed_on(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(other=implementation(HOOK, "raise PilothouseError('out of reach')"))
    with pytest.raises(PilothouseError, match="out of reach"):
        kernel.first(HOOK, **ARGUMENTS)


def test_an_exception_is_reported_as_the_plugins(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(other=implementation(HOOK, "return 1 / 0"))
    assert refuse(kernel, HOOK, **ARGUMENTS) == (
        f"plugin 'other' (other.py) failed in {HOOK}: ZeroDivisionError: division by zero"
    )
