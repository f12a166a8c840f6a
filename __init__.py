"""Pilothouse: Helm v2 in Python, in which every part is a plugin.

As a library, ``import pilothouse`` imports nothing else: the names below come from `pilothouse.api` when they are first
used.
"""

from __future__ import annotations

# What type checkers see; the name counts as true for them and costs nothing at run time.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import errors as errors
    from .api import Difference as Difference
    from .api import KubeObjects as KubeObjects
    from .api import LintResult as LintResult
    from .api import Release as Release
    from .api import ReleaseStatus as ReleaseStatus
    from .api import Rendered as Rendered
    from .api import Session as Session
    from .api import TestResult as TestResult
    from .api import connect as connect
    from .api import lint as lint
    from .api import load as load
    from .api import render as render
    from .core.errors import PilothouseError as PilothouseError
    from .core.model.chart import Chart as Chart
    from .core.model.service_target import TlsFiles as TlsFiles

__version__ = "0.1.0"

_HOMES = {
    "Chart": "core.model.chart",
    "Difference": "api",
    "KubeObjects": "api",
    "LintResult": "api",
    "PilothouseError": "core.errors",
    "Release": "api",
    "ReleaseStatus": "api",
    "Rendered": "api",
    "Session": "api",
    "TestResult": "api",
    "TlsFiles": "core.model.service_target",
    "connect": "api",
    "errors": "errors",
    "lint": "api",
    "load": "api",
    "render": "api",
}
"""Where the public names are, relative to the package."""

__all__ = ["__version__", *_HOMES]  # noqa: PLE0604 - names of a table


def __getattr__(name: str) -> object:
    """A public name, imported when it is first used. Raises AttributeError for any other."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module = import_module(f".{home}", __name__)
    value: object = module if name == home else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, imported or not."""
    return sorted({*globals(), *__all__})
