"""Errors of charts as a test shows them: where the test asked, without the way through the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


def asked(question: Callable[[], Answer]) -> Answer:
    """What `question` gives. A PilothouseError begins here: its author has a chart to look into, not this program.

    An error of a plugin stays as it is; its traceback is the plugin's.
    """
    from ..core.errors import PilothouseError, PluginError

    __tracebackhide__ = True
    try:
        return question()
    except PluginError:
        raise
    except PilothouseError as error:
        raise error.with_traceback(None) from None
