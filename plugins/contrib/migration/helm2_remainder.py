"""What Helm 3's records have no place for, kept beside it so that the way back loses nothing.

An exported document has a member of ours (`MEMBER`), which Helm 3 passes over when it reads and leaves out when it
writes. It holds the Helm v2 record without the texts that the document has anyway (manifests, templates, files), and
the sum of the rest of the document. So it counts only as long as nobody has changed the record.
"""

from __future__ import annotations

import hashlib
from typing import Any

from ....core.errors import DamagedRecordError
from ....core.golib import json as go_json
from ....core.hapi import record
from ....core.hapi.releases import decode_release, encode_release
from ....core.model.chart import File
from ....core.model.release import Release
from .fields import Fields

MEMBER = "pilothouse"


def add_remainder(document: dict[str, Any], release: Release) -> None:
    """Put what is left of a revision into the document that was made of it. Raises StorageError."""
    twin = decode_release(encode_release(release))
    twin.manifest = ""
    for hook in twin.hooks:
        hook.manifest.content = ""
    twin.chart.templates = []
    twin.chart.files = []
    document[MEMBER] = {"sum": _sum(document), "remainder": record.pack(twin)}


def restored(document: dict[str, Any], plain: Release) -> Release | None:
    """The revision as it was before its export; None when the record has no remainder, or was changed since.

    `plain` is what can be read without it. Raises DamagedRecordError for a remainder that fits nothing.
    """
    if MEMBER not in document:
        return None
    member = Fields(document).object(MEMBER)
    if member.text("sum") != _sum({name: value for name, value in document.items() if name != MEMBER}):
        return None
    release = record.unpack(member.text("remainder"), plain.key)
    if release.namespace != plain.namespace or len(release.hooks) != len(plain.hooks):
        raise DamagedRecordError("its remainder is of another revision", key=plain.key)
    release.manifest = plain.manifest
    for hook, found in zip(release.hooks, plain.hooks, strict=True):
        hook.manifest.content = found.manifest.content
    fields = Fields(document).object("chart")
    release.chart.templates = plain.chart.templates
    release.chart.files = [File(each.text("name"), each.data("data")) for each in fields.objects("files")]
    return release


def _sum(document: dict[str, Any]) -> str:
    return hashlib.sha256(go_json.encode(document).encode("utf-8", "replace")).hexdigest()
