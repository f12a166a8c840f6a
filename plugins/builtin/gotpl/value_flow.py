"""What functions do with the values that are given to them: pass them on, look below them, test them, or use them up.

A function that is not listed uses its arguments up: everything below them is read, and what it gives is a text made
of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ....core.model.value_use import ANY_KEY
from .value_places import (
    LARGEST,
    Alternatives,
    Derived,
    Listing,
    Place,
    Table,
    Text,
    fields,
    optional,
    places,
    size_of,
    union,
)

Arguments = list[Alternatives]


class Reader(Protocol):
    """What hears of values that are read while a template is followed."""

    @property
    def is_testing(self) -> bool:
        """Whether what is read decides about a branch only: most functions get along without it there."""
        ...

    def read(self, alternatives: Alternatives, *, whole: bool) -> None:
        """Values are read; with `whole`, all that is below them too."""
        ...

    def include(self, names: Alternatives, dot: Alternatives) -> None:
        """A template is executed."""
        ...

    def render_text(self, text: Alternatives, dot: Alternatives) -> None:
        """A text is executed as a template."""
        ...

    def write(self, place: Place) -> None:
        """The template itself sets a value."""
        ...


def call(reader: Reader, name: str, arguments: Arguments) -> Alternatives:
    """What the function `name` gives for these arguments; `reader` hears what it reads."""
    return _EFFECTS.get(name, _use_up)(reader, arguments)


def _use_up(reader: Reader, arguments: Arguments) -> Alternatives:
    for argument in arguments:
        reader.read(optional(argument) if reader.is_testing else argument, whole=True)
    return _derived(arguments)


def _compare(reader: Reader, arguments: Arguments) -> Alternatives:
    """What is missing cannot be compared, not even in a test."""
    for argument in arguments:
        reader.read(argument, whole=True)
    return ()


def _derived(arguments: Arguments) -> Alternatives:
    found = [place for argument in arguments for place in places(argument)]
    found += [one.place for argument in arguments for one in argument if isinstance(one, Derived)]
    return union(*[(Derived(place),) for place in found])


def _pass_all(_reader: Reader, arguments: Arguments) -> Alternatives:
    """All arguments live on in the result."""
    return union(*arguments) if arguments else ()


def _pass_optional(_reader: Reader, arguments: Arguments) -> Alternatives:
    """One of the arguments is chosen, by whether it is empty."""
    return optional(union(*arguments)) if arguments else ()


def _test(reader: Reader, arguments: Arguments) -> Alternatives:
    """The arguments are looked at, but may be missing."""
    for argument in arguments:
        reader.read(optional(argument), whole=False)
    return ()


def _pass_last(reader: Reader, arguments: Arguments) -> Alternatives:
    """The last argument is given back, the others are used up."""
    _use_up(reader, arguments[:-1])
    return optional(arguments[-1]) if arguments else ()


def _pass_first(reader: Reader, arguments: Arguments) -> Alternatives:
    """The first argument is given back in part, the others are used up."""
    _use_up(reader, arguments[1:])
    return arguments[0] if arguments else ()


def _item(reader: Reader, arguments: Arguments) -> Alternatives:
    """Some item of a list."""
    return fields(arguments[-1], (ANY_KEY,)) if arguments else ()


def _below(reader: Reader, arguments: Arguments) -> Alternatives:
    """``index``: what is below keys, one after the other."""
    if not arguments:
        return ()
    found = arguments[0]
    for key in arguments[1:]:
        found = union(*[fields(found, (name,)) for name in _names(reader, key)])
    return found


def _names(reader: Reader, key: Alternatives) -> list[str]:
    """The keys that an argument may be; any when that is not known."""
    reader.read(key, whole=True)
    known = [one.value for one in key if isinstance(one, Text)]
    return known if known and len(known) == len(key) else [ANY_KEY]


def _get(reader: Reader, arguments: Arguments) -> Alternatives:
    """``get``: as index, but a missing key is an empty text."""
    return optional(_below(reader, arguments[:2]))


def _has_key(reader: Reader, arguments: Arguments) -> Alternatives:
    reader.read(_get(reader, arguments), whole=False)
    return ()


def _pluck(reader: Reader, arguments: Arguments) -> Alternatives:
    """``pluck``: a list of what several tables have under a key."""
    if not arguments:
        return ()
    return (Listing(tuple([_get(reader, [table, arguments[0]]) for table in arguments[1:]])),)


def _make_table(reader: Reader, arguments: Arguments) -> Alternatives:
    """``dict``: keys and values in turn."""
    if sum(map(size_of, arguments)) > LARGEST:
        return _use_up(reader, arguments)
    entries: dict[str, Alternatives] = {}
    for key, value in zip(arguments[::2], arguments[1::2], strict=False):
        for name in _names(reader, key):
            entries[name] = union(entries.get(name, ()), value)
    return (Table(entries),)


def _make_list(reader: Reader, arguments: Arguments) -> Alternatives:
    """``list``: its items in order."""
    if sum(map(size_of, arguments)) > LARGEST:
        return _use_up(reader, arguments)
    return (Listing(tuple(arguments)),)


def _set(reader: Reader, arguments: Arguments) -> Alternatives:
    """``set``: a table with one more key, which is the same table as before."""
    if len(arguments) < 3:
        return ()
    table, key, value = arguments[:3]
    names = _names(reader, key)
    reader.read(value, whole=True)
    for one in table:
        for name in names:
            if isinstance(one, Place):
                reader.write(Place(one.chart, (*one.path, name)))
            elif isinstance(one, Table) and one.size + size_of(value) <= LARGEST:
                one.entries[name] = union(one.entries.get(name, ()), value)
                one.size += size_of(value)
    return table


def _ternary(reader: Reader, arguments: Arguments) -> Alternatives:
    """``ternary``: one of two values, by a third."""
    _test(reader, arguments[2:])
    return _pass_all(reader, arguments[:2])


def _include(reader: Reader, arguments: Arguments) -> Alternatives:
    if len(arguments) > 1:
        reader.include(arguments[0], arguments[1])
    return ()


def _tpl(reader: Reader, arguments: Arguments) -> Alternatives:
    if len(arguments) > 1:
        reader.read(arguments[0], whole=True)
        reader.render_text(arguments[0], arguments[1])
    return _derived(arguments[:1])


def _concatenate(reader: Reader, arguments: Arguments) -> Alternatives:
    """``print``: texts that are all known make a known text."""
    texts = [one.value for argument in arguments for one in argument if isinstance(one, Text)]
    if len(texts) == len(arguments) and all(len(argument) == 1 for argument in arguments):
        return (Text("".join(texts)),)
    return _use_up(reader, arguments)


def _format(reader: Reader, arguments: Arguments) -> Alternatives:
    """``printf``: a known text where nothing but known texts is put in."""
    texts = [one.value for argument in arguments for one in argument if isinstance(one, Text)]
    if texts and len(texts) == len(arguments) and texts[0].count("%") == texts[0].count("%s") == len(texts) - 1:
        return (Text(texts[0].replace("%s", "{}").format(*texts[1:]) if "{" not in texts[0] else texts[0]),)
    return _use_up(reader, arguments)


_Effect = Callable[[Reader, Arguments], Alternatives]

_EFFECTS: dict[str, _Effect] = {
    **dict.fromkeys(("merge", "mergeOverwrite", "concat", "append", "prepend", "and"), _pass_all),
    **dict.fromkeys(("default", "coalesce", "or"), _pass_optional),
    **dict.fromkeys(("eq", "ne", "lt", "le", "gt", "ge"), _compare),
    **dict.fromkeys(("empty", "not", "kindIs", "typeIs", "kindOf", "typeOf", "typeIsLike"), _test),
    **dict.fromkeys(("omit", "pick", "rest", "initial", "slice", "without"), _pass_first),
    **dict.fromkeys(("uniq", "reverse", "compact", "deepCopy"), _pass_all),
    **dict.fromkeys(("first", "last"), _item),
    **dict.fromkeys(("list", "tuple"), _make_list),
    "required": _pass_last,
    "index": _below,
    "get": _get,
    "hasKey": _has_key,
    "pluck": _pluck,
    "dict": _make_table,
    "set": _set,
    "ternary": _ternary,
    "include": _include,
    "tpl": _tpl,
    "print": _concatenate,
    "printf": _format,
}
