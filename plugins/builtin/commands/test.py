"""``test``: run the tests of a release. Rules: cmd/helm/release_testing.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import BOOL, INT64, UINT32, Flag, command
from ....core.model.release_requests import TestRequest
from ._arguments import check_arguments
from ._client import open_client
from ._connection import connect
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command(
    "test",
    Flag("--timeout", kind=INT64, default=300, shown_default="300", help="seconds to wait for any one operation"),
    Flag("--cleanup", kind=BOOL, help="delete the Pods of the tests afterwards"),
    Flag("--parallel", kind=BOOL, help="run the tests side by side"),
    Flag("--max", kind=UINT32, default=20, shown_default="20", help="most tests that run side by side"),
    Flag("--logs", kind=BOOL, help="print the logs of the Pods when all tests are done"),
    *TLS_FLAGS,
    usage=" [RELEASE] [flags]",
)
def test(
    kernel: Kernel,
    args: tuple[str, ...],
    *,
    timeout: int,
    cleanup: bool,
    parallel: bool,
    max: int,
    logs: bool,
    **tls: object,
) -> None:
    """Run the tests that the chart of a release brings along, and say how each went.

    The exit code is 1 when one of them fails.
    """
    check_arguments(args, "release name")
    service = connect(kernel, tls)
    request = TestRequest(args[0], timeout, cleanup, parallel, max, logs)
    for message in open_client(kernel).run_tests(service, request):
        kernel.console.line(message.text)
        kernel.console.flush()
