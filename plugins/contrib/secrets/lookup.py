"""Looking up what references stand for. What was found is concealed before anybody else gets it."""

from __future__ import annotations

import os
import stat
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, proxy

from ....core.concealment import LEAST, Concealment
from ....core.errors import PilothouseError, ValuesError
from ....core.golib.oserrors import path_error
from ....core.golib.strconv import format_float
from ....core.golib.utf8 import decode
from ....core.golib.yaml import YamlError, to_json_value
from ....core.settings import parse_bool
from .references import SCHEMES, Reference, split

if TYPE_CHECKING:
    from ....core.kernel import Kernel

MAX_SIZE = 1024 * 1024
"""Bytes of a file that is referred to."""

reused: ContextVar[frozenset[str] | None] = ContextVar("values of this command", default=None)
"""While a release is upgraded: the strings with references that this command gave. Others are of the record."""


class Lookup:
    """What one kernel has looked up."""

    def __init__(self, kernel: Kernel) -> None:
        # Who is looked up by a kernel may not keep that kernel alive.
        self._kernel: Kernel = proxy(kernel)
        self._is_revealing = parse_bool(kernel.setting("reveal-secrets")) is True
        self._known: dict[str, Any] = {}
        self._files: dict[str, Any] = {}
        self._announced: set[str] = set()

    def resolved(self, values: dict[str, Any], given: dict[str, str]) -> dict[str, Any]:
        """A copy of `values` in which each string of `given` is what it stands for.

        `given` has the place of each for errors. Raises ValuesError for what cannot be looked up.
        """
        if not given:
            return values
        self._check_reused(given)
        found = {text: self.value(text, place) for text, place in given.items()}
        copy: dict[str, Any] = _replaced(values, found)
        return copy

    def _check_reused(self, given: dict[str, str]) -> None:
        """Refuse references that are not of this command but of whoever wrote the record, unless they are wanted.

        Wanted ones are named in a warning. Raises ValuesError.
        """
        named = reused.get()
        if named is None:
            return
        wanted = parse_bool(self._kernel.setting("reuse-references")) is True
        for text, place in given.items():
            for part in split(text):
                if text in named or not isinstance(part, Reference) or part.text in self._announced:
                    continue
                if not wanted:
                    raise ValuesError(
                        f"values refer to a secret at {place}: {part.text} is in the record of the release alone",
                        details=("whoever may write records could name any file or variable of yours",),
                        hint="give the values again (-f, --set), or --reuse-references when you know who wrote them",
                    )
                self._announced.add(part.text)
                self._kernel.warn(
                    f"warning: {part.text} is looked up because the values recorded with the release refer to it "
                    f"at {place}"
                )

    def value(self, text: str, place: str) -> Any:
        """What a string with references stands for: for a reference alone the value itself, else a text.

        `place` says where it stands. Raises ValuesError.
        """
        try:
            parts = [part if isinstance(part, str) else self._value_of(part) for part in split(text)]
        except PilothouseError as error:
            raise ValuesError(
                f"values refer to a secret at {place}: {error.message}", details=error.details, hint=error.hint
            ) from None
        if len(parts) == 1:
            return parts[0]
        if any(isinstance(part, dict | list) for part in parts):
            raise ValuesError(f"values refer to a secret at {place}: a table cannot be a part of a text")
        return "".join(map(_text_of, parts))

    def _value_of(self, reference: Reference) -> Any:
        if reference.text not in self._known:
            try:
                value = self._look_up(reference)
            except PilothouseError as error:
                raise ValuesError(
                    f"{reference.text}: {error.message}", details=error.details, hint=error.hint
                ) from None
            self._known[reference.text] = value
            if not self._is_revealing:
                self._conceal_all(value, reference)
        return self._known[reference.text]

    def _look_up(self, reference: Reference) -> Any:
        if reference.scheme == "env":
            return self._variable(reference)
        if reference.scheme == "file":
            text = decode(read_file(reference.path))
            return text if reference.pointer is None else at(_parsed(text), reference.pointer)
        if reference.scheme == "sops":
            return at(self.sops_file(reference.path), reference.pointer or ())
        raise ValuesError(
            f"secrets cannot be looked up in {reference.scheme!r}", hint=f"known are {', '.join(SCHEMES)}"
        )

    def _variable(self, reference: Reference) -> str:
        value = self._kernel.settings.environment.get(reference.path)
        if value is None:
            raise ValuesError(f"the environment variable {reference.path} is not set")
        return value

    def sops_file(self, path: str) -> Any:
        """The values in a file that SOPS encrypted, decrypted once. Raises ValuesError, MissingExtraError."""
        if path not in self._files:
            from .sops import decrypt_file

            self._files[path] = decrypt_file(path, self._kernel.settings.environment)
        return self._files[path]

    def _conceal_all(self, value: Any, reference: Reference) -> None:
        if isinstance(value, dict | list):
            for item in value.values() if isinstance(value, dict) else value:
                self._conceal_all(item, reference)
        elif value is not None and not isinstance(value, bool):
            text = _text_of(value)
            self._kernel.conceal(text)
            if 0 < len(text.strip()) < LEAST:
                self._kernel.warn(f"warning: {reference.text} has less than {LEAST} characters, which are not hidden")


