"""How Go values are represented in Python, and what Go would call their types.

The template engine, the function tables, `fmt`, YAML and JSON all work on these plain Python values:

========================  =====================================================
Go                        Python
========================  =====================================================
nil                       ``None``
bool                      ``bool``
string                    ``str``; bytes that are not UTF-8 as lone surrogates
                          (``surrogateescape``), so cutting text loses nothing
int                       ``int`` itself
other integer types       `Int64`, `Int32`, `Uint32` …: subclasses of ``int``
float64                   ``float``
complex128                ``complex`` (imaginary literals only)
[]byte                    ``bytes``
map[string]interface {}   ``dict`` itself
[]interface {}            ``list`` itself
other maps and slices     `Map` and `Slice` subclasses (`StringMap`, `StringSlice` …)
structs, pointers to them `Struct` subclasses
========================  =====================================================

``bool`` is a subclass of ``int`` in Python: code that asks "is it a Go int" compares ``value.__class__ is int``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar


class Int64(int):
    """A Go int64 (results of `add`, `len` of protobuf fields and the like)."""

    __slots__ = ()
    go_type = "int64"
    go_kind = "int64"


class Int32(int):
    """A Go int32 (also rune)."""

    __slots__ = ()
    go_type = "int32"
    go_kind = "int32"


class Uint8(int):
    """A Go uint8 (an element of a []byte)."""

    __slots__ = ()
    go_type = "uint8"
    go_kind = "uint8"


class Uint32(int):
    """A Go uint32."""

    __slots__ = ()
    go_type = "uint32"
    go_kind = "uint32"


class Uint64(int):
    """A Go uint64."""

    __slots__ = ()
    go_type = "uint64"
    go_kind = "uint64"


class Duration(int):
    """A Go time.Duration: nanoseconds in an int64."""

    __slots__ = ()
    go_type = "time.Duration"
    go_kind = "int64"


class Slice(list[Any]):
    """A slice of one static element type. Subclasses name the type; the zero value of an element is `zero`."""

    __slots__ = ()
    go_type = "[]interface {}"
    go_kind = "slice"
    go_element = "interface {}"


class StringSlice(Slice):
    """A Go []string (`splitList`, `keys`, `.Files.Lines` …)."""

    __slots__ = ()
    go_type = "[]string"
    go_element = "string"


class IntSlice(Slice):
    """A Go []int (`until`, `untilStep`)."""

    __slots__ = ()
    go_type = "[]int"
    go_element = "int"


class Map(dict[str, Any]):
    """A map[string]T that is not a plain map[string]interface {}.

    `zero` is what a missing key gives in a template (Go's zero value of T).
    """

    __slots__ = ()
    go_type = "map[string]interface {}"
    go_kind = "map"
    go_element = "interface {}"
    zero: ClassVar[Any] = None
    go_methods: ClassVar[Mapping[str, Any]] = {}


class StringMap(Map):
    """A Go map[string]string (`split`, annotations): a missing key is the empty string."""

    __slots__ = ()
    go_type = "map[string]string"
    go_element = "string"
    zero = ""


class Struct:
    """A Go struct or a pointer to one, as templates see it.

    Subclasses say which fields (`go_fields`: Go name to Python attribute, in declaration order) and methods
    (`go_methods`: Go name to `GoFunction`, whose function takes the object first) are visible. `go_type` is the name
    of the struct type without a star, `go_pointer` whether Go holds it by pointer, `go_string_by_value` whether the
    struct itself has the String method, not only the pointer.
    """

    __slots__ = ()
    go_type: ClassVar[str] = "struct {}"
    go_kind: ClassVar[str] = "struct"
    go_pointer: ClassVar[bool] = False
    go_string_by_value: ClassVar[bool] = False
    go_fields: ClassVar[Mapping[str, str]] = {}
    go_methods: ClassVar[Mapping[str, Any]] = {}

    def go_string(self) -> str | None:
        """What the type's String() method prints, or None when Go would print the fields."""
        return None

    def go_json(self) -> Any:
        """What encoding/json sees: a JSON value; object members in the order Go writes them."""
        return {name: getattr(self, attribute) for name, attribute in self.go_fields.items()}


_NAMES: dict[type, str] = {
    type(None): "<nil>",
    bool: "bool",
    str: "string",
    int: "int",
    float: "float64",
    complex: "complex128",
    bytes: "[]uint8",
    dict: "map[string]interface {}",
    list: "[]interface {}",
}

_KINDS: dict[type, str] = {
    type(None): "invalid",
    bool: "bool",
    str: "string",
    int: "int",
    float: "float64",
    complex: "complex128",
    bytes: "slice",
    dict: "map",
    list: "slice",
}


def type_name(value: object) -> str:
    """The Go type of `value` as %T prints it (`map[string]interface {}`, `*chart.Metadata`, `<nil>`)."""
    name = _NAMES.get(value.__class__)
    if name is not None:
        return name
    go_type: str = value.go_type  # type: ignore[attr-defined]
    return "*" + go_type if getattr(value, "go_pointer", False) else go_type


def kind_name(value: object) -> str:
    """The Go kind of `value` as reflect.Kind prints it (`map`, `slice`, `ptr`, `invalid` …)."""
    kind = _KINDS.get(value.__class__)
    if kind is not None:
        return kind
    if getattr(value, "go_pointer", False):
        return "ptr"
    go_kind: str = value.go_kind  # type: ignore[attr-defined]
    return go_kind


def is_true(value: object) -> bool:
    """Go template truth: nil, false, zero, and empty strings, maps and slices are false; structs are true."""
    return bool(value)


class GoFunction:
    """A function as Go's reflection sees it: what to call, the Go types of its parameters, and arity.

    `parameters` are Go type names (`"string"`, `"int"`, `"interface {}"`, `"map[string]interface {}"`,
    `"[]interface {}"` …); when `variadic`, the last one is the element type of the variadic part. The engine checks
    arguments against them and words mismatches as Go does; the Python function may rely on the types.
    """

    __slots__ = ("function", "parameters", "variadic")

    def __init__(self, function: Callable[..., Any], parameters: tuple[str, ...], variadic: bool = False) -> None:
        self.function = function
        self.parameters = parameters
        self.variadic = variadic


class WrongResults(GoFunction):
    """A Go method that templates know but cannot call: it returns nothing, or more than a value and an error."""

    __slots__ = ("results",)

    def __init__(self, results: int, *parameters: str) -> None:
        """`results` is how many values the method returns."""
        super().__init__(_never_called, parameters)
        self.results = results


def _never_called(*_: Any) -> None:
    raise GoError("a method without one result was called")


def go(function: Callable[..., Any], *parameters: str) -> GoFunction:
    """Declare a function for templates: ``go(trunc, "int", "string")``; ``...T`` last makes it variadic.

    ``any`` stands for ``interface {}``, ``map`` for ``map[string]interface {}``, ``list`` for ``[]interface {}``.
    """
    variadic = bool(parameters) and parameters[-1].startswith("...")
    names = tuple(_SHORTHAND.get(name.removeprefix("..."), name.removeprefix("...")) for name in parameters)
    return GoFunction(function, names, variadic)


_SHORTHAND = {"any": "interface {}", "map": "map[string]interface {}", "list": "[]interface {}"}


class GoError(Exception):
    """An error value that a Go function returned: its text is what Go's Error() gives, nothing else."""
