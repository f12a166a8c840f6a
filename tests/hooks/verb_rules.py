"""The rules that hold for every extension point whose first answer wins."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
from hooks.making import MakeKernel, implementation, refuse
from pilothouse import __version__, hookspecs
from pilothouse.core.errors import PluginError
from pilothouse.core.kernel import Kernel


class VerbRules:
    """Tests with a question that the subclass asks.

    `arguments` are what is asked, `default` is what the built-in plugins answer (None: nobody does). `override` is the
    source of another answer and `overridden` what it stands for; `view` makes answers comparable. `bad` is the source
    of an answer of the wrong type and `complaint` how its types are named.
    """

    hook: str
    default: Any = None
    override: str
    overridden: Any
    bad: str = "5"
    complaint: str

    def arguments(self, folder: Path) -> dict[str, Any]:
        raise NotImplementedError

    def view(self, answer: Any) -> Any:
        return answer

    def ask(self, kernel: Kernel, folder: Path) -> Any:
        return self.view(kernel.first(self.hook, **self.arguments(folder)))

    def expect_default(self, kernel: Kernel, folder: Path) -> None:
        if self.default is not None:
            assert self.ask(kernel, folder) == self.default
            return
        with pytest.raises(PluginError) as caught:
            self.ask(kernel, folder)
        assert (caught.value.message, caught.value.hint) == (
            f"no plugin answers {self.hook}",
            f"`pilothouse plugins explain {self.hook}` shows who is asked",
        )

    def test_without_third_parties_the_default_stands(self, kernel: Kernel, tmp_path: Path) -> None:
        self.expect_default(kernel, tmp_path)

    def test_a_third_party_is_asked_first(self, make_kernel: MakeKernel, tmp_path: Path) -> None:
        kernel = make_kernel(other=implementation(self.hook, f"return {self.override}"))
        assert self.ask(kernel, tmp_path) == self.overridden

    def test_of_two_third_parties_the_later_one_is_asked_first(self, make_kernel: MakeKernel, tmp_path: Path) -> None:
        kernel = make_kernel(
            a=implementation(self.hook, "raise PilothouseError('asked')"),
            b=implementation(self.hook, f"return {self.override}"),
        )
        assert self.ask(kernel, tmp_path) == self.overridden

    def test_one_that_declines_leaves_the_question_to_the_others(self, make_kernel: MakeKernel, tmp_path: Path) -> None:
        self.expect_default(make_kernel(other=implementation(self.hook, "return None")), tmp_path)

    def test_an_answer_of_the_wrong_type_is_refused_by_name(self, make_kernel: MakeKernel, tmp_path: Path) -> None:
        kernel = make_kernel(other=implementation(self.hook, f"return {self.bad}"))
        assert refuse(kernel, self.hook, **self.arguments(tmp_path)) == (
            f"plugin 'other' (other.py) answered {self.hook} with {self.complaint}"
        )

    def test_an_exception_is_reported_as_the_plugins(self, make_kernel: MakeKernel, tmp_path: Path) -> None:
        kernel = make_kernel(other=implementation(self.hook, "return {}['x']"))
        assert refuse(kernel, self.hook, **self.arguments(tmp_path)) == (
            f"plugin 'other' (other.py) failed in {self.hook}: KeyError: 'x'"
        )

    def test_a_wrapper_surrounds_the_answer(self, make_kernel: MakeKernel, tmp_path: Path) -> None:
        kernel = make_kernel(
            inner=implementation(self.hook, f"return {self.override}"),
            outer=implementation(
                self.hook, "answer = yield", "kernel.warn('answered')", "return answer",
                arguments="kernel", marker="@hookimpl(wrapper=True)",
            ),
        )  # fmt: skip
        assert self.ask(kernel, tmp_path) == self.overridden
        assert kernel.console.stderr.endswith("answered\n")

    def test_what_a_wrapper_makes_of_the_answer_is_checked_too(self, make_kernel: MakeKernel, tmp_path: Path) -> None:
        kernel = make_kernel(
            inner=implementation(self.hook, f"return {self.override}"),
            outer=implementation(self.hook, "yield", f"return {self.bad}", marker="@hookimpl(wrapper=True)"),
        )
        assert refuse(kernel, self.hook, **self.arguments(tmp_path)) == (
            f"plugin 'outer' (outer.py) answered {self.hook} with {self.complaint}"
        )

    def test_arguments_that_the_extension_point_lacks_break_the_plugin(self, make_kernel: MakeKernel) -> None:
        kernel = make_kernel(other=implementation(self.hook, "return None", arguments="nonsense"))
        arguments = ", ".join(inspect.signature(getattr(hookspecs, self.hook)).parameters)
        assert kernel.plugins[-1].broken == (
            f"{self.hook} takes {arguments}; there is no 'nonsense' in Pilothouse {__version__} "
            "(if a newer one has it: `pip install --upgrade pilothouse`)"
        )
