"""Credentials for registries where Docker keeps them: config.json, and the programs that it names.

So `docker login`, `podman login` (with its file as DOCKER_CONFIG) and `oci login` know of one another. The file is
``$DOCKER_CONFIG/config.json``, else ``~/.docker/config.json``. What is in it besides credentials is left as it is.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
from collections.abc import Mapping
from typing import Any

from ....core.errors import RepositoryError
from ....core.golib.oserrors import path_error
from ....core.golib.strconv import quote
from ....core.record import Record
from ....core.text import printable

_MAX_FILE = 4 * 1024 * 1024
_MAX_ANSWER = 1024 * 1024
_HELPER_SECONDS = 60
_HELPER = re.compile(r"[a-z0-9-]+").fullmatch
_IDENTITY = "<token>"
"""The name of the user with which a helper says that its secret is an identity token."""
_HUB = "https://index.docker.io/v1/"
_HUB_HOSTS = frozenset(("docker.io", "index.docker.io", "registry-1.docker.io"))


class Credentials(Record):
    """A name with a password, or an identity token that stands for both."""

    username: str = ""
    password: str = ""
    identity_token: str = ""

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.username or self.password or self.identity_token)


class DockerConfig:
    """The file of one user, named by an environment."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        folder = environment.get("DOCKER_CONFIG") or os.path.join(environment.get("HOME", ""), ".docker")
        self.path = os.path.join(folder, "config.json")

    def find(self, host: str) -> Credentials:
        """The credentials for a registry, empty where there are none. Raises RepositoryError."""
        document = self._read()
        helper = self._helper(document, host)
        if helper:
            return self._ask(helper, host)
        entries = document.get("auths")
        if not isinstance(entries, dict):
            return Credentials()
        for key in entries:
            if isinstance(entries[key], dict) and _host_of(key) == _host_of(server_name(host)):
                return self._entry(key, entries[key])
        return Credentials()

    def keep(self, host: str, credentials: Credentials) -> str:
        """Keep credentials, in the helper that is set up or in the file; where they are. Raises RepositoryError."""
        helper = self._helper(self._read(), host)
        if helper:
            name, secret = credentials.username, credentials.password
            self._run(helper, "store", json.dumps({"ServerURL": server_name(host), "Username": name, "Secret": secret}))
            return f"docker-credential-{helper}"
        text = f"{credentials.username}:{credentials.password}".encode()
        self._change(lambda entries: entries.update({server_name(host): {"auth": base64.b64encode(text).decode()}}))
        return self.path

    def forget(self, host: str) -> bool:
        """Remove the credentials for a registry; whether there were any. Raises RepositoryError."""
        found = bool(self.find(host))
        helper = self._helper(self._read(), host)
        if helper and found:
            self._run(helper, "erase", server_name(host))
        if found:

            def remove(entries: dict[str, Any]) -> None:
                for key in [key for key in entries if _host_of(key) == _host_of(server_name(host))]:
                    del entries[key]

            self._change(remove)
        return found

    def _entry(self, key: str, entry: dict[str, Any]) -> Credentials:
        token = entry.get("identitytoken")
        if isinstance(token, str) and token:
            return Credentials(identity_token=token)
        username, password = entry.get("username"), entry.get("password")
        auth = entry.get("auth")
        if isinstance(auth, str) and auth:
            try:
                username, _, password = base64.b64decode(auth, validate=True).decode().partition(":")
            except (binascii.Error, ValueError):
                raise RepositoryError(f"{self.path}: the credentials for {quote(printable(key))} are garbled") from None
        if isinstance(username, str) and isinstance(password, str):
            return Credentials(username, password.rstrip("\0"))
        return Credentials()

    def _helper(self, document: dict[str, Any], host: str) -> str:
        """The name of the program that has the credentials for a registry, empty for none."""
        helpers = document.get("credHelpers")
        helper = None
        if isinstance(helpers, dict):
            names = [helpers[key] for key in helpers if _host_of(key) == _host_of(server_name(host))]
            helper = names[0] if names else None
        helper = helper or document.get("credsStore")
        if not helper:
            return ""
        if not isinstance(helper, str) or not _HELPER(helper):
            shown = quote(printable(str(helper))[:100])
            raise RepositoryError(f"{self.path}: {shown} is not the name of a credential helper")
        return helper

    def _ask(self, helper: str, host: str) -> Credentials:
        output = self._run(helper, "get", server_name(host), may_fail=True)
        if output is None:
            return Credentials()
        try:
            found = json.loads(output)
            username, secret = found["Username"], found["Secret"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise RepositoryError(f"docker-credential-{helper} does not answer as a credential helper does") from None
        if not isinstance(username, str) or not isinstance(secret, str):
            raise RepositoryError(f"docker-credential-{helper} does not answer as a credential helper does")
        return Credentials(identity_token=secret) if username == _IDENTITY else Credentials(username, secret)

    def _run(self, helper: str, verb: str, question: str, *, may_fail: bool = False) -> bytes | None:
        """What a helper answers; None when it fails and may. Its output is not shown: it may have a secret in it."""
        import shutil
        import subprocess

        program = f"docker-credential-{helper}"
        path = shutil.which(program, path=self._environment.get("PATH", ""))
        if path is None:
            raise RepositoryError(f"{program}, which {self.path} names, is not installed")
        try:
            finished = subprocess.run(  # noqa: S603 - the program that the user's configuration names
                [path, verb],
                input=question.encode(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=dict(self._environment),
                timeout=_HELPER_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            raise RepositoryError(f"{program} {verb}: it cannot be run, or does not end") from None
        if finished.returncode != 0 or len(finished.stdout) > _MAX_ANSWER:
            if may_fail:
                return None
            raise RepositoryError(f"{program} {verb} has failed")
        return finished.stdout

    def _read(self) -> dict[str, Any]:
        """The document, an empty one where there is no file. Raises RepositoryError."""
        try:
            with open(self.path, "rb") as stream:
                content = stream.read(_MAX_FILE + 1)
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise RepositoryError(path_error("open", self.path, error)) from None
        try:
            document = json.loads(content) if len(content) <= _MAX_FILE else None
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise RepositoryError(f"{self.path} is not a configuration of Docker")
        return document

    def _change(self, change: Any) -> None:
        """Change the entries for registries, under a lock, the file for its owner alone. Raises RepositoryError."""
        from ....core.shared_files import locked, make_folders, replace

        try:
            make_folders(os.path.dirname(self.path), 0o700)
            with locked(f"{self.path}.lock", keep=False):
                document = self._read()
                entries = document.setdefault("auths", {})
                if not isinstance(entries, dict):
                    raise RepositoryError(f"{self.path} is not a configuration of Docker")
                change(entries)
                # A link is followed, as people keep such files elsewhere.
                replace(os.path.realpath(self.path), (json.dumps(document, indent="\t") + "\n").encode(), 0o600)
        except OSError as error:
            raise RepositoryError(path_error("open", self.path, error)) from None


def server_name(host: str) -> str:
    """How Docker calls a registry in its file and to its helpers."""
    return _HUB if host in _HUB_HOSTS else host


def _host_of(key: str) -> str:
    """The host and port in a key of the file, which may be a URL."""
    host = key.partition("://")[2] if "://" in key else key
    return host.partition("/")[0].lower()
