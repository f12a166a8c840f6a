"""Fuzzes what a Tiller and its clients say to each other: requests, answers, releases in them, details of errors."""

from __future__ import annotations

import contextlib
import sys

from mutation import run
from pilothouse.core.errors import DamagedRecordError, KubeStatusError, TemplateError
from pilothouse.core.hapi.calls import CALLS
from pilothouse.core.hapi.error_details import error_details, restored_error
from pilothouse.core.hapi.releases import decode_release, encode_release
from pilothouse.core.hapi.summary import decode_summary, encode_summary
from pilothouse.core.model.capabilities import TillerVersion
from pilothouse.core.model.chart import Chart, File, Maintainer, Metadata
from pilothouse.core.model.manifest import ChartHook, Manifest
from pilothouse.core.model.release import Release, ReleaseInfo, TestRun, TestSuite
from pilothouse.core.model.release_requests import (
    HistoryRequest,
    InstallRequest,
    ListRequest,
    RecordPage,
    RepairRequest,
    RepairResult,
    RevisionRequest,
    RollbackRequest,
    StatusResult,
    TestMessage,
    TestRequest,
    UninstallRequest,
    UninstallResult,
    UnlockRequest,
    UnlockResult,
    UpdateRequest,
)


def _chart() -> Chart:
    metadata = Metadata("web", "1.0.0")
    metadata.maintainers = [Maintainer("me", "me@example.com", "")]
    metadata.keywords = ["a", ""]
    metadata.annotations = {"a": "b", "": ""}
    return Chart(
        metadata, [File("templates/a", b"\xff")], "a: 1", [Chart(Metadata("sub"), [], "b: 2")], [File("LICENSE", b"x")]
    )


def _release() -> Release:
    hook = ChartHook(Manifest("web/templates/a", "kind: Job", "Job", name="a"), ["pre-install"], -3, ["hook-failed"], 9)
    hook.last_run = 1
    info = ReleaseInfo(
        "FAILED",
        first_deployed=1,
        last_deployed=2_000_000_003,
        deleted=-1,
        notes="n",
        last_test_suite_run=TestSuite(1, None, [TestRun("t", "RUNNING", "i", 3, 4)]),
    )
    return Release(
        "web", "default", 7, _chart(), info=info, values_text="b: 2", manifest="m", hooks=[hook], extras={"a": "b"}
    )


_RECORD = encode_release(_release())
_MODELS = {
    "ListReleases": (
        ListRequest(3, "web", "NAME", True, "w.*", ("FAILED", "DEPLOYED"), "default", True, True),
        RecordPage((_RECORD, b""), "next", 9),
    ),
    "GetReleaseStatus": (RevisionRequest("web", 3), StatusResult("web", "default", _release().info, 3)),
    "GetReleaseContent": (RevisionRequest("web", 3), _release()),
    "UpdateRelease": (UpdateRequest("web", _chart(), "a: 1", apply_strategy="two-way"), _release()),
    "InstallRelease": (InstallRequest(_chart(), "a: 1", "web"), _release()),
    "UninstallRelease": (UninstallRequest("web", purge=True), UninstallResult(_release(), "kept")),
    "GetVersion": (None, TillerVersion("v2.17.0", "abc", "clean")),
    "RollbackRelease": (RollbackRequest("web", 3), _release()),
    "GetHistory": (HistoryRequest("web", 3, True), RecordPage((_RECORD, _RECORD))),
    "RunReleaseTest": (TestRequest("web", max_parallel=3), TestMessage("RUNNING: a", "RUNNING")),
    "UnlockRelease": (
        UnlockRequest("web", True),
        UnlockResult("web", 3, "FAILED", "me", 5, ("Pod/a",), ("Pod/b",), ("done",)),
    ),
    "RepairRelease": (RepairRequest("web", True), RepairResult((("web.v3", "unexpected EOF"),), ("done",))),
}
_ERRORS = (
    KubeStatusError("no", code=409, reason="Conflict", details=("a", "b"), hint="h"),
    TemplateError("no", line=3, include_stack=(("a", "b:1:2"), ("tpl", ""))),
)
_EXAMPLES = [
    _RECORD,
    *(CALLS[name].encode_request(request) or b"\0" for name, (request, _) in _MODELS.items()),
    *(CALLS[name].encode_response(answer) for name, (_, answer) in _MODELS.items()),
    *(error_details(error) for error in _ERRORS),
]
_WORDS = (
    b"\0", b"\x01", b"\x08", b"\x0a", b"\x0a\0", b"\x12", b"\x1a", b"\x22\0", b"\x2a", b"\x32\0", b"\x0b", b"\x0c",
    b"\x80", b"\x7f", b"\xc2\x3e", b"\xc0\x3e\x01", b"\xff\xff\xff\xff\x0f", b"\xff" * 9 + b"\x01",
    b"[", b"{", b'"class":', b"null",
)  # fmt: skip


def target(data: bytes) -> None:
    """Read the data as everything that travels, and what was read, written again, once more."""
    for call in CALLS.values():
        for encode, decode in (
            (call.encode_request, call.decode_request),
            (call.encode_response, call.decode_response),
        ):
            with contextlib.suppress(DamagedRecordError):
                once = encode(decode(data))
                if encode(decode(once)) != once:
                    raise AssertionError(call.name)
    with contextlib.suppress(DamagedRecordError):
        encode_release(decode_release(data))
    with contextlib.suppress(DamagedRecordError):
        encode_summary(decode_summary(data))
    error = restored_error("no", data)
    if type(restored_error("no", error_details(error))) is not type(error):
        raise AssertionError(type(error))


if __name__ == "__main__":
    sys.exit(run(target, _EXAMPLES, _WORDS))
