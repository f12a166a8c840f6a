"""Files that SOPS encrypted.

Rules (getsops/sops): each value is ``ENC[AES256_GCM,data:…,iv:…,tag:…,type:…]``, sealed by AES-256-GCM with the keys
that lead to it as additional data; ``sops.mac`` is the SHA-512 of all values, in order, sealed in the same way with
``sops.lastmodified``. The data key is sealed for each recipient; the one for age is opened in this process, for all
others the program ``sops`` is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ....core.errors import ValuesError
from ....core.golib.yaml import YamlError
from .lookup import read_file

if TYPE_CHECKING:
    from ....core.golib.yaml_parser import Node

METADATA = "sops"
"""The key of the table that SOPS adds."""

ENCRYPTED = re.compile(r"ENC\[AES256_GCM,data:(.+),iv:(.+),tag:(.+),type:(.+)\]", re.DOTALL)

MAX_VALUES = 100_000
"""Values of one file, those counted again that aliases repeat."""

_ONLY_ENCRYPTED = bytes.fromhex("8a3fd2ad54ce66527b1034f3d147be0b0b975b3bf44f72c6fdadec8176f27d69")
"""What the hash begins with where it is made of encrypted values alone."""

_RULES = ("unencrypted_suffix", "encrypted_suffix", "unencrypted_regex", "encrypted_regex")
"""The fields that say of the keys that lead to a value whether it is encrypted; later ones win."""

_DEFAULT_SUFFIX = "_unencrypted"


def looks_encrypted(content: bytes) -> bool:
    """Whether a file is one that SOPS encrypted: it has the table ``sops``, and in it a ``mac``."""
    if b"sops" not in content or b"mac" not in content:
        return False
    try:
        tree = read_tree(content, "")
    except ValuesError:
        return False
    metadata = tree.get(METADATA) if isinstance(tree, dict) else None
    return isinstance(metadata, dict) and "mac" in metadata and ("lastmodified" in metadata or "version" in metadata)


def read_tree(content: bytes, path: str) -> Any:
    """The first document of a file with its values as SOPS types them. Raises ValuesError."""
    from ....core.golib.yaml_input import Input
    from ....core.golib.yaml_parser import parse

    try:
        document = parse(Input(content))
    except (YamlError, RecursionError):
        raise ValuesError(f"{path} is no YAML and no JSON") from None
    return None if document is None else _Reader(path).value(document.root)


class _Reader:
    """Makes values of a document's nodes."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._left = MAX_VALUES

    def value(self, node: Node | None) -> Any:
        """The value of a node. Raises ValuesError for too many."""
        from ....core.golib.yaml_parser import ALIAS, MAPPING, SEQUENCE
        from .sops_scalars import scalar

        self._left -= 1
        if self._left < 0:
            raise ValuesError(f"{self._path} has more than the maximum of {MAX_VALUES} values")
        if node is None:
            return None
        if node.kind == ALIAS:
            return self.value(node.target)
        if node.kind == MAPPING:
            pairs = zip(node.children[::2], node.children[1::2], strict=True)
            return {key.value: self.value(value) for key, value in pairs}
        if node.kind == SEQUENCE:
            return [self.value(child) for child in node.children]
        return scalar(node)


def decrypt_file(path: str, environment: Mapping[str, str]) -> Any:
    """The values of a file. Raises ValuesError for a file that is not encrypted, was changed, or whose key is missing.

    `environment` says where keys are. Raises MissingExtraError without the library for age.
    """
    content = read_file(path)
    if not looks_encrypted(content):
        raise ValuesError(f"{path} is not encrypted by SOPS")
    tree = read_tree(content, path)
    metadata = tree.pop(METADATA)
    _check_metadata(metadata, path)
    from . import sops_keys, sops_program

    reasons: list[str] = []
    if not _needs_program(metadata):
        key = sops_keys.data_key(metadata, environment, reasons)
        if key is not None:
            return _decrypted(tree, metadata, key, path)
    elif metadata.get("key_groups"):
        reasons.append("its key is split between groups of keys")
    else:
        reasons.append("comments say what is encrypted")
    return sops_program.decrypt(path, environment, reasons)


