"""The rules for an extension point that nobody implements yet."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from hooks.making import MakeKernel, assert_nobody_answers, implementation, refuse
from pilothouse.core.errors import PilothouseError
from pilothouse.core.kernel import Kernel


class UnansweredRules:
    """What holds for `hook` when it is asked with `arguments`."""

    hook: ClassVar[str]
    arguments: ClassVar[dict[str, Any]]

    def test_without_an_implementer_asking_says_so(self, kernel: Kernel) -> None:
        assert_nobody_answers(kernel, self.hook, **self.arguments)

    def test_a_third_party_answers(self, make_kernel: MakeKernel) -> None:
        kernel = make_kernel(other=implementation(self.hook, "return 'answer'"))
        assert kernel.first(self.hook, **self.arguments) == "answer"

    def test_one_that_declines_answers_nothing(self, make_kernel: MakeKernel) -> None:
        assert_nobody_answers(make_kernel(other=implementation(self.hook, "return None")), self.hook, **self.arguments)

    def test_an_expected_failure_is_passed_on(self, make_kernel: MakeKernel) -> None:
        kernel = make_kernel(other=implementation(self.hook, "raise PilothouseError('out of reach')"))
        with pytest.raises(PilothouseError, match="out of reach"):
            kernel.first(self.hook, **self.arguments)

    def test_an_exception_is_reported_as_the_plugins(self, make_kernel: MakeKernel) -> None:
        kernel = make_kernel(other=implementation(self.hook, "return 1 / 0"))
        assert refuse(kernel, self.hook, **self.arguments) == (
            f"plugin 'other' (other.py) failed in {self.hook}: ZeroDivisionError: division by zero"
        )
