"""Counters of calls, with the names and labels that Go's Prometheus middleware for gRPC gives them.

So dashboards and alerts made for Helm's Tiller go on working. Rule: go-grpc-prometheus (server_metrics.go,
server_reporter.go).
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import grpc
from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from ....core.hapi.calls import CALLS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client.core import Metric

_CALL = ("grpc_type", "grpc_service", "grpc_method")
_COUNTERS = {
    "started": ("grpc_server_started", "Calls that clients began."),
    "handled": ("grpc_server_handled", "Calls that ended, by the code they ended with."),
    "received": ("grpc_server_msg_received", "Messages that clients sent in calls."),
    "sent": ("grpc_server_msg_sent", "Messages that clients were sent in calls."),
}


def code_label(code: grpc.StatusCode) -> str:
    """A status code as Go spells it: ``OK``, ``NotFound``, ``Canceled``."""
    if code is grpc.StatusCode.OK:
        return "OK"
    if code is grpc.StatusCode.CANCELLED:
        return "Canceled"
    return "".join(word.capitalize() for word in code.name.split("_"))


_CODES = tuple(code_label(code) for code in grpc.StatusCode)


class CallMetrics:
    """What is counted about calls. `registry` has that and what there is to know about the process.

    `kind` is ``unary``, ``server_stream``, ``client_stream`` or ``bidi_stream``.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._lock = threading.Lock()
        self._counts: dict[str, dict[tuple[str, ...], int]] = {name: {} for name in _COUNTERS}
        for call in CALLS.values():
            self.register(call.service, call.name, "server_stream" if call.streams else "unary")
        self.registry.register(self)
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)

    def register(self, service: str, method: str, kind: str) -> None:
        """Show a method's counters at zero, before anybody calls it. Rule: grpc_prometheus.Register."""
        labels = (kind, service, method)
        with self._lock:
            for name, counts in self._counts.items():
                for code in _CODES if name == "handled" else (None,):
                    counts.setdefault(labels if code is None else (*labels, code), 0)

    def started(self, service: str, method: str, kind: str) -> None:
        """Count a call that begins."""
        self._count("started", kind, service, method)

    def message_received(self, service: str, method: str, kind: str) -> None:
        """Count a message of a client."""
        self._count("received", kind, service, method)

    def message_sent(self, service: str, method: str, kind: str) -> None:
        """Count a message to a client."""
        self._count("sent", kind, service, method)

    def handled(self, service: str, method: str, kind: str, code: grpc.StatusCode) -> None:
        """Count a call that ended."""
        self._count("handled", kind, service, method, code_label(code))

    def _count(self, name: str, *labels: str) -> None:
        counts = self._counts[name]
        with self._lock:
            counts[labels] = counts.get(labels, 0) + 1

    def collect(self) -> Iterator[Metric]:
        """What the registry asks for when somebody scrapes it."""
        with self._lock:
            counts = {name: dict(values) for name, values in self._counts.items()}
        for name, (metric, text) in _COUNTERS.items():
            labels = (*_CALL, "grpc_code") if name == "handled" else _CALL
            family = CounterMetricFamily(metric, text, labels=labels)
            for values, count in sorted(counts[name].items()):
                family.add_metric(values, count)
            yield family
        running = sum(counts["started"].values()) - sum(counts["handled"].values())
        yield GaugeMetricFamily("pilothouse_calls_running", "Calls that began and have not ended.", value=running)
