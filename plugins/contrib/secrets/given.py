"""Which references the user gave: only those are ever looked up, wherever the same string has got to.

Values of the user and defaults of charts are apart only before they are coalesced; so what is given is noted there, and
what is rendered next is searched for the same strings. A default of a chart that refers to something which the user did
not name stays the text that it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from weakref import ReferenceType, ref

from ....core.errors import ValuesError
from ....core.golib.yaml import YamlError, load_map
from .references import strings_with_references

if TYPE_CHECKING:
    from ....core.kernel import Kernel

_given: ContextVar[tuple[ReferenceType[Kernel], dict[str, str]] | None] = ContextVar("given references", default=None)
"""The kernel that works, and the strings with references that its user gave, by place."""

_is_noting: ContextVar[bool] = ContextVar("is noting", default=True)


def note(kernel: Kernel, overrides: dict[str, Any]) -> None:
    """Take note of the references in the user's values."""
    if _is_noting.get():
        _given.set((ref(kernel), strings_with_references(overrides)))


def note_text(kernel: Kernel, text: str) -> None:
    """As `note`, for values as text; a text that cannot be read is the business of whoever reads it next."""
    try:
        overrides = load_map(text, "chartutil.Values")
    except YamlError:
        overrides = {}
    note(kernel, overrides)


def references_of_text(text: str) -> dict[str, str]:
    """The strings with references in the text of a release's values, by place. Raises ValuesError."""
    try:
        return strings_with_references(load_map(text, "chartutil.Values"))
    except YamlError as error:
        raise ValuesError(str(error)) from None


@contextmanager
def noting_nothing() -> Iterator[None]:
    """While something coalesces values of which defaults of charts are a part."""
    token = _is_noting.set(False)
    try:
        yield
    finally:
        _is_noting.reset(token)


def given_references(kernel: Kernel) -> dict[str, str]:
    """The strings with references that the user gave for what is about to be rendered, each with its place."""
    given = _given.get()
    return given[1] if given is not None and given[0]() is kernel else {}
