"""kubeconfig files: where they are, reading and merging them.

Rules: k8s.io/client-go/tools/clientcmd (loader.go). Of several files named in KUBECONFIG, the first that says something
wins; paths of certificates, keys and tokens are relative to the folder of their file.
"""

from __future__ import annotations

import os
from typing import Any

from ....core.errors import KubeError
from ....core.golib.oserrors import path_error

MAX_FILE = 16 << 20
"""No kubeconfig file may be larger (bytes)."""

_CLUSTER_PATHS = ("certificate-authority",)
_USER_PATHS = ("client-certificate", "client-key", "tokenFile")


class Kubeconfig:
    """What the files say together: entries by name.

    `paths` are the files that were there, `user_files` has that of each user.
    """

    __slots__ = ("clusters", "contexts", "current_context", "paths", "user_files", "users")

    def __init__(self) -> None:
        self.clusters: dict[str, dict[str, Any]] = {}
        self.contexts: dict[str, dict[str, Any]] = {}
        self.users: dict[str, dict[str, Any]] = {}
        self.current_context = ""
        self.paths: list[str] = []
        self.user_files: dict[str, str] = {}


def kubeconfig_paths(explicit: str) -> list[str]:
    """The kubeconfig files that exist: the one given by flag, else those of KUBECONFIG, else ``~/.kube/config``.

    Raises KubeError when the one given by flag is missing.
    """
    if explicit:
        if not os.path.exists(explicit):
            raise KubeError(f"stat {explicit}: no such file or directory")
        return [explicit]
    listed = os.environ.get("KUBECONFIG", "")
    paths = listed.split(os.pathsep) if listed else [os.path.join(os.environ.get("HOME", ""), ".kube", "config")]
    return [path for path in dict.fromkeys(paths) if path and os.path.exists(path)]


def load_kubeconfig(explicit: str) -> Kubeconfig:
    """All files, merged. Raises KubeError (``error loading config file "F": …``, all of them in one message)."""
    merged = Kubeconfig()
    merged.paths = kubeconfig_paths(explicit)
    failures = []
    for path in merged.paths:
        try:
            _merge(merged, _read(path), path)
        except _UnreadableError as error:
            failures.append(f'error loading config file "{path}": {error}')
    if failures:
        raise KubeError(failures[0] if len(failures) == 1 else f"[{', '.join(dict.fromkeys(failures))}]")
    return merged


class _UnreadableError(Exception):
    """A file that is no kubeconfig; the text says why."""


def _read(path: str) -> dict[str, Any]:
    """The document of a file. Raises _UnreadableError."""
    from ....core.golib import yaml

    try:
        with open(path, "rb") as stream:
            data = stream.read(MAX_FILE + 1)
    except OSError as error:
        raise _UnreadableError(path_error("open", path, error)) from None
    if len(data) > MAX_FILE:
        raise _UnreadableError(f"larger than {MAX_FILE} bytes")
    try:
        document = yaml.to_json_value(data)
    except yaml.YamlError as error:
        raise _UnreadableError(str(error)) from None
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise _UnreadableError("couldn't get version/kind; json parse error: the document is no mapping")
    kind, version = document.get("kind") or "Config", document.get("apiVersion") or "v1"
    if kind != "Config" or version != "v1":
        raise _UnreadableError(f'no kind "{kind}" is registered for version "{version}" of kubeconfig files')
    return document


def _merge(merged: Kubeconfig, document: dict[str, Any], path: str) -> None:
    """Add what one file says and those before it do not. Raises _UnreadableError."""
    folder = os.path.dirname(os.path.abspath(path))
    clusters = _entries(document, "clusters", "cluster")
    users = _entries(document, "users", "user")
    contexts = _entries(document, "contexts", "context")
    for entries, fields in ((clusters, _CLUSTER_PATHS), (users, _USER_PATHS)):
        for entry in entries.values():
            _resolve_paths(entry, fields, folder)
    for user in users.values():
        if isinstance(user.get("exec"), dict):
            user["exec"] = {**user["exec"], "command": _command(user["exec"].get("command"), folder)}
    merged.clusters = {**clusters, **merged.clusters}
    merged.users = {**users, **merged.users}
    merged.contexts = {**contexts, **merged.contexts}
    merged.user_files = {**dict.fromkeys(users, path), **merged.user_files}
    current = document.get("current-context") or ""
    if not isinstance(current, str):
        raise _UnreadableError("current-context is no text")
    merged.current_context = merged.current_context or current


def _entries(document: dict[str, Any], section: str, field: str) -> dict[str, dict[str, Any]]:
    """The entries of a section by name, the first of equal names. Raises _UnreadableError."""
    listed = document.get(section) or []
    if not isinstance(listed, list):
        raise _UnreadableError(f"{section} is no list")
    entries: dict[str, dict[str, Any]] = {}
    for item in listed:
        name = item.get("name", "") if isinstance(item, dict) else None
        content = item.get(field) if isinstance(item, dict) else None
        if not isinstance(name, str) or not isinstance(content, dict | None):
            raise _UnreadableError(f"an entry of {section} has no name or is no mapping")
        entries.setdefault(name, dict(content or {}))
    return entries


def _resolve_paths(entry: dict[str, Any], fields: tuple[str, ...], folder: str) -> None:
    """Make relative paths absolute. Rule: clientcmd.ResolveLocalPaths."""
    for field in fields:
        path = entry.get(field)
        if isinstance(path, str) and path and not os.path.isabs(path):
            entry[field] = os.path.normpath(os.path.join(folder, path))


def _command(command: Any, folder: str) -> Any:
    """The program of an exec plugin: a path with a folder in it is relative to its file, a bare name is looked up."""
    if isinstance(command, str) and os.sep in command and not os.path.isabs(command):
        return os.path.normpath(os.path.join(folder, command))
    return command
