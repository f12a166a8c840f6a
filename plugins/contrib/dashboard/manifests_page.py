"""The rendered manifests of a revision, object by object, with the template that each comes from; its chart hooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.golib.yaml import YamlError, to_json_value
from ....core.manifest_documents import split_documents
from ....core.secret_manifests import hide
from .moments import moment
from .shown_release import ShownRelease

if TYPE_CHECKING:
    from ....core.model.manifest import ChartHook
    from .asked import Asked
    from .site import Site

_SOURCE = "# Source: "
_FEW = 6
"""Documents up to which all are unfolded."""

MOST = 1000
"""Documents that are shown."""


def facts(site: Site, asked: Asked) -> dict[str, Any]:
    """The documents of the manifest in its order, how many there are of each kind, and the chart hooks."""
    shown = ShownRelease(site, asked)
    release = shown.content()
    reveals = site.may_show_secrets and asked.reveals
    text = release.manifest if reveals else hide(release.manifest)
    documents = [_document(each, number) for number, each in enumerate(split_documents(text), 1)]
    hooks = [_hook(hook, number, reveals=reveals) for number, hook in enumerate(release.hooks, 1)]
    kinds: dict[str, int] = {}
    for one in documents:
        kinds[one["kind"]] = kinds.get(one["kind"], 0) + 1
    wanted = asked.text("kind")
    listed = [one for one in documents if wanted in ("", one["kind"])]
    return {
        "release": shown.facts(release),
        "documents": listed[:MOST],
        "left_out": max(len(listed) - MOST, 0),
        "total": len(documents),
        "hooks": hooks[:MOST],
        "kinds": dict(sorted(kinds.items())),
        "unfolds": len(listed) + len(hooks) <= _FEW,
        "reveals": reveals,
    }


def _document(text: str, number: int) -> dict[str, Any]:
    first, _, rest = text.partition("\n")
    is_marked = first.startswith(_SOURCE)
    body = rest if is_marked else text
    kind, name, namespace = _identity(body)
    return {
        "id": f"object-{number}",
        "source": first.removeprefix(_SOURCE).strip() if is_marked else "",
        "kind": kind,
        "name": name,
        "namespace": namespace,
        "text": body.strip("\n"),
        "lines": body.strip("\n").count("\n") + 1,
        "events": [],
    }


def _identity(text: str) -> tuple[str, str, str]:
    """Kind, name and namespace of a document, as far as it says them."""
    try:
        content = to_json_value(text)
    except (YamlError, RecursionError):
        return "Unknown", "", ""
    if not isinstance(content, dict):
        return "Unknown", "", ""
    metadata = content.get("metadata")
    fields = metadata if isinstance(metadata, dict) else {}
    kind, name, namespace = content.get("kind"), fields.get("name"), fields.get("namespace")
    return str(kind or "Unknown"), str(name or ""), str(namespace or "")


def _hook(hook: ChartHook, number: int, *, reveals: bool) -> dict[str, Any]:
    manifest = hook.manifest
    text = manifest.content if reveals else hide(manifest.content)
    return {
        **_document(text, number),
        "id": f"hook-{number}",
        "source": manifest.source,
        "events": list(hook.events),
        "weight": hook.weight,
        "delete_policies": list(hook.delete_policies),
        "last_run": moment(hook.last_run or None),
    }
