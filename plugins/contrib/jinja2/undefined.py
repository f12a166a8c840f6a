"""What templates get where there is nothing: a key that a table lacks, or a name that nobody has given a value.

As in Helm, a missing key prints nothing, is false, and has no keys of its own; with ``strict`` using it is an error.
A name that does not exist at all is an error in any case, where Go templates do not even parse.
"""

from __future__ import annotations

from typing import Any, Self

from jinja2.exceptions import UndefinedError
from jinja2.runtime import StrictUndefined, Undefined
from jinja2.utils import missing

NIL_POINTER = "nil pointer evaluating interface {}."
"""Go's words for a key of nothing."""


class MissingPathError(UndefinedError):
    """A key was asked of nothing. `key` is its name."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{NIL_POINTER}{key}")
        self.key = key


class UnknownNameError(UndefinedError):
    """A name has no value. `name` is that name."""

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.name = name


class MissingKey(Undefined):
    """A key that a table lacks, or a name without a value: `_UnknownName`, which this makes in its own place."""

    __slots__ = ()

    def __new__(cls, *_: Any, obj: Any = missing, name: Any = None, **__: Any) -> Self:
        """A missing key, or an unknown name when no table is given."""
        kind: Any = _UnknownName if obj is missing and name is not None else cls
        return object.__new__(kind)  # type: ignore[no-any-return]

    def refuse_key(self, key: Any) -> None:
        """Raise what it is when somebody asks for a key of this."""
        raise MissingPathError(str(key))

    @property
    def _undefined_message(self) -> str:
        return self._undefined_hint or f"there is nothing under the key {self._undefined_name!r}"


class StrictMissingKey(MissingKey, StrictUndefined):
    """The same where using a missing key is an error, in the words that Go has for it."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        return self._undefined_hint or f'map has no entry for key "{self._undefined_name}"'


class _UnknownName(StrictMissingKey):
    """A name that nobody has given a value."""

    __slots__ = ()

    def __init__(self, hint: str | None = None, obj: Any = missing, name: Any = None, exc: Any = None) -> None:
        super().__init__(hint, obj, name)

    def _fail_with_undefined_error(self, *_: Any, **__: Any) -> Any:
        name = str(self._undefined_name)
        raise UnknownNameError(self._undefined_hint or f'"{name}" is not defined', name)

    def refuse_key(self, key: Any) -> None:
        """Raise that there is no such name."""
        self._fail_with_undefined_error()

    __iter__ = __str__ = __len__ = __eq__ = __ne__ = __bool__ = __hash__ = _fail_with_undefined_error
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _fail_with_undefined_error
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _fail_with_undefined_error
    __pos__ = __neg__ = __call__ = __getitem__ = __lt__ = __le__ = __gt__ = __ge__ = _fail_with_undefined_error
    __int__ = __float__ = __complex__ = __pow__ = __rpow__ = __contains__ = _fail_with_undefined_error
