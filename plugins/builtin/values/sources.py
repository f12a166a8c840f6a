"""The values that a user gives: ``-f`` files, then ``--set``, ``--set-string`` and ``--set-file``, in that order.

Rule: cmd/helm/install.go (vals, readFile). Helm marshals the result to YAML and reads it again; what that changes is
done here without the detour where that is certain to be the same (`as_read_again`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from ....core.errors import PilothouseError, ValuesError
from ....core.golib.oserrors import path_error
from ....core.golib.types import GoError
from ....core.golib.utf8 import decode
from ....core.golib.yaml import YamlError, dump, load_map
from ....core.model.options import FetchOptions, ValueSources
from ....core.protocols import KernelView
from .strvals import Allowance, ToValue, parse_into, typed_value
from .tables import merge_into

_SCHEME = re.compile("([a-zA-Z][a-zA-Z0-9+.-]*):")


class SourceReader:
    """Reads what value flags name: files, URLs that some getter fetches, standard input."""

    __slots__ = ("_files_only", "_kernel", "_options", "_stdin")

    def __init__(self, sources: ValueSources, kernel: KernelView, stdin: Callable[[], bytes]) -> None:
        self._kernel = kernel
        self._files_only = sources.files_only
        self._stdin = stdin
        self._options = FetchOptions(
            sources.username, sources.password, sources.cert_file, sources.key_file, sources.ca_file
        )

    def values_file(self, name: str) -> bytes:
        """The content of a ``-f`` argument; ``-`` is standard input. Raises ValuesError."""
        return self._stdin() if name.strip() == "-" and not self._files_only else self.content(name)

    def text(self, name: str) -> str:
        """The text of a ``--set-file`` argument. Raises ValuesError."""
        return decode(self.content(name))

    def content(self, name: str) -> bytes:
        """The content of a file or URL. Raises ValuesError with Go's words for a file that cannot be read."""
        scheme = None if self._files_only else _SCHEME.match(name)
        if scheme and self._kernel.has_getter(scheme[1].lower()):
            return self._kernel.fetch(name, self._options)
        try:
            with open(name, "rb") as stream:
                return stream.read()
        except OSError as error:
            raise ValuesError(path_error("open", name, error)) from None
        except ValueError:
            # A NUL in the name.
            raise ValuesError(f"open {name}: invalid argument") from None


def read_values(sources: ValueSources, reader: SourceReader) -> dict[str, Any]:
    """The merged table of all sources, numbers as float unless they are wanted `exact`. Raises ValuesError."""
    table: dict[str, Any] = {}
    for name in sources.files:
        merge_into(table, read_file(name, reader))
    if sources.document:
        merge_into(table, load_map(sources.document))
    allowance = Allowance()
    for flag, texts, to_value in assignments(sources, reader):
        for text in texts:
            assign(flag, text, table, to_value, allowance)
    return table if sources.exact else as_read_again(table)


def read_file(name: str, reader: SourceReader) -> dict[str, Any]:
    """The table in one ``-f`` file. Raises ValuesError (``failed to parse FILE: …``)."""
    content = reader.values_file(name)
    try:
        return load_map(content)
    except YamlError as error:
        raise unreadable(name, content, error) from None


def unreadable(name: str, content: bytes, error: YamlError) -> ValuesError:
    """The error for a ``-f`` file that is no YAML, or no table."""
    from ....core.source_place import yaml_details, yaml_hint

    file = "standard input" if name.strip() == "-" else name
    details = yaml_details(file, content, error)
    return ValuesError(f"failed to parse {name}: {error}", details=details, hint=yaml_hint(error))


def assignments(sources: ValueSources, reader: SourceReader) -> list[tuple[str, tuple[str, ...], ToValue]]:
    """The ``--set`` family in the order in which it counts: flag, its texts, how their values are read."""
    return [
        ("--set", sources.set, typed_value),
        ("--set-string", sources.set_string, str),
        ("--set-file", sources.set_file, reader.text),
    ]


def assign(flag: str, text: str, table: dict[str, Any], to_value: ToValue, allowance: Allowance) -> None:
    """Write one text of `flag` into `table`. Raises ValuesError (``failed parsing --set data: …``)."""
    try:
        parse_into(text, table, to_value, allowance)
    except PilothouseError as error:
        raise ValuesError(f"failed parsing {flag} data: {error}", details=error.details, hint=error.hint) from None


def as_read_again(table: dict[str, Any]) -> dict[str, Any]:
    """`table` as it is after being written as YAML and read: numbers as float, minus zero as zero, all copied.

    Text with characters that YAML does not carry unchanged takes the way through YAML itself. Raises ValuesError when
    YAML cannot hold a text.
    """
    try:
        return _plain_table(table)
    except _NotPlainError:
        pass
    try:
        return load_map(dump(table), "chartutil.Values")
    except GoError as error:
        raise ValuesError(str(error)) from None


class _NotPlainError(Exception):
    """Something in the values may not survive YAML unchanged."""


@cache
def _not_plain() -> re.Pattern[str]:
    """Characters that YAML does not carry as they are. Made when first needed: it takes milliseconds to compile."""
    return re.compile("[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def _plain_table(table: dict[str, Any]) -> dict[str, Any]:
    for key in table:
        if not key.isprintable() and _not_plain().search(key):
            raise _NotPlainError
    return {key: _plain(value) for key, value in table.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        if not value.isprintable() and _not_plain().search(value):
            raise _NotPlainError
        return value
    if isinstance(value, dict):
        return _plain_table(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value + 0.0 if isinstance(value, float) else value


def read_standard_input() -> bytes:
    """All of standard input."""
    import sys

    return sys.stdin.buffer.read()
