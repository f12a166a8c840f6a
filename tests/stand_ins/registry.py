"""A real registry (Debian's docker-registry, from the Distribution project) in a folder of a test."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from base64 import b64encode
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from ssl import SSLContext, create_default_context
from typing import Self

import pytest
from stand_ins.http_server import Identity

USER, PASSWORD = "ann", "open sesame"
_HASH = "ann:$2y$05$hniSodI1QfaEY64veJNiQOixIJKvbFpk0NIbdpIZRnEKJ.srWD0z6\n"
"""What `htpasswd -B -b` makes of them."""


def program() -> str:
    """Where the registry is. Skips the test where there is none, and fails it on CI."""
    found = shutil.which("docker-registry")
    if found is None:
        reason = "no registry: apt-get install -y docker-registry"
        if os.environ.get("CI", "") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return found


class RegistryServer:
    """A registry at `host`; with `users`, for those who log in alone; with an `identity`, by https."""

    def __init__(self, folder: Path, *, users: bool = False, identity: Identity | None = None) -> None:
        self._folder = folder
        self._identity = identity
        self.context: SSLContext | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.host = f"127.0.0.1:{probe.getsockname()[1]}"
        http: dict[str, object] = {"addr": self.host}
        if identity:
            http["tls"] = {"certificate": str(identity.certificate), "key": str(identity.key)}
        config: dict[str, object] = {
            "version": 0.1,
            "log": {"level": "error"},
            "storage": {"filesystem": {"rootdirectory": str(folder / "blobs")}, "delete": {"enabled": True}},
            "http": http,
        }
        if users:
            (folder / "users").write_text(_HASH)
            config["auth"] = {"htpasswd": {"realm": "test", "path": str(folder / "users")}}
        (folder / "config.yml").write_text(json.dumps(config))

    def __enter__(self) -> Self:
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [program(), "serve", str(self._folder / "config.yml")], stdout=log, stderr=log
            )
        for _ in range(200):
            try:
                self.request("GET", "/v2/")
            except (OSError, HTTPException):
                assert self._process.poll() is None, (self._folder / "log").read_text()
                time.sleep(0.05)
            else:
                return self
        raise AssertionError("the registry does not answer")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()

    def address(self, path: str) -> str:
        """The address of a chart or folder."""
        return f"oci://{self.host}/{path}"

    def request(
        self, method: str, path: str, body: bytes = b"", login: bool = False, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """One request without the program under test: status, headers and body."""
        connection: HTTPConnection
        if self._identity:
            context = create_default_context()
            context.check_hostname = False
            context.verify_mode = 0  # type: ignore[assignment]
            connection = HTTPSConnection(self.host, context=context, timeout=30)
        else:
            connection = HTTPConnection(self.host, timeout=30)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if login:
            sent["Authorization"] = f"Basic {b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}"
        try:
            connection.request(method, path, body or None, sent)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()
