"""Many clients at once on a served Tiller that is killed, stopped and started again.

Nothing that was acknowledged is lost, nothing is stuck, and memory is bounded.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cluster.control_plane import ControlPlane
from load.clients import NAMESPACE, SHARED, Client, Presence, chart, unlock
from load.ledger import Ledger, live_objects, stored_records
from load.served import Connection, ServedTiller
from pilothouse.core.model.release import PENDING
from pilothouse.core.model.release_requests import InstallRequest, UpdateRequest

CLIENTS = 64
DISTURBED = 250
FEW, MANY = 200, 2000
MOST_GROWTH = 1.2
RECORDS = "load-records"


@pytest.fixture
def tiller(control_plane: ControlPlane, tmp_path: Path) -> Iterator[ServedTiller]:
    for namespace in (NAMESPACE, RECORDS):
        control_plane.api.request("POST", "/api/v1/namespaces", {"metadata": {"name": namespace}})
    served = ServedTiller(control_plane.kubeconfig, RECORDS, tmp_path)
    served.start()
    yield served
    served.end(signal.SIGKILL)


class Storm:
    """All clients, and the server that they talk to."""

    def __init__(self, plane: ControlPlane, tiller: ServedTiller, ledger: Ledger) -> None:
        self.plane = plane
        self.tiller = tiller
        self.ledger = ledger
        self.presence = Presence()
        self.clients = [Client(number, tiller.address, ledger, self.presence) for number in range(CLIENTS)]

    def make_calls(self, count: int) -> None:
        """Let all clients make about so many calls in all."""
        last = self.ledger.calls + count
        self._run(lambda: self.ledger.calls < last, lambda: None)

    def end_server_within(self, count: int, with_signal: int) -> None:
        """After so many calls, end the server by a signal and start it again, while all clients go on."""
        after = self.ledger.calls + count
        over = threading.Event()

        def disturb() -> None:
            try:
                while self.ledger.calls < after:
                    time.sleep(0.01)
                self._replace_server(with_signal)
            finally:
                over.set()

        self._run(lambda: not over.is_set(), disturb)

    def _run(self, go_on: Callable[[], bool], beside: Callable[[], None]) -> None:
        def run(client: Client) -> None:
            while go_on():
                client.turn()

        with ThreadPoolExecutor(CLIENTS) as pool:
            running = [pool.submit(run, client) for client in self.clients]
            beside()
        for one in running:
            one.result()

    def _replace_server(self, with_signal: int) -> None:
        self.presence.leaves()
        self.tiller.end(with_signal)
        if with_signal == signal.SIGTERM:
            found = stored_records(self.plane.api, RECORDS)
            for key in [one.key for one in found if one.release and one.release.info.status in PENDING]:
                self.ledger.complain(f"{key}: is pending after an orderly end")
        self.tiller.start()
        self.presence.returns()

    def faults(self) -> list[str]:
        """What clients complained of, and what is wrong with what is left."""
        api = self.plane.api
        found = self.ledger.find_faults(stored_records(api, RECORDS), live_objects(api, NAMESPACE))
        return [*self.ledger.complaints, *found]


def test_many_clients_lose_nothing_while_the_server_comes_and_goes(
    control_plane: ControlPlane, tiller: ServedTiller, figures: Callable[[str], None]
) -> None:
    ledger = Ledger()
    storm = Storm(control_plane, tiller, ledger)
    connection = Connection(tiller.address)
    for name in SHARED:
        connection.call("InstallRelease", InstallRequest(chart(), "word: first\n", name, NAMESPACE))
    start = time.monotonic()
    storm.end_server_within(DISTURBED, signal.SIGKILL)
    for name in SHARED:
        unlock(connection.call, ledger, name)
    storm.end_server_within(DISTURBED, signal.SIGTERM)
    storm.make_calls(FEW)
    memory = tiller.memory_at_rest()
    storm.make_calls(MANY - FEW)
    growth = tiller.memory_at_rest() / memory
    seconds = time.monotonic() - start
    for name in SHARED:
        unlock(connection.call, ledger, name)
        connection.call("UpdateRelease", UpdateRequest(name, chart(), "word: last\n"))
    figures(
        f"load {CLIENTS} clients, {ledger.calls} calls in {seconds:.0f} s, {ledger.operations} operations done; "
        f"server killed and stopped: {ledger.interrupted} calls interrupted, {ledger.cleared} releases unlocked; "
        f"resident {memory:.0f} MiB after {FEW} calls, {growth:.2f} of that after {MANY}"
    )
    if faults := storm.faults():
        pytest.fail("\n".join(faults), pytrace=False)
    assert growth <= MOST_GROWTH
