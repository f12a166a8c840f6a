"""The part of a kubelet that leads to ports of Pods, over WebSocket (``v4.channel.k8s.io``).

It answers ``/portForward/NAMESPACE/POD?port=PORT`` as a kubelet does for an API server, and
``/api/v1/namespaces/NAMESPACE/pods/POD/portforward?ports=PORT`` as an API server does for its clients, which may also
ask for all Pods of a namespace. What listens on this machine plays the programs in the Pods.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import json
import re
import ssl
import threading
from collections.abc import Coroutine
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

_PATH = re.compile(r"(?:/api/v1)?/(?:portForward|namespaces)/([^/]+)/(?:pods/)?([^/]+)(?:/portforward)?").fullmatch
_BINARY, _CLOSE, _PING, _PONG = 2, 8, 9, 10
PIECE = 32768


class Asked(NamedTuple):
    """A request for a port: its target and its headers by their names in small letters."""

    method: str
    target: str
    headers: dict[str, str]


class KubeletPorts:
    """Listens on a port of this machine. `ports` says where ``(POD, PORT)`` is on this machine, `any_pod` the others.

    `pods` are what a list of Pods has; `refusal` is a Status that is the answer to requests for ports.
    `asked` are the requests, `open` counts the connections to Pods, `sent` the bytes that were sent to clients.
    """

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.ports: dict[tuple[str, int], int] = {}
        self.any_pod: dict[int, int] = {}
        self.pods: list[dict[str, Any]] = []
        self.refusal: dict[str, Any] | None = None
        self.asked: list[Asked] = []
        self.open = 0
        self.sent = 0
        self.pongs = 0
        self.port = 0
        self._context = context
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server = self._do(self._listen())

    def close(self) -> None:
        """Stop listening and break all connections."""
        self._do(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def drop(self) -> None:
        """Break all connections, as a kubelet that dies."""
        self._do(self._drop())

    def refuse_connections(self) -> None:
        """Stop listening; what goes through goes on."""
        self._do(self._stop_listening())

    def ping(self) -> None:
        """Ask on all connections whether somebody is there."""
        self._do(self._ping())

    async def _listen(self) -> asyncio.Server:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._context, limit=1 << 20)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _stop_listening(self) -> None:
        self._server.close()

    async def _stop(self) -> None:
        self._server.close()
        await self._drop()

    async def _drop(self) -> None:
        tasks = set(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _ping(self) -> None:
        for writer in list(self._writers):
            writer.write(_frame(_PING, b"there?"))

    @property
    def _writers(self) -> list[asyncio.StreamWriter]:
        return [task.writer for task in self._tasks]  # type: ignore[attr-defined]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task: Any = asyncio.current_task()
        task.writer = writer
        self._tasks.add(task)
        try:
            await self._answer(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        method, target, _ = head[0].split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
        self.asked.append(Asked(method, target, headers))
        url = urlsplit(target)
        if url.path.endswith("/pods"):
            await _answer_json(writer, 200, {"kind": "PodList", "apiVersion": "v1", "items": self.pods})
            return
        if self.refusal is not None:
            await _answer_json(writer, self.refusal["code"], self.refusal)
            return
        place = _PATH(url.path)
        if place is None or method != "GET" or headers.get("upgrade") != "websocket":
            writer.write(b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 4\r\n\r\nnot!")
            await writer.drain()
            return
        query = parse_qs(url.query)
        port = int((query.get("port") or query["ports"])[0])
        key = headers["sec-websocket-key"].encode() + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accepted = base64.b64encode(hashlib.sha1(key).digest()).decode()
        writer.write(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {accepted}\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\n\r\n".encode()
        )
        greeting = port.to_bytes(2, "little")
        writer.write(_frame(_BINARY, b"\x00" + greeting) + _frame(_BINARY, b"\x01" + greeting))
        try:
            pod_reader, pod_writer = await asyncio.open_connection("127.0.0.1", self._place(place[2], port))
        except (OSError, KeyError):
            text = f"error forwarding port {port} to pod {place[2]}, uid : exit status 1: Connection refused"
            writer.write(_frame(_BINARY, b"\x01" + text.encode()) + _frame(_CLOSE, b"\x03\xe8"))
            await writer.drain()
            return
        self.open += 1
        try:
            await self._carry(reader, writer, pod_reader, pod_writer)
        finally:
            self.open -= 1
            pod_writer.transport.abort()

    def _place(self, pod: str, port: int) -> int:
        return self.ports.get((pod, port)) or self.any_pod[port]

    async def _carry(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        pod_reader: asyncio.StreamReader,
        pod_writer: asyncio.StreamWriter,
    ) -> None:
        """Carry data both ways until one side is done."""

        async def to_pod() -> None:
            while True:
                opcode, payload = await _read_frame(reader)
                if opcode == _CLOSE:
                    return
                if opcode == _PONG:
                    self.pongs += 1
                elif opcode == _BINARY and payload[:1] == b"\x00":
                    pod_writer.write(payload[1:])
                    await pod_writer.drain()

        async def to_client() -> None:
            while piece := await pod_reader.read(PIECE):
                writer.write(_frame(_BINARY, b"\x00" + piece))
                await writer.drain()
                self.sent += len(piece)
            writer.write(_frame(_CLOSE, b"\x03\xe8"))
            await writer.drain()

        both = [asyncio.ensure_future(to_pod()), asyncio.ensure_future(to_client())]
        try:
            done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if both[0] in done:
                with contextlib.suppress(OSError):
                    await pod_writer.drain()
                    pod_writer.close()
            elif not both[1].exception():
                # The other side takes leave too.
                await asyncio.wait(both, timeout=5)
        finally:
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)


async def _answer_json(writer: asyncio.StreamWriter, status: int, content: dict[str, Any]) -> None:
    body = json.dumps(content).encode()
    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    writer.write(f"{head}Connection: close\r\n\r\n".encode() + body)
    await writer.drain()
    writer.close()


def _frame(opcode: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes((0x80 | opcode, size)) + payload
    if size < 1 << 16:
        return bytes((0x80 | opcode, 126)) + size.to_bytes(2, "big") + payload
    return bytes((0x80 | opcode, 127)) + size.to_bytes(8, "big") + payload


async def _read_frame(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    first, size = await reader.readexactly(2)
    if not first & size & 0x80:
        raise ConnectionResetError("clients send whole messages, masked")
    size &= 0x7F
    if size >= 126:
        size = int.from_bytes(await reader.readexactly(2 if size == 126 else 8), "big")
    mask = await reader.readexactly(4)
    payload = await reader.readexactly(size)
    repeated = (mask * (size // 4 + 1))[:size]
    return first & 0x0F, (int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")).to_bytes(size, "big")