def _check_metadata(metadata: dict[str, Any], path: str) -> None:
    """Raise ValuesError for a field of another type than SOPS gives it."""
    for name, kind in (*((rule, str) for rule in _RULES), ("age", list)):
        if not isinstance(metadata.get(name), kind | None):
            raise ValuesError(f"{path} has a field sops.{name} that SOPS cannot have written")


def _needs_program(metadata: dict[str, Any]) -> bool:
    return any(metadata.get(name) for name in ("key_groups", "encrypted_comment_regex", "unencrypted_comment_regex"))


def _decrypted(tree: Any, metadata: dict[str, Any], key: bytes, path: str) -> Any:
    """The values of a file whose data key is known, its MAC checked."""
    from hashlib import sha512
    from hmac import compare_digest

    opened = _Opening(metadata, key, path)
    values = opened.open(tree, ())
    mac = metadata.get("mac")
    if not isinstance(mac, str):
        raise ValuesError(f"{path} has no MAC")
    try:
        expected = open_value(mac, key, str(metadata.get("lastmodified", "")), path)
    except ValuesError:
        expected = None
    computed = sha512(b"".join(opened.hashed)).hexdigest().upper()
    if not isinstance(expected, str) or not compare_digest(_raw(expected), computed.encode()):
        raise ValuesError(f"{path} was changed after it was encrypted: its MAC does not match")
    return values


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


class _Opening:
    """Opens the values of a file in order; `hashed` is what the MAC is made of."""

    def __init__(self, metadata: dict[str, Any], key: bytes, path: str) -> None:
        self._key = key
        self._path = path
        self._rules = {name: metadata.get(name) or "" for name in _RULES}
        if not any(self._rules.values()):
            self._rules["unencrypted_suffix"] = _DEFAULT_SUFFIX
        self._only_encrypted = metadata.get("mac_only_encrypted") is True
        self.hashed: list[bytes] = [_ONLY_ENCRYPTED] if self._only_encrypted else []

    def open(self, value: Any, names: tuple[str, ...]) -> Any:
        """A value with all below it. `names` are the keys that lead to it. Raises ValuesError."""
        if isinstance(value, dict):
            return {name: self.open(item, (*names, name)) for name, item in value.items()}
        if isinstance(value, list):
            return [self.open(item, names) for item in value]
        if value is None:
            return None
        is_encrypted = self._is_encrypted(names)
        if is_encrypted:
            if not isinstance(value, str):
                raise ValuesError(f"{self._path} has a value at {'.'.join(names)} that is not encrypted but should be")
            value = open_value(value, self._key, ":".join(names) + ":", self._path)
        if is_encrypted or not self._only_encrypted:
            from .sops_scalars import hashed_bytes

            self.hashed.append(hashed_bytes(value))
        return value

    def _is_encrypted(self, names: tuple[str, ...]) -> bool:
        from ....core.golib.regexp import must_compile
        from ....core.golib.types import GoError

        rules = self._rules
        answer = True
        try:
            if rules["unencrypted_suffix"]:
                answer = not any(name.endswith(rules["unencrypted_suffix"]) for name in names)
            if rules["encrypted_suffix"]:
                answer = any(name.endswith(rules["encrypted_suffix"]) for name in names)
            if rules["unencrypted_regex"] and any(map(must_compile(rules["unencrypted_regex"]).match, names)):
                answer = False
            if rules["encrypted_regex"]:
                answer = any(map(must_compile(rules["encrypted_regex"]).match, names))
        except GoError as error:
            raise ValuesError(f"{self._path}: {error}") from None
        return answer


def open_value(text: str, key: bytes, additional: str, path: str) -> Any:
    """What an encrypted text stands for, in its type. Raises ValuesError."""
    if not text:
        return ""
    from base64 import b64decode

    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from .sops_scalars import typed

    where = additional.rstrip(":").replace(":", ".")
    found = ENCRYPTED.match(text)
    if found is None:
        raise ValuesError(f"{path} has a value at {where} that is not encrypted but should be")
    try:
        data, nonce, tag = (b64decode(found[part], validate=True) for part in (1, 2, 3))
        plain = AESGCM(key).decrypt(nonce, data + tag, _raw(additional))
        return typed(plain, found[4])
    except (InvalidTag, ValueError, OverflowError):
        raise ValuesError(f"{path} has a value at {where} that cannot be decrypted: it was changed or moved") from None
