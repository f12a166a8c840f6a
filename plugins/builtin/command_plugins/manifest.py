"""Reading a plugin.yaml.

Fields: pkg/plugin/plugin.go. Helm takes any name and any version; here both are held to what is safe in a command line,
on a terminal and in a path (CVE-2020-15186, CVE-2026-35204), and a file that Helm would crash on is an error.
"""

from __future__ import annotations

import os
import re
import stat
from typing import Any

from ....core.errors import PluginError
from ....core.golib import oserrors
from ....core.golib.types import GoError
from ....core.golib.unmarshal import BOOL, STRING, ListType, MapType, StructType, unmarshal
from ....core.record import Record
from ....core.text import has_control_characters, printable

FILE_NAME = "plugin.yaml"
MAX_SIZE = 1 << 20
"""No larger plugin.yaml is read (bytes)."""

_NAME = re.compile("[A-Za-z0-9_-]+")
_VERSION = re.compile("([A-Za-z0-9][A-Za-z0-9.+_-]*)?")
_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)


class _HooksType(MapType):
    """The map of scripts, which has a name of its own."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(STRING)
        self.name = "plugin.Hooks"


_DOWNLOADER = StructType("plugin.Downloaders", {"protocols": ListType(STRING), "command": STRING})
_METADATA = StructType(
    "plugin.Metadata",
    {
        "name": STRING,
        "version": STRING,
        "usage": STRING,
        "description": STRING,
        "command": STRING,
        "ignoreFlags": BOOL,
        "useTunnel": BOOL,
        "hooks": _HooksType(),
        "downloaders": ListType(_DOWNLOADER),
    },
)


class Downloader(Record):
    """A command that fetches URLs of some schemes."""

    command: str
    protocols: tuple[str, ...]


class Manifest(Record):
    """A plugin.yaml. `scripts` are what it calls hooks: shell commands for ``install``, ``update`` and ``delete``."""

    name: str
    version: str = ""
    usage: str = ""
    description: str = ""
    command: str = ""
    ignore_flags: bool = False
    use_tunnel: bool = False
    scripts: tuple[tuple[str, str], ...] = ()
    downloaders: tuple[Downloader, ...] = ()

    def script(self, event: str) -> str:
        """The script for an event; empty without one."""
        return dict(self.scripts).get(event, "")


class Plugin(Record):
    """A command plugin: its plugin.yaml and the folder it is in, by the path under which it was found."""

    manifest: Manifest
    folder: str


def exists(folder: str) -> bool:
    """Whether there is a plugin.yaml in a folder."""
    return os.path.exists(os.path.join(folder, FILE_NAME))


def read_plugin(folder: str) -> Plugin:
    """The plugin in a folder. Raises PluginError with Helm's sentence and the file in its details."""
    path = os.path.join(folder, FILE_NAME)
    try:
        return Plugin(parse_manifest(_read(path)), folder)
    except PluginError as error:
        raise PluginError(error.message, plugin=error.plugin, details=(f"in {path}",), hint=error.hint) from None


def parse_manifest(content: bytes) -> Manifest:
    """What a plugin.yaml says.

    Raises PluginError: ``yaml: …`` with every field that is unknown, doubled or of a wrong type and its line; or a
    sentence of ours about a name or version.
    """
    from .strict_yaml import check

    text = content.decode("utf-8", "surrogateescape")
    try:
        check(text, _METADATA)
        fields = unmarshal(text, _METADATA)
    except GoError as error:
        raise PluginError(str(error)) from None
    except RecursionError:
        raise PluginError("yaml: exceeded max depth") from None
    return _checked(fields)


def _checked(fields: dict[str, Any]) -> Manifest:
    from ....core.golib.strconv import quote

    name, version = fields.get("name", ""), fields.get("version", "")
    if not name:
        raise PluginError("plugin has no name", hint="add a line `name: NAME` to plugin.yaml")
    if not _NAME.fullmatch(name):
        raise PluginError(f"plugin name {quote(name)} has other characters than letters, digits, _ and -")
    if not _VERSION.fullmatch(version):
        raise PluginError(f"version {quote(version)} of plugin {quote(name)} is no version", plugin=name)
    usage = fields.get("usage", "")
    if has_control_characters(usage):
        usage = printable(" ".join(usage.split()))
    return Manifest(
        name,
        version,
        usage,
        fields.get("description", ""),
        fields.get("command", ""),
        fields.get("ignoreFlags", False),
        fields.get("useTunnel", False),
        tuple(sorted((fields.get("hooks") or {}).items())),
        tuple(
            Downloader(entry.get("command", ""), tuple(entry.get("protocols") or ()))
            for entry in fields.get("downloaders") or ()
            if entry
        ),
    )


def name_in(content: bytes) -> str:
    """The name that a plugin.yaml gives, which may be wrong otherwise; empty when it cannot be told."""
    from ....core.golib.yaml import to_json_value

    try:
        document = to_json_value(content)
    except GoError:
        return ""
    name = document.get("name") if isinstance(document, dict) else None
    return name if isinstance(name, str) and _NAME.fullmatch(name) else ""


def is_name(text: str) -> bool:
    """Whether a text may be the name of a plugin."""
    return _NAME.fullmatch(text) is not None


def _read(path: str) -> bytes:
    """The content of a plugin.yaml. Raises PluginError with the words of Go's os.PathError."""
    try:
        descriptor = os.open(path, _FLAGS)
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise PluginError(f"{path} is no regular file")
            content = stream.read(MAX_SIZE + 1)
    except OSError as error:
        raise PluginError(oserrors.path_error("open", path, error)) from None
    if len(content) > MAX_SIZE:
        raise PluginError(f"{path} is larger than {MAX_SIZE} bytes")
    return content
