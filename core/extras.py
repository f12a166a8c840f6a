"""Packages that some parts need and an installation may lack: Pilothouse's extras."""

from __future__ import annotations

from types import ModuleType

from .errors import MissingExtraError
from .text import printable


def require(module: str, extra: str, purpose: str) -> ModuleType:
    """Import a module of a package that the extra `extra` installs.

    `purpose` says what needs it, as the beginning of a sentence (``the store s3``). Raises MissingExtraError with the
    line of pip that helps.
    """
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingExtraError(
            f"{purpose} needs the Python package {module.partition('.')[0]!r}",
            details=(printable(f"{type(error).__name__}: {error}"),),
            hint=f"pip install 'pilothouse[{extra}]'",
        ) from error
