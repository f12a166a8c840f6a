"""Credential plugins: programs that print a token or a client certificate.

Rules: client-go plugin/pkg/client/auth/exec (client.authentication.k8s.io/v1alpha1, v1beta1, v1). What a plugin prints
is read and never shown; only a user at a terminal sees what it writes on standard error, because that is how plugins
ask to log in.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError
from ....core.golib import base64

if TYPE_CHECKING:
    import subprocess

    from .cluster_access import ClusterAccess

SECONDS = 60
"""How long a plugin may take by itself."""
INTERACTIVE_SECONDS = 600
"""How long it may take when it can ask the user."""
MAX_OUTPUT = 1 << 20
"""No plugin may print more (bytes)."""

_GROUP = "client.authentication.k8s.io"
_VERSIONS = tuple(f"{_GROUP}/{version}" for version in ("v1alpha1", "v1beta1", "v1"))
_EXTENSION = f"{_GROUP}/exec"
_EARLY_SECONDS = 10
"""Credentials are renewed so long before they expire."""


class ExecPlugin:
    """The credentials that a plugin gives, kept until they expire."""

    __slots__ = ("_access", "_certificate", "_expires", "_key", "_known", "_plugin", "_token")

    def __init__(self, access: ClusterAccess) -> None:
        self._access = access
        self._plugin: dict[str, Any] = access.exec_plugin or {}
        if self._plugin.get("apiVersion") not in _VERSIONS:
            raise KubeError(
                f'exec plugin: invalid apiVersion "{self._plugin.get("apiVersion")}"',
                details=(f"user: {access.user_name}", f"known are {', '.join(_VERSIONS)}"),
            )
        self._known = False
        self._token = ""
        self._certificate = self._key = b""
        self._expires: float | None = None

    def read(self, *, force: bool) -> tuple[str, bytes, bytes, bool]:
        """As CredentialSource says. Runs the plugin when its last answer is used up."""
        changed = False
        if force or not self._known or (self._expires is not None and time.time() >= self._expires - _EARLY_SECONDS):
            before = (self._token, self._certificate, self._key)
            self._take(self._decode(self._run()))
            self._known = True
            changed = before != (self._token, self._certificate, self._key)
        return self._token, self._certificate, self._key, changed

    def _failure(self, reason: str) -> KubeError:
        hint = self._plugin.get("installHint")
        return KubeError(
            f"getting credentials: {reason}",
            details=(f"credential plugin {self._plugin.get('command')} of user: {self._access.user_name}",),
            hint=hint if isinstance(hint, str) and "not found" in reason else "",
        )

    def _run(self) -> bytes:
        """What the plugin prints. Raises KubeError when it fails, hangs or prints too much."""
        import subprocess

        interactive = self._is_interactive()
        command = str(self._plugin["command"])
        arguments = [str(argument) for argument in self._plugin.get("args") or ()]
        try:
            process = subprocess.Popen(  # noqa: S603 - the program that the user's kubeconfig names
                [command, *arguments],
                stdin=None if interactive else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=None if interactive else subprocess.DEVNULL,
                env=self._environment(interactive=interactive),
                start_new_session=not interactive,
            )
        except FileNotFoundError:
            where = "no such file or directory" if os.sep in command else "executable file not found in $PATH"
            raise self._failure(f'exec: exec: "{command}": {where}') from None
        except (OSError, ValueError) as error:
            reason = str(getattr(error, "strerror", "") or error).lower()
            raise self._failure(f"exec: fork/exec {command}: {reason}") from None
        try:
            output = self._read_output(process, INTERACTIVE_SECONDS if interactive else SECONDS)
        finally:
            _end(process, group=not interactive)
        if process.returncode:
            raise self._failure(f"exec: exit status {process.returncode}")
        return output

    def _read_output(self, process: subprocess.Popen[bytes], seconds: float) -> bytes:
        """Everything up to the end of the output, within limits."""
        stdout = process.stdout
        if stdout is None:
            return b""
        deadline = time.monotonic() + seconds
        poll = select.poll()
        poll.register(stdout, select.POLLIN | select.POLLHUP)
        parts: list[bytes] = []
        size = 0
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                raise self._failure(f"exec: no answer within {seconds} seconds")
            piece = os.read(stdout.fileno(), 65536)
            if not piece:
                break
            parts.append(piece)
            size += len(piece)
            if size > MAX_OUTPUT:
                raise self._failure(f"exec: the output is larger than {MAX_OUTPUT} bytes")
        import subprocess

        try:
            process.wait(max(deadline - time.monotonic(), 0.01))
        except subprocess.TimeoutExpired:
            raise self._failure(f"exec: no end within {seconds} seconds") from None
        return b"".join(parts)

    def _is_interactive(self) -> bool:
        """Whether the plugin may talk with the user. Raises KubeError when it must and cannot."""
        mode = self._plugin.get("interactiveMode") or "IfAvailable"
        terminal = sys.stdin is not None and sys.stdin.isatty()
        if mode == "Always" and not terminal:
            raise self._failure("exec plugin cannot support interactive mode: standard input is not a terminal")
        return terminal and mode != "Never"

    def _environment(self, *, interactive: bool) -> dict[str, str]:
        environment = dict(os.environ)
        for variable in self._plugin.get("env") or ():
            environment[str(variable.get("name"))] = str(variable.get("value") or "")
        spec: dict[str, Any] = {"interactive": interactive}
        if self._plugin.get("provideClusterInfo"):
            spec["cluster"] = self._cluster()
        info = {"kind": "ExecCredential", "apiVersion": self._plugin["apiVersion"], "spec": spec}
        environment["KUBERNETES_EXEC_INFO"] = json.dumps(info, separators=(",", ":"))
        return environment

    def _cluster(self) -> dict[str, Any]:
        access = self._access
        cluster: dict[str, Any] = {"server": access.server}
        if access.server_name:
            cluster["tls-server-name"] = access.server_name
        if access.insecure:
            cluster["insecure-skip-tls-verify"] = True
        if access.authority:
            cluster["certificate-authority-data"] = base64.encode(access.authority)
        if access.proxy_url:
            cluster["proxy-url"] = access.proxy_url
        for extension in access.cluster_extensions:
            if isinstance(extension, dict) and extension.get("name") == _EXTENSION:
                cluster["config"] = extension.get("extension")
        return cluster

    def _decode(self, output: bytes) -> dict[str, Any]:
        """The status that the plugin printed. Nothing of it appears in errors."""
        try:
            document = json.loads(output)
        except (ValueError, RecursionError):
            raise self._failure("decoding stdout: it is no JSON") from None
        if not isinstance(document, dict) or document.get("kind") != "ExecCredential":
            raise self._failure("decoding stdout: it is no ExecCredential")
        wanted, given = self._plugin["apiVersion"], document.get("apiVersion")
        if given != wanted:
            shown = given if given in _VERSIONS else "unknown"
            raise self._failure(
                f"exec plugin is configured to use API version {wanted}, plugin returned version {shown}"
            )
        status = document.get("status")
        if not isinstance(status, dict):
            raise self._failure("exec plugin didn't return a status field")
        return status

    def _take(self, status: dict[str, Any]) -> None:
        token = status.get("token") or ""
        certificate, key = status.get("clientCertificateData") or "", status.get("clientKeyData") or ""
        expires = status.get("expirationTimestamp")
        if not all(isinstance(text, str) for text in (token, certificate, key)):
            raise self._failure("decoding stdout: token, certificate and key have to be texts")
        if not token and not certificate and not key:
            raise self._failure("exec plugin didn't return a token or cert/key pair")
        if bool(certificate) != bool(key):
            raise self._failure("exec plugin returned only certificate or key, not both")
        self._expires = None if expires is None else self._moment(expires)
        self._token = token
        self._certificate, self._key = certificate.encode(), key.encode()

    def _moment(self, text: Any) -> float:
        from datetime import UTC, datetime

        try:
            moment = datetime.fromisoformat(text)
        except (TypeError, ValueError):
            raise self._failure("decoding stdout: expirationTimestamp is no time of RFC 3339") from None
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _end(process: subprocess.Popen[bytes], *, group: bool) -> None:
    """Let nothing of a plugin go on: what still runs is killed."""
    if process.stdout is not None:
        process.stdout.close()
    if process.poll() is None:
        try:
            if group:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        except OSError:
            process.kill()
        process.wait()