_lookups: WeakKeyDictionary[Kernel, Lookup] = WeakKeyDictionary()


def lookup_of(kernel: Kernel) -> Lookup:
    """The lookup of a kernel, made when it is first asked for."""
    found = _lookups.get(kernel)
    if found is None:
        found = _lookups[kernel] = Lookup(kernel)
    return found


def read_file(path: str) -> bytes:
    """The content of a file. Raises ValuesError, for what is no file and for what is too large too."""
    try:
        # A pipe without a writer would be waited for.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        with open(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise ValuesError(f"read {path}: not a file")
            content = stream.read(MAX_SIZE + 1)
    except OSError as error:
        raise ValuesError(path_error("open", path, error)) from None
    except ValueError:
        raise ValuesError(f"open {path}: invalid argument") from None
    if len(content) > MAX_SIZE:
        raise ValuesError(f"read {path}: larger than the maximum of {MAX_SIZE} bytes")
    return content


def _parsed(text: str) -> Any:
    """The value of a YAML or JSON text."""
    try:
        return to_json_value(text)
    except YamlError as error:
        # The sentence may quote the text, which is secret.
        raise ValuesError("the file is no YAML and no JSON") from error


def at(document: Any, pointer: tuple[str, ...]) -> Any:
    """The value that a pointer leads to, as values tables hold it. Raises ValuesError."""
    value = document
    for depth, name in enumerate(pointer):
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            raise ValuesError(f"there is nothing at #/{'/'.join(pointer[: depth + 1])}")
    return _as_values(value)


def _as_values(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_values(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_values(item) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value


def _text_of(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format_float(value, "f") if isinstance(value, float) else str(value)


def _replaced(value: Any, found: dict[str, Any]) -> Any:
    """A value with the strings that are keys of `found` replaced; what has none in it is not copied."""
    if isinstance(value, str):
        return found.get(value, value)
    if value.__class__ is dict:
        table = {key: _replaced(item, found) for key, item in value.items()}
        return table if any(table[key] is not value[key] for key in table) else value
    if value.__class__ is list:
        items = [_replaced(item, found) for item in value]
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    return value


def is_found_in(value: Any, text: str) -> bool:
    """Whether a text shows all of a secret in forms that are concealed; not what is too short to tell."""
    if isinstance(value, dict | list):
        return all(is_found_in(item, text) for item in (value.values() if isinstance(value, dict) else value))
    if value is None or isinstance(value, bool):
        return True
    concealment = Concealment()
    concealment.add(_text_of(value))
    return concealment.apply(text) != text
