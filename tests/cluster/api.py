"""A client of the API server for tests, on the standard library alone: what is tested does not test itself."""

from __future__ import annotations

import http.client
import json
import ssl
import threading
from typing import Any

MERGE_PATCH = "application/merge-patch+json"


class Api:
    """Requests with JSON bodies; a connection for each thread."""

    def __init__(self, host: str, port: int, token: str) -> None:
        self.host = host
        self.port = port
        self.token = token
        self._local = threading.local()
        self._context = ssl.create_default_context()
        self._context.check_hostname = False
        self._context.verify_mode = ssl.CERT_NONE

    def request(
        self, method: str, path: str, body: Any = None, content_type: str = "application/json"
    ) -> tuple[int, Any]:
        """The status and the JSON answer (None where it is no JSON). Raises OSError when the server is away.

        A connection that was kept from before is tried first: the server may have been restarted since.
        """
        if getattr(self._local, "connection", None) is not None:
            try:
                return self._request(method, path, body, content_type)
            except OSError:
                pass
        return self._request(method, path, body, content_type)

    def _request(self, method: str, path: str, body: Any, content_type: str) -> tuple[int, Any]:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = http.client.HTTPSConnection(self.host, self.port, context=self._context, timeout=30)
            self._local.connection = connection
        headers = {"Authorization": f"Bearer {self.token}"}
        if body is not None:
            headers["Content-Type"] = content_type
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            response = connection.getresponse()
            text = response.read()
        except (http.client.HTTPException, OSError) as error:
            self.close()
            raise OSError(str(error)) from error
        try:
            return response.status, json.loads(text)
        except ValueError:
            return response.status, None

    def get(self, path: str) -> Any:
        """The object or list at a path. Raises KeyError when there is none."""
        status, answer = self.request("GET", path)
        if status != 200:
            raise KeyError(f"{path}: {status}")
        return answer

    def items(self, path: str) -> list[Any]:
        """The items of a list."""
        found: list[Any] = self.get(path)["items"]
        return found

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None
