"""What is not shown: data of Secrets, wherever it stands, and values that look like secrets by their names.

What a Secret holds is known, so it is found again in values and notes. Of other values nobody can know; their names
speak, and what they name is found again in notes too. Neither is a promise.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any

from ....core.concealment import LEAST, MARK, Concealment
from ....core.golib.yaml import YamlError, load_map
from ....core.preview_states import hook_objects, manifest_objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.model.release import Release

CHANGED = f"{MARK[:-1]}, another one)"
"""Stands for a hidden value that is another one than the one that it is compared with."""

_NAME = re.compile(
    r"pass(?:word|wd|phrase)s?$|(?:^|_)(?:pass|pwd)$|secret|token|credential|api_?key|private_?key|access_?key|encryption_?key"
    r"|signing_?key|ssh_?key|licen[cs]e_?key|salt$|htpasswd|kubeconfig|connection_?string|dsn$|(?:^|_)auth$",
)
_REFERENCES = re.compile(r"(?:names?|ref|enabled|create|path|file|mount|type|class|namespace|ttl|seconds)$")
"""Ends of names of what belongs to a secret and is none: ``existingSecretName``."""

_LEAST_IN_TEXT = 8
"""Characters below which a secret is not looked for in running text: it would be found in words."""

_MOST_SECRETS = 400
_LONGEST = 8192


class Hiding:
    """What is hidden of one revision."""

    def __init__(self, release: Release) -> None:
        self._secrets = frozenset(text for text in _secret_texts(release) if len(text) >= LEAST)
        self._texts = Concealment()
        self._texts.add(*(text for text in {*self._secrets, *_named_texts(release)} if len(text) >= _LEAST_IN_TEXT))

    def text(self, text: str) -> str:
        """Notes or a description without what Secrets of the revision hold, or values that are called like secrets."""
        return self._texts.apply(text)

    def values(self, values: Any, other: Any = None, *, compares: bool = False) -> Any:
        """Values with marks in the place of secrets.

        With `compares`, `other` are values to compare with: a hidden one that is another there has `CHANGED` instead.
        """
        return self._values(values, other, compares, is_secret=False)

    def _values(self, value: Any, other: Any, compares: bool, *, is_secret: bool) -> Any:
        if isinstance(value, dict):
            theirs = other if isinstance(other, dict) else {}
            return {
                key: self._values(item, theirs.get(key), compares, is_secret=is_secret or _speaks_of_secret(key))
                for key, item in value.items()
            }
        if isinstance(value, list):
            rest = other if isinstance(other, list) else []
            others = [*rest, *[None] * len(value)]
            return [
                self._values(item, theirs, compares, is_secret=is_secret)
                for item, theirs in zip(value, others, strict=False)
            ]
        if value is None or isinstance(value, bool) or value == "":
            return value
        if is_secret or (isinstance(value, str) and self._holds(value)):
            return CHANGED if compares and value != other else MARK
        return value

    def _holds(self, value: str) -> bool:
        """Whether a value is what a Secret holds, or has it in it, or is a private key."""
        return value in self._secrets or "PRIVATE KEY-----" in value or self._texts.apply(value) != value


def _speaks_of_secret(key: Any) -> bool:
    """Whether a name is one for a secret: ``adminPassword``, ``API_TOKEN``, and what is below ``credentials``."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[-. ]", "_", str(key)).lower()
    return _NAME.search(name) is not None and _REFERENCES.search(name) is None


def _secret_texts(release: Release) -> Iterator[str]:
    """What the Secrets of a revision hold, as far as it is text."""
    left = _MOST_SECRETS
    for found in (*manifest_objects(release), *hook_objects(release, tests=True)):
        if found.kind.lower() != "secret" or found.content is None:
            continue
        for field in ("data", "stringData"):
            data = found.content.get(field)
            for value in data.values() if isinstance(data, dict) else ():
                text = _plain(value) if field == "data" else value
                if isinstance(text, str) and len(text) <= _LONGEST and left:
                    left -= 1
                    yield text.strip()


def _named_texts(release: Release) -> Iterator[str]:
    """The values that are called like secrets: those that were given, and the chart's own."""
    left = _MOST_SECRETS
    for text in (release.values_text, release.chart.values_text):
        try:
            pending: list[tuple[Any, bool]] = [(load_map(text), False)]
        except YamlError:
            continue
        while pending and left:
            value, is_secret = pending.pop()
            if isinstance(value, dict):
                pending += [(item, is_secret or _speaks_of_secret(key)) for key, item in value.items()]
            elif isinstance(value, list):
                pending += [(item, is_secret) for item in value]
            elif is_secret and isinstance(value, str) and len(value) <= _LONGEST:
                left -= 1
                yield value.strip()


def _plain(value: Any) -> str:
    """What a text in base64 stands for; empty for what is none."""
    try:
        return base64.b64decode(str(value), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
