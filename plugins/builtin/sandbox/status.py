"""Refusals in the words of an API server: an exception that carries a Status object.

Wording, codes and reasons: k8s.io/apimachinery/pkg/api/errors of 1.20.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .kinds import Kind

MODIFIED = "the object has been modified; please apply your changes to the latest version and try again"


class Refusal(Exception):
    """A request that is answered with an error: its HTTP status and the Status object's fields."""

    def __init__(self, code: int, reason: str, message: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details

    def document(self) -> dict[str, Any]:
        """The Status object."""
        status: dict[str, Any] = {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": self.message,
        }
        if self.reason:
            status["reason"] = self.reason
        if self.details is not None:
            status["details"] = self.details
        status["code"] = self.code
        return status


class PathNotFound(Exception):
    """A path of no API group: answered in plain text."""


class Fault:
    """One thing that is wrong with an object: where, of which sort, and what is said about it."""

    __slots__ = ("field", "reason", "text")

    def __init__(self, field: str, reason: str, text: str) -> None:
        self.field = field
        self.reason = reason
        self.text = text


def required(field: str, text: str = "") -> Fault:
    """A field is missing."""
    return Fault(field, "FieldValueRequired", f"Required value: {text}" if text else "Required value")


def invalid_value(field: str, value: object, text: str) -> Fault:
    """A field has a wrong value. Texts are shown in quotes, anything else as it is."""
    shown = go_quote(value) if isinstance(value, str) else str(value)
    return Fault(field, "FieldValueInvalid", f"Invalid value: {shown}: {text}")


def forbidden_field(field: str, text: str) -> Fault:
    """A field may not be set or changed."""
    return Fault(field, "FieldValueForbidden", f"Forbidden: {text}")


def unsupported(field: str, value: object, supported: tuple[str, ...]) -> Fault:
    """A field has none of the values that it may have."""
    shown = go_quote(value) if isinstance(value, str) else str(value)
    words = ", ".join(go_quote(word) for word in supported)
    return Fault(field, "FieldValueNotSupported", f"Unsupported value: {shown}: supported values: {words}")


def too_long(field: str, limit: int) -> Fault:
    """A field is longer than `limit` bytes."""
    return Fault(field, "FieldValueTooLong", f"Too long: must have at most {limit} bytes")


def go_quote(text: str) -> str:
    """A text in Go's quotes."""
    from ....core.golib import strconv

    return strconv.quote(text)


def not_found(kind: Kind, name: str) -> Refusal:
    """There is no such object."""
    return Refusal(404, "NotFound", f'{kind.resource} "{name}" not found', _details(kind, name))


def no_such_resource() -> Refusal:
    """There is no such kind, or it has no such subresource."""
    return Refusal(404, "NotFound", "the server could not find the requested resource", {})


def already_exists(kind: Kind, name: str) -> Refusal:
    """The name is taken."""
    return Refusal(409, "AlreadyExists", f'{kind.resource} "{name}" already exists', _details(kind, name))


def conflict(kind: Kind, name: str, text: str = MODIFIED, *, by_kind: bool = False) -> Refusal:
    """The object is not what the request expects; `by_kind` names the kind in the place of the resource."""
    shown = kind.kind if by_kind else kind.resource
    details = _details(kind, name)
    if by_kind:
        details["kind"] = kind.kind
        if kind.group:
            shown = kind.qualified_kind
    return Refusal(409, "Conflict", f'Operation cannot be fulfilled on {shown} "{name}": {text}', details)


def bad_request(message: str) -> Refusal:
    """The request cannot be understood."""
    return Refusal(400, "BadRequest", message)


def forbidden(kind: Kind, name: str, text: str, causes: list[dict[str, str]] | None = None) -> Refusal:
    """The request is against a rule of the cluster."""
    details = _details(kind, name)
    if causes:
        details["causes"] = causes
    return Refusal(403, "Forbidden", f'{kind.resource} "{name}" is forbidden: {text}', details)


def method_not_allowed() -> Refusal:
    """The path does not take this method."""
    text = "the server does not allow this method on the requested resource"
    return Refusal(405, "MethodNotAllowed", text, {})


def unsupported_media_type(accepted: str) -> Refusal:
    """The body is of a type that is not read here."""
    text = f"the body of the request was in an unknown format - accepted media types include: {accepted}"
    return Refusal(415, "UnsupportedMediaType", text)


def invalid(faults: list[Fault], name: str, *, kind: str, group: str = "") -> Refusal:
    """An object that breaks rules: all of them in one message."""
    details: dict[str, Any] = {}
    if name:
        details["name"] = name
    if group:
        details["group"] = group
    if kind:
        details["kind"] = kind
    details["causes"] = [{"reason": fault.reason, "message": fault.text, "field": fault.field} for fault in faults]
    # Equal messages are said once, while the causes keep both.
    texts = list(dict.fromkeys(f"{fault.field}: {fault.text}" for fault in faults))
    text = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
    shown = f"{kind}.{group}" if group else kind
    return Refusal(422, "Invalid", f'{shown} "{name}" is invalid: {text}', details)


def invalid_object(kind: Kind, name: str, faults: list[Fault]) -> Refusal:
    """As `invalid`, for an object of a kind."""
    return invalid(faults, name, kind=kind.kind, group=kind.group)


def success(kind: Kind, name: str, uid: str) -> dict[str, Any]:
    """The Status object that answers a deletion."""
    details = _details(kind, name)
    details["uid"] = uid
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}


def _details(kind: Kind, name: str) -> dict[str, Any]:
    details: dict[str, Any] = {"name": name} if name else {}
    if kind.group:
        details["group"] = kind.group
    details["kind"] = kind.plural
    return details
