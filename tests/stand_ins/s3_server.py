"""A real S3 server in this process: moto's."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

import boto3
from botocore.config import Config
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from pilothouse.core.kernel import Kernel
from pilothouse.core.protocols import KubeClient
from pilothouse.core.testkit import make_kernel
from werkzeug.serving import WSGIRequestHandler, make_server

BUCKET = "releases"
CHARTS = "charts"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "ann", "AWS_SECRET_ACCESS_KEY": "sesame", "AWS_EC2_METADATA_DISABLED": "true"}


class QuietHandler(WSGIRequestHandler):
    """Logs nothing."""

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


class S3Server:
    """Moto's S3 server. It takes one request at a time: moto looks at an object and replaces it in two steps, between
    which another request could come.

    `requests` are the methods and paths that it was asked. `before` may change a request, or answer it with a
    status and a body; where `cuts` says so, the connection ends before the answer.
    """

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.before: Callable[[dict[str, Any]], tuple[str, bytes] | None] = lambda environ: None
        self.cuts: Callable[[dict[str, Any]], bool] = lambda environ: False
        self._application = DomainDispatcherApplication(create_backend_app)
        self._lock = threading.Lock()
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True, request_handler=QuietHandler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.client = boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id="ann",
            aws_secret_access_key="sesame",
            config=Config(s3={"addressing_style": "path"}),
        )

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        answered = self.before(environ)
        if answered is not None:
            start(answered[0], [("Content-Length", str(len(answered[1])))])
            return [answered[1]]
        with self._lock:
            self.requests.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
            answer = list(self._application(environ, start))
            if self.cuts(environ):
                environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            return answer

    def names(self, bucket: str = BUCKET) -> list[str]:
        """The keys of all objects in a bucket."""
        return [found["Key"] for found in self.client.list_objects_v2(Bucket=bucket).get("Contents", ())]

    def close(self) -> None:
        self.client.close()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Context:
    """A StorageContext for a bucket of a server."""

    def __init__(self, url: str, namespace: str = "kube-system", bucket: str = BUCKET) -> None:
        self.namespace = namespace
        flags = {"s3-bucket": bucket, "s3-endpoint": url, "plugins": "s3"}
        self.kernel: Kernel = make_kernel(flags=flags)

    def connect(self) -> KubeClient:
        raise AssertionError("a bucket needs no cluster")
