"""Objects without what Secrets hold, in such a way that one still sees which of it differs.

All states of an object are hidden together: a value that is the same in all of them becomes the same mark everywhere,
one that is not becomes a mark for each state in which it is another one. Marks say nothing about the values, so what is
compared and printed afterwards can give nothing away.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

from ....core.concealment import LEAST, MARK, Concealment
from ....core.secret_manifests import hide as hide_manifest
from .alignment import canonical, label_of
from .paths import FIELD, ITEM
from .shapes import Shape, list_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .paths import Path

    States = dict[str, dict[str, Any] | None]

_DATA = ("data", "stringData")
_EMBEDDED = re.compile(r"""kind["']?\s*:\s*(?:["']?secret|[&!])""", re.IGNORECASE)
"""What a text has in it that is, or holds, a manifest of a Secret; the kind may stand behind anchors and tags."""

_SECRET = re.compile("secret", re.IGNORECASE)

_LONGEST_EMBEDDED = 500_000
"""Characters of a text that is searched for what a Secret in it holds; of a longer one nothing is shown."""

_MOST_SOUGHT = 2000
"""Values of the Secrets in an object that are looked for in texts about it; where there are more, none is shown."""

_NOTHING_KNOWN = Shape(None)


def may_hold_secret(text: str) -> bool:
    """Whether a text may be, or hold, a manifest of a Secret. A single pass over the text, whatever it is."""
    return _EMBEDDED.search(text) is not None and _SECRET.search(text) is not None


def is_secret(kind: Any) -> bool:
    """Whether objects of a kind hold what is to be hidden."""
    return str(kind).lower() == "secret"


def normalised(content: dict[str, Any], *, by_server: bool) -> None:
    """Write the data of a Secret as a server does; with `by_server`, its texts too. Changes the object."""
    data = content.get("data")
    if isinstance(data, dict):
        for name, value in data.items():
            data[name] = _canonical_base64(value)
    texts = content.get("stringData")
    if by_server and isinstance(texts, dict) and (data is None or isinstance(data, dict)):
        encoded = {
            name: b64encode(value.encode("utf-8", "surrogateescape")).decode() if isinstance(value, str) else value
            for name, value in texts.items()
        }
        content["data"] = {**(data or {}), **encoded}
        del content["stringData"]


def _canonical_base64(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return b64encode(b64decode("".join(value.split()).encode(), validate=True)).decode()
    except (binascii.Error, ValueError):
        return value


class Hidden:
    """The states of one object without what Secrets in it hold; the states given are changed.

    `states` are in the order in which marks name them.
    """

    def __init__(self, kind: str, states: States) -> None:
        self._secrets: dict[str, None] = {}
        self._concealment = Concealment()
        self._concealed_up_to = 0
        places: dict[Path, list[tuple[str, Any, Any]]] = {}
        secrets: list[dict[str, Any]] = []
        for state, content in states.items():
            if content is None:
                continue
            for holder, name, path in _hidden_places(content, (), is_secret(kind)):
                places.setdefault(path, []).append((state, holder, name))
            secrets += _secrets_in(content, is_secret(kind))
        for found in places.values():
            self._mark(found)
        notes = [found for secret in secrets for found in _notes_of(secret)]
        if self._has_too_many():
            for holder, name in notes:
                holder[name] = MARK
        elif self._secrets and notes:
            # All notes are looked through for the same texts, so that equal ones stay equal.
            self._look_for(max(len(holder[name]) for holder, name in notes))
            for holder, name in notes:
                holder[name] = self._concealment.apply(holder[name])

    def conceal(self, text: str) -> str:
        """A text about the object, such as an error of the server's, without what was hidden in it."""
        if not text or not self._secrets:
            return text
        if self._has_too_many():
            return MARK
        self._look_for(len(text))
        return self._concealment.apply(text)

    def _has_too_many(self) -> bool:
        return len(self._secrets) > _MOST_SOUGHT

    def _look_for(self, length: int) -> None:
        """Let hidden texts of a length be found from now on: longer ones are in no text, and there may be many."""
        if length <= self._concealed_up_to:
            return
        self._concealment.add(
            *(
                piece
                for secret in self._secrets
                for piece in ((secret,) if len(secret) <= length else secret.splitlines())
                if self._concealed_up_to < len(piece) <= length
            )
        )
        self._concealed_up_to = length

    def _mark(self, found: list[tuple[str, Any, Any]]) -> None:
        """Put marks into one place of all states."""
        values = [holder[name] for _, holder, name in found]
        same: dict[str, str] = {}
        keys = [canonical(value) for value in values]
        for (state, _, _), key in zip(found, keys, strict=True):
            same.setdefault(key, state)
        # Where what was and what will be are the same, only other states need a mark of their own.
        plain = keys[0] if len(keys) < 2 or keys[0] == keys[1] else ""
        for (_, holder, name), value, key in zip(found, values, keys, strict=True):
            self._remember(value)
            label = "" if len(same) == 1 or key == plain else same[key]
            if isinstance(value, str) and len(value) <= _LONGEST_EMBEDDED and may_hold_secret(value):
                hidden = hide_manifest(value)
                holder[name] = f"{hidden.rstrip()}\n# ({MARK[1:-1]}, {label})\n" if label else hidden
            else:
                holder[name] = f"({MARK[1:-1]}, {label})" if label else MARK

    def _remember(self, value: Any) -> None:
        """Note a hidden value, also as what it stands for in base64."""
        text = value if isinstance(value, str) else canonical(value)
        if may_hold_secret(text):
            return
        self._secrets[text] = None
        try:
            decoded = b64decode(text.encode("utf-8", "surrogateescape"), validate=True)
        except (binascii.Error, ValueError):
            return
        if len(decoded) >= LEAST:
            self._secrets[decoded.decode("utf-8", "surrogateescape")] = None


def _notes_of(secret: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """The annotations of a Secret, in which tools keep copies of what it holds: who has each, and its name."""
    metadata = secret.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    if isinstance(annotations, dict):
        yield from [(annotations, name) for name, note in annotations.items() if isinstance(note, str)]


def _secrets_in(value: Any, is_one: bool = False) -> Iterator[dict[str, Any]]:
    """The Secrets in a value, itself included."""
    waiting = [(value, is_one)]
    while waiting:
        at, known = waiting.pop()
        if isinstance(at, dict):
            if known or is_secret(at.get("kind")):
                yield at
            listed = str(at.get("kind")).lower() == "secretlist"
            for name, item in at.items():
                if listed and name == "items" and isinstance(item, list):
                    waiting += [(one, True) for one in item]
                else:
                    waiting.append((item, False))
        elif isinstance(at, list):
            waiting += [(item, False) for item in at]


def _hidden_places(value: Any, path: Path, is_one: bool = False) -> Iterator[tuple[Any, Any, Path]]:
    """What is to be hidden in a value: who holds it, under which name or number, and its path."""
    if isinstance(value, dict):
        known = is_one or is_secret(value.get("kind"))
        listed = str(value.get("kind")).lower() == "secretlist"
        for name, item in value.items():
            inner = (*path, FIELD + name)
            if known and name in _DATA:
                if isinstance(item, dict):
                    yield from [(item, key, (*inner, FIELD + key)) for key in item]
                else:
                    yield value, name, inner
            elif isinstance(item, str):
                if may_hold_secret(item):
                    yield value, name, inner
            elif listed and isinstance(item, list):
                for number, one in enumerate(item):
                    yield from _hidden_places(one, (*inner, f"{ITEM}{number}"), True)
            else:
                yield from _hidden_places(item, inner)
    elif isinstance(value, list):
        key = list_key((value,), _NOTHING_KNOWN)
        for number, item in enumerate(value):
            inner = (*path, ITEM + label_of(value, number, key))
            if isinstance(item, str):
                if may_hold_secret(item):
                    yield value, number, inner
            else:
                yield from _hidden_places(item, inner)
