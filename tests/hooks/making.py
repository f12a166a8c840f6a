"""What the fixture `make_kernel` is, and errors that several tests expect in the same words."""

from __future__ import annotations

from typing import Any, Protocol

import pytest
from pilothouse.core.errors import PluginError
from pilothouse.core.kernel import Kernel


class MakeKernel(Protocol):
    """Makes a kernel; keyword arguments are plugins by name, given as source text without the usual imports."""

    def __call__(self, **plugins: str) -> Kernel: ...


def implementation(hook: str, *body: str, arguments: str = "", marker: str = "@hookimpl") -> str:
    """The source of an implementation of an extension point."""
    lines = "\n".join(f"    {line}" for line in body)
    return f"{marker}\ndef {hook}({arguments}):\n{lines}\n"


def refuse(kernel: Kernel, hook: str, **arguments: Any) -> str:
    """Ask and expect a PluginError; its message with the folder of one-file plugins cut away."""
    with pytest.raises(PluginError) as caught:
        kernel.first(hook, **arguments)
    return without_folder(kernel, caught.value.message)


def without_folder(kernel: Kernel, text: str) -> str:
    """A text in which one-file plugins are named without their folder."""
    return text.replace(kernel.setting("plugins-dir") + "/", "")


def assert_nobody_answers(kernel: Kernel, hook: str, **arguments: Any) -> None:
    """Check the error of an extension point that no built-in plugin implements."""
    with pytest.raises(PluginError) as caught:
        kernel.first(hook, **arguments)
    assert (caught.value.message, caught.value.hint) == (
        f"no plugin answers {hook}",
        f"`pilothouse plugins explain {hook}` shows who is asked",
    )
