"""From the text of a manifest to the objects in it: what cli-runtime's resource builder does for Tiller.

Rules: cli-runtime pkg/resource (StreamVisitor, FlattenListVisitor, mapper, SetNamespace, FilterNamespace,
ContinueOnErrorVisitor) and apimachinery's unstructuredJSONScheme, as pkg/kube/client.go puts them together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError, KubeStatusError, UnknownKindError
from ....core.model.kube_object import KubeObject
from .documents import UnreadableError, documents

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ....core.model.kube_object import ApiResource

    Resolve = Callable[[str, str], ApiResource]
    Elsewhere = Callable[[Sequence[str]], Mapping[str, Sequence[str]]]

_MOST_NAMED = 8
"""How many objects of unknown kinds an error names."""

_STOP_VALIDATING = "; if you choose to ignore these errors, turn validation off with --validate=false"


def build_objects(
    text: str, namespace: str, resolve: Resolve, elsewhere: Elsewhere = lambda _: {}
) -> list[KubeObject]:
    """The objects of a stream of documents, in order; objects without a namespace get `namespace`.

    `resolve` says where the kind of an API version is served, `elsewhere` in which API versions kinds are that were
    not found, for the details of the error. Raises KubeError with what is wrong with all documents,
    UnknownKindError when all that is wrong are unknown kinds, and what `resolve` raises for a server out of reach.
    """
    builder = _Builder(namespace, resolve)
    try:
        for document, own_text in documents(text):
            builder.add(document, own_text)
    except UnreadableError as error:
        builder.failures.append(error)
    builder.check(elsewhere)
    return builder.objects


class _Builder:
    __slots__ = ("_mapped", "_namespace", "_resolve", "_unknown", "failures", "objects")

    def __init__(self, namespace: str, resolve: Resolve) -> None:
        self._namespace = namespace
        self._resolve = resolve
        self._mapped: dict[tuple[str, str], ApiResource | KubeError] = {}
        self._unknown: list[tuple[str, str, str]] = []
        self.objects: list[KubeObject] = []
        self.failures: list[KubeError] = []

    def add(self, document: Any, own_text: str) -> None:
        """Take a document in, or note why it cannot be. `own_text` is it as JSON, where it came as such."""
        try:
            self._take(document, own_text)
        except _DocumentError as failure:
            self.failures.append(failure.error)

    def check(self, elsewhere: Elsewhere) -> None:
        """Raise what was noted, joined as apimachinery's errors.Aggregate does: once each, in brackets when several."""
        if not self.failures:
            return
        messages = list(dict.fromkeys(error.message.replace(_STOP_VALIDATING, "") for error in self.failures))
        text = messages[0] if len(messages) == 1 else f"[{', '.join(messages)}]"
        details, hint = self._explanation(elsewhere)
        if all(isinstance(error, UnknownKindError) for error in self.failures):
            raise UnknownKindError(text, details=details, hint=hint)
        raise KubeError(text, details=details, hint=hint)

    def _explanation(self, elsewhere: Elsewhere) -> tuple[tuple[str, ...], str]:
        """Which objects are of unknown kinds, where the server has those kinds, and what helps if it has none."""
        if not self._unknown:
            return (), ""
        kinds = list(dict.fromkeys(kind for _, kind, _ in self._unknown))
        served = elsewhere(kinds)
        details = []
        for api_version, kind, name in self._unknown[:_MOST_NAMED]:
            versions = ", ".join(served.get(kind, ()))
            there = f"the server has that kind in {versions}" if versions else "the server has no kind of that name"
            details.append(f"{kind}/{name} is of {api_version or 'no apiVersion'}: {there}")
        if len(self._unknown) > _MOST_NAMED:
            details.append(f"and {len(self._unknown) - _MOST_NAMED} more")
        missing = any(not served.get(kind) for kind in kinds)
        return tuple(details), "the CRD has to be there first: from a chart of its own, or a crd-install hook" * missing

    def _take(self, document: Any, own_text: str) -> None:
        if document.__class__ is not dict:
            raise _misfit(document, "Go value of type unstructured.detector")
        is_list, items = _items(document)
        listed = _list_items(document, items) if is_list else []
        api_version, kind = _type_of(document)
        if not kind:
            from ....core.golib.json import encode

            raise _failed(f"unable to decode \"\": Object 'Kind' is missing in '{own_text or encode(document)}'")
        resource = self._map(api_version, kind, _name(document), 'unable to recognize "":')
        if not is_list:
            self._accept(resource, document)
        elif any(item.get("items").__class__ is list for item in listed):
            raise _failed("*unstructured.Unstructured is not a list: no Items field in this object")
        for item in listed:
            try:
                self._take_item(item)
            except _DocumentError as failure:
                self.failures.append(failure.error)

    def _take_item(self, item: dict[str, Any]) -> None:
        api_version, kind = _type_of(item)
        missing = "" if kind and api_version else "apiVersion" if kind else "Kind"
        if missing:
            text = "object has no apiVersion field" if kind else "object has no kind field "
            raise _failed(
                'unable to get type info from the object "*unstructured.Unstructured": '
                f"Object '{missing}' is missing in '{text}'"
            )
        self._accept(self._map(api_version, kind, _name(item), "unable to recognize"), item)

    def _map(self, api_version: str, kind: str, name: str, prefix: str) -> ApiResource:
        """Where a kind is served; each is asked for once. `name` is that of the object, for errors."""
        key = (api_version, kind)
        found = self._mapped.get(key)
        if found is None:
            try:
                found = self._resolve(api_version, kind)
            except (UnknownKindError, KubeStatusError) as error:
                found = error
            self._mapped[key] = found
        if isinstance(found, UnknownKindError):
            self._unknown.append((api_version, kind, name))
            raise _DocumentError(UnknownKindError(f"{prefix} {found.message}"))
        if isinstance(found, KubeError):
            raise _failed(f"{prefix} {found.message}")
        return found

    def _accept(self, resource: ApiResource, content: dict[str, Any]) -> None:
        """Take an object in, its namespace filled in, or taken out where the kind has none."""
        metadata = content.get("metadata")
        known = metadata if isinstance(metadata, dict) else {}
        namespace = _text(known.get("namespace"))
        if not resource.namespaced:
            namespace = ""
            known.pop("namespace", None)
        elif not namespace:
            namespace = self._namespace
            if "metadata" not in content:
                content["metadata"] = known
            if namespace:
                known["namespace"] = namespace
        self.objects.append(KubeObject(resource, namespace, _text(known.get("name")), content))


