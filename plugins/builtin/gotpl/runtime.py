"""What compiled templates call while they are executed: fields, truth and text of values, the elements of a range.

Rule: text/template/exec.go as of Go 1.14.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.golib import fmt
from ....core.golib.fmt_verbs import sorted_keys
from ....core.golib.limits import LimitError
from ....core.golib.strconv import quote
from ....core.golib.types import GoError, Struct, Uint8, WrongResults, type_name
from .errors import ExecError, Failure
from .nodes import path_of, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....core.golib.types import GoFunction
    from .nodes import Names, Node

NO_VALUE = "<no value>"
"""What Go prints for a missing value. Helm removes it from the rendered text."""

INTERFACE = "interface {}"

_MISSING: Any = object()


class _NilInterface:
    """See NIL."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


NIL: Any = _NilInterface()
"""An interface value that holds nil, where Go tells it from no value at all.

Only range makes it (dot and variables for a null element), and the compiler takes care that no function sees it.
Everywhere else both are None.
"""


def text(value: Any) -> str:
    """What ``{{value}}`` writes."""
    if value is None:
        return NO_VALUE
    written = fmt.to_text(value)
    # A pointer to a struct shows the struct: fmt's mark for the pointer goes.
    return written[1:] if written[:2] == "&{" and isinstance(value, Struct) else written


def printable(value: Any) -> Any:
    """What html, js and urlquery print in place of an argument, as ``{{value}}`` does."""
    if value is None:
        return NO_VALUE
    if isinstance(value, Struct) and value.go_pointer and value.go_string() is None:
        return _StructText(text(value))
    return value


class _StructText:
    """A struct that prints as this text."""

    __slots__ = ("go_string",)

    def __init__(self, written: str) -> None:
        self.go_string = written.__str__


def walk(receiver: Any, names: Names, node: Node, at: Node, is_interface: bool, strict: bool) -> Any:
    """The value of ``receiver.a.b``: map entries, fields and methods without arguments, one after the other.

    `is_interface` says that `receiver` is an interface value in Go's eyes. `at` is the node that Go's executor is at,
    `node` the one whose source is shown when a method fails. Raises Failure.
    """
    for index, name in enumerate(names):
        if receiver is None and not is_interface:
            if strict:
                raise Failure(at, f"nil data; no entry for key {quote(name)}")
            return None
        if receiver is None or receiver is NIL:
            path = text_of(node).rsplit(".", len(names) - index)[0]
            raise Failure(at, f"nil pointer evaluating {INTERFACE}.{name}", path or ".")
        method = method_of(receiver, name)
        if method is not None:
            receiver = call_bare(method, receiver, name, node, at)
            is_interface = False
        elif isinstance(receiver, dict):
            value = receiver.get(name, _MISSING)
            if value is _MISSING:
                if strict:
                    raise Failure(at, f"map has no entry for key {quote(name)}")
                value = getattr(receiver, "zero", None)
            is_interface = has_interface_elements(receiver)
            receiver = value
        else:
            attribute = receiver.go_fields.get(name) if isinstance(receiver, Struct) else None
            if attribute is None:
                raise Failure(at, f"can't evaluate field {name} in type {static_type(receiver, is_interface)}")
            receiver = getattr(receiver, attribute)
            is_interface = receiver is None
    return receiver


def plain_field(receiver: Any, name: str) -> Any:
    """The map entry or field `name` of a value that is no plain dict.

    Raises LookupError for everything that needs a closer look: methods, nil, what has no such field.
    """
    kind = receiver.__class__
    methods = getattr(kind, "go_methods", None)
    if methods is None or name in methods:
        raise LookupError
    if isinstance(receiver, dict):
        value = receiver.get(name)
        return kind.zero if value is None else value
    return getattr(receiver, kind.go_fields[name])


def method_of(receiver: Any, name: str) -> GoFunction | None:
    """The method of that name, if the value has one; its function takes the value first."""
    methods = getattr(receiver.__class__, "go_methods", None)
    return methods.get(name) if methods else None


def call_bare(method: GoFunction, receiver: Any, name: str, node: Node, at: Node) -> Any:
    """Call a method without arguments."""
    wanted = len(method.parameters)
    if method.variadic:
        if wanted > 1:
            raise Failure(at, f"wrong number of args for {name}: want at least {wanted - 1} got 0")
    elif wanted:
        raise Failure(at, f"wrong number of args for {name}: want {wanted} got 0")
    if isinstance(method, WrongResults):
        raise Failure(at, wrong_results(method, name))
    try:
        return method.function(receiver)
    except Exception as error:
        raise calling_failed(node, name, error) from error


def wrong_results(method: WrongResults, name: str) -> str:
    """Why a method cannot be called that does not return one value."""
    return f"can't call method/function {quote(name)} with {method.results} results"


def refuse_arguments(receiver: Any, name: str) -> str:
    """Why ``receiver.name argument`` fails where `name` is a map entry or field; empty when it is neither."""
    if isinstance(receiver, dict):
        return f"{name} is not a method but has arguments"
    if isinstance(receiver, Struct) and name in receiver.go_fields:
        return f"{name} has arguments but cannot be invoked as function"
    return ""


def has_interface_elements(container: Any) -> bool:
    """Whether Go sees the elements of a map or slice as interface values."""
    return bool(getattr(container, "go_element", INTERFACE) == INTERFACE) and container.__class__ is not bytes


def static_type(value: Any, is_interface: bool) -> str:
    """The type that Go names in an error about a field of `value`."""
    return INTERFACE if is_interface else type_name(value)


def calling_failed(node: Node, name: str, error: Exception) -> Failure:
    """The failure for what a function raised. Exhaustion of the process's own resources is passed on."""
    if isinstance(error, (RecursionError, Failure)):
        raise error
    if isinstance(error, MemoryError):
        raise LimitError("out of memory") from None
    message = str(error) if isinstance(error, GoError) else f"{error.__class__.__name__}: {error}"
    missing = getattr(error, "missing_path", "")
    if not missing and message == "index of untyped nil" and node[0] == "CommandNode" and len(node[2]) > 1:
        missing = path_of(node[2][1])
    return Failure(node, f"error calling {name}: {message}", missing)


def range_elements(value: Any, at: Node) -> tuple[Sequence[Any], Sequence[Any]]:
    """The keys and elements that range goes over: maps by key in byte order, slices by index.

    Raises Failure for what cannot be ranged over.
    """
    if value is None:
        return (), ()
    if isinstance(value, list):
        return range(len(value)), value
    if isinstance(value, dict):
        keys = sorted_keys(value)
        return keys, [value[key] for key in keys]
    if value.__class__ is bytes:
        return range(len(value)), [Uint8(byte) for byte in value]
    raise Failure(at, f"range can't iterate over {fmt.pointed_text(value)}")


def innermost(error: BaseException) -> ExecError | None:
    """The template error inside a chain of errors raised one from the other."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ExecError):
        cause = cause.__cause__
    return cause
