"""Requests that are to be answered and to leave nothing (``dryRun``).

Rules: ValidateDryRun in k8s.io/apimachinery/pkg/apis/meta/v1/validation, and the handlers of
k8s.io/apiserver/pkg/endpoints of 1.20.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .documents import read_value
from .status import go_quote, invalid, unsupported

if TYPE_CHECKING:
    from .api import Call

_OPTIONS = {"POST": "CreateOptions", "PUT": "UpdateOptions", "PATCH": "PatchOptions", "DELETE": "DeleteOptions"}


def is_dry_run(call: Call) -> bool:
    """Whether nothing shall be kept of a request. Raises Refusal for a word that is not known.

    Where a deletion has options in its body, they are the ones that count: parameters are not looked at.
    """
    words = _of_body(call) if call.method == "DELETE" and call.body.strip() else _of_query(call)
    if set(words) - {"All"}:
        shown = f"[]string{{{', '.join(map(go_quote, words))}}}"
        fault = unsupported("dryRun", [], ("All",))
        fault.text = fault.text.replace("[]", shown, 1)
        raise invalid([fault], "", kind=_OPTIONS[call.method], group="meta.k8s.io")
    return bool(words)


def _of_query(call: Call) -> list[str]:
    return [call.query["dryRun"]] if "dryRun" in call.query else []


def _of_body(call: Call) -> list[str]:
    given: Any = read_value(call.body, call.content_type, "couldn't read DeleteOptions: ")
    words = given.get("dryRun") if isinstance(given, dict) else None
    return [str(word) for word in words] if isinstance(words, list) else []