class _DocumentError(Exception):
    """A document cannot be built; the others may."""

    def __init__(self, error: KubeError) -> None:
        super().__init__(error.message)
        self.error = error


def _failed(text: str) -> _DocumentError:
    return _DocumentError(KubeError(text))


def _misfit(value: Any, target: str) -> _DocumentError:
    """The error of encoding/json for a value of the wrong kind."""
    from ....core.golib.json_decoder import json_kind

    return _failed(f'unable to decode "": json: cannot unmarshal {json_kind(value)} into {target}')


def _type_of(content: dict[str, Any]) -> tuple[str, str]:
    """API version and kind; both empty when the API version is no ``version`` or ``group/version``."""
    api_version = _text(content.get("apiVersion"))
    if api_version.count("/") > 1:
        return "", ""
    return api_version.removeprefix("/"), _text(content.get("kind"))


def _items(document: dict[str, Any]) -> tuple[bool, Any]:
    """Whether a document is a list, and its items: encoding/json finds the field in any case of letters."""
    found = False
    items = None
    for key in sorted(document):
        if len(key) == 5 and key.casefold() == "items":
            found, items = True, document[key]
    return found, items


def _list_items(document: dict[str, Any], items: Any) -> list[dict[str, Any]]:
    """The objects of a list; those that do not say what they are get it from the list's kind."""
    if items is None:
        return []
    if items.__class__ is not list:
        raise _misfit(items, "Go struct field decodeList.Items of type []json.RawMessage")
    listed: list[dict[str, Any]] = []
    for item in items:
        content = {} if item is None else item
        if content.__class__ is not dict:
            raise _misfit(content, "Go value of type map[string]interface {}")
        if not _text(content.get("kind")) and not _text(content.get("apiVersion")):
            content["kind"] = _text(document.get("kind")).removesuffix("List")
            content["apiVersion"] = _text(document.get("apiVersion"))
        listed.append(content)
    return listed


def _name(content: dict[str, Any]) -> str:
    metadata = content.get("metadata")
    return _text(metadata.get("name")) if isinstance(metadata, dict) else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
