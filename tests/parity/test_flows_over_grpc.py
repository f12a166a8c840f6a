"""The recorded flows with a served Tiller: client, gRPC, server, real API server.

The steps that start, stop and kill Tiller are played on ours. These replays take long and wait most of that time, so
they run in the background from the start of the session; here their verdicts are read.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from parity.conformance import Replay
from parity.flow_replays import FOREIGN_FLOWS, FlowReplay, flow_names


def test_releases_go_through_a_served_tiller_as_recorded(
    replay: Replay, require_suite: Callable[[str], None], flows_over_grpc: Callable[[], FlowReplay]
) -> None:
    require_suite("flows")
    tally = replay("flows-over-grpc", "flows-over-grpc", len(flow_names()))
    flows_over_grpc().report_to(tally)
    if complaints := tally.complaints():
        pytest.fail("\n".join(complaints), pytrace=False)


def test_a_client_generated_from_the_proto_files_gets_what_ours_gets(
    replay: Replay, require_suite: Callable[[str], None], foreign_flows: Callable[[], FlowReplay]
) -> None:
    require_suite("flows")
    tally = replay("foreign-client", "flows-over-grpc", len(FOREIGN_FLOWS))
    foreign_flows().report_to(tally)
    if complaints := tally.complaints():
        pytest.fail("\n".join(complaints), pytrace=False)
