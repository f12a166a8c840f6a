"""Which objects a patch is for. Rules: targets of Kustomize, label selectors of Kubernetes.

Group, version, kind, name and namespace are regular expressions that a whole text has to match; those left out match
any. A namespace is the one in the document: empty where it leaves that to the release.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ....core.errors import UsageError
from ....core.golib import regexp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .documents import Document

    _Requirement = Callable[[Mapping[str, Any]], bool]

_FIELDS = ("group", "version", "kind", "name", "namespace")
_SELECTORS = {"labelSelector": "labels", "annotationSelector": "annotations"}

_REQUIREMENT = re.compile(
    r"\s*(?:(?P<absent>!)\s*(?P<missing>[^\s=!,()]+)"
    r"|(?P<key>[^\s=!,()]+)\s*(?:(?P<operator>==|=|!=)\s*(?P<value>[^\s=!,()]*)"
    r"|\s(?P<set>in|notin)\s*\((?P<values>[^()]*)\))?)\s*(?:,|\Z)"
)


class Target:
    """What a patch is for, as it was written; an empty one means every object."""

    __slots__ = ("_expressions", "_selectors", "text")

    def __init__(self, given: Mapping[str, Any]) -> None:
        """Raises UsageError with what is wrong."""
        for name, value in given.items():
            if name not in _FIELDS and name not in _SELECTORS:
                raise UsageError(f"target has no field {name!r}; there are {', '.join((*_FIELDS, *_SELECTORS))}")
            if not isinstance(value, str):
                raise UsageError(f"{name} of target is no text")
        self._expressions = [(name, _expression(name, given[name])) for name in _FIELDS if given.get(name)]
        self._selectors = [(held, parse_selector(given[name])) for name, held in _SELECTORS.items() if given.get(name)]
        self.text = ", ".join(f"{name} {value}" for name, value in given.items() if value) or "any object"

    def matches(self, document: Document) -> bool:
        """Whether a document is meant."""
        group, _, version = document.api_version.rpartition("/")
        texts = {
            "group": group,
            "version": version,
            "kind": document.kind,
            "name": document.name,
            "namespace": document.namespace,
        }
        return all(expression.match(texts[name]) for name, expression in self._expressions) and all(
            fits(document.mapping(held)) for held, selector in self._selectors for fits in selector
        )


class ExactTarget:
    """The object that a patch itself names; its namespace counts when it has one."""

    __slots__ = ("_patch", "text")

    def __init__(self, patch: Document) -> None:
        """Raises UsageError when the patch does not name its object."""
        if not (patch.api_version and patch.kind and patch.name):
            raise UsageError("it has neither a target nor apiVersion, kind and metadata.name of its own")
        self._patch = patch
        self.text = f"{patch.api_version} {patch.title}"

    def matches(self, document: Document) -> bool:
        """Whether a document is meant."""
        patch = self._patch
        return (patch.api_version, patch.kind, patch.name) == (
            document.api_version,
            document.kind,
            document.name,
        ) and patch.namespace in ("", document.namespace)


def _expression(name: str, text: str) -> regexp.Regexp:
    try:
        return regexp.compile(f"^(?:{text})$")
    except regexp.RegexpError as error:
        raise UsageError(f"{name} of target: {error}") from None


def parse_selector(text: str) -> list[_Requirement]:
    """The requirements of a selector such as ``app=web,tier!=cache,env in (a, b),!old``. Raises UsageError."""
    requirements: list[_Requirement] = []
    position = 0
    while position < len(text):
        found = _REQUIREMENT.match(text, position)
        if found is None or found.end() == position:
            raise UsageError(f"selector {text!r} cannot be read from {text[position:]!r} on")
        requirements.append(_requirement(found))
        position = found.end()
    return requirements


def _requirement(found: re.Match[str]) -> _Requirement:
    """Rule: Requirement.Matches of k8s.io/apimachinery/pkg/labels; what lacks the key fulfils ``!=`` and ``notin``."""
    if found["absent"]:
        missing = found["missing"]
        return lambda held: missing not in held
    key = found["key"]
    if found["operator"]:
        wanted = {found["value"]}
    elif found["set"]:
        wanted = {value.strip() for value in found["values"].split(",")}
    else:
        return lambda held: key in held
    if found["operator"] == "!=" or found["set"] == "notin":
        return lambda held: key not in held or held[key] not in wanted
    return lambda held: key in held and held[key] in wanted
