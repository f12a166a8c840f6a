"""Makes calls to Tillers from one process that is there already, so that nothing but the calls is measured.

Run by the interpreter of the installation: ``calls.py list ROUNDS ADDRESS...`` prints medians in milliseconds as JSON,
``calls.py mixed COUNT ADDRESS`` makes that many calls of all kinds, 16 at a time, ``calls.py version 1 ADDRESS`` fails
unless somebody answers.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from pilothouse.core.hapi.calls import CALLS
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.release_requests import (
    HistoryRequest,
    InstallRequest,
    ListRequest,
    RevisionRequest,
    UninstallRequest,
    UpdateRequest,
)

CLIENTS = 16
OBJECT = b"""apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}}
data: {word: {{ .Values.word | quote }}}
"""


class Client:
    """A connection to a Tiller."""

    def __init__(self, address: str) -> None:
        self._channel = grpc.insecure_channel(address, options=[("grpc.max_receive_message_length", 20 * 1024 * 1024)])

    def call(self, name: str, request: Any) -> Any:
        """The answer to a call; as bytes that nobody looks into."""
        call = CALLS[name]
        make = self._channel.unary_stream if call.streams else self._channel.unary_unary
        answer = make(call.path, call.encode_request)(request, metadata=(("x-helm-api-client", "v2.17.0"),))
        return list(answer) if call.streams else answer


def lists(rounds: int, addresses: list[str]) -> dict[str, dict[str, float]]:
    """What lists cost by server, asked in turn: whole revisions, as any client may want them, and what ours wants."""
    clients = {address: Client(address) for address in addresses}
    requests = {
        "ListReleases": ListRequest(limit=256),
        "ListReleases, what ls shows": ListRequest(limit=256, summary=True),
    }
    medians: dict[str, dict[str, float]] = {}
    for name, request in requests.items():
        costs: dict[str, list[float]] = {address: [] for address in addresses}
        for _ in range(rounds + 1):
            for address, client in clients.items():
                start = time.perf_counter()
                client.call("ListReleases", request)
                costs[address].append(time.perf_counter() - start)
        medians[name] = {address: statistics.median(found[1:]) * 1000 for address, found in costs.items()}
    return medians


def mixed(count: int, addresses: list[str]) -> None:
    """Install a release for each client, make so many calls in all, and purge the releases."""
    (address,) = addresses
    chart = Chart(Metadata("mixed", "0.1.0"), [File("templates/object.yaml", OBJECT)], "word: none\n")

    def work(number: int) -> None:
        client, name = Client(address), f"mixed-{number}"
        client.call("InstallRelease", InstallRequest(chart, "word: first\n", name, "default"))
        for turn in range(count // CLIENTS - 2):
            client.call(*_requests(name, chart, turn)[turn % 10])
        client.call("UninstallRelease", UninstallRequest(name, purge=True))

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(work, range(CLIENTS)))


def _requests(name: str, chart: Chart, turn: int) -> list[tuple[str, Any]]:
    upgrade = ("UpdateRelease", UpdateRequest(name, chart, f"word: turn-{turn}\n"))
    read = [
        ("GetReleaseStatus", RevisionRequest(name)),
        ("GetReleaseContent", RevisionRequest(name)),
        ("GetHistory", HistoryRequest(name, 256)),
        ("ListReleases", ListRequest(limit=256)),
    ]
    return [upgrade, *read, *read, read[0]]


def version(_: int, addresses: list[str]) -> bool:
    """Whether all answer."""
    return all(Client(address).call("GetVersion", None) for address in addresses)


if __name__ == "__main__":
    kinds = {"list": lists, "mixed": mixed, "version": version}
    json.dump(kinds[sys.argv[1]](int(sys.argv[2]), sys.argv[3:]), sys.stdout)
