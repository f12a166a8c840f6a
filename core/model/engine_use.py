"""Which template engines made a revision of a release: what is recorded of them, and how it is read again."""

from __future__ import annotations

from collections.abc import Iterable

from ..record import Record
from ..text import has_control_characters

EXTRA = "engines"
"""The extra of a release that keeps them. A release that Helm's own engine made alone has none."""

_MAX_TEXT = 16_384


class EngineUse(Record):
    """A template engine as it took part in a rendering.

    `version` is its own or its plugin's, `trust` what its templates could reach (see `core.entries.EngineEntry`),
    `plugin` and `distribution` who provided it.
    """

    name: str
    version: str = ""
    trust: str = ""
    plugin: str = ""
    distribution: str = ""


def engines_text(uses: Iterable[EngineUse]) -> str:
    """The engines as the text that a record keeps; empty for none."""
    documents = [dict(zip(use.fields, use, strict=True)) for use in uses]
    if not documents:
        return ""
    import json

    return json.dumps(documents, separators=(",", ":"))


def engines_in(text: str) -> tuple[EngineUse, ...]:
    """The engines in a text of a record, which may be anybody's: what is none of ours is passed over."""
    if not text or len(text) > _MAX_TEXT:
        return ()
    import json

    try:
        documents = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    found = []
    for document in documents if isinstance(documents, list) else ():
        known = {name: document.get(name, "") for name in EngineUse.fields} if isinstance(document, dict) else {}
        texts = [value for value in known.values() if isinstance(value, str) and not has_control_characters(value)]
        if known.get("name") and len(texts) == len(known):
            found.append(EngineUse(**known))
    return tuple(found)
