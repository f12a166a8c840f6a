"""Any release, chart, request and answer, for Hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from pilothouse.core.model.capabilities import TillerVersion
from pilothouse.core.model.chart import Chart, File, Maintainer, Metadata
from pilothouse.core.model.manifest import DELETE_POLICIES, HOOK_EVENTS, ChartHook, Manifest
from pilothouse.core.model.plan import Plan, PlanGuard
from pilothouse.core.model.release import STATUSES, Release, ReleaseInfo, TestRun, TestSuite
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

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
INT32S = st.integers(-(1 << 31), (1 << 31) - 1)
INT64S = st.integers(-(1 << 63), (1 << 63) - 1)
UINT32S = st.integers(0, (1 << 32) - 1)
TEST_STATUSES = st.sampled_from(("UNKNOWN", "SUCCESS", "FAILURE", "RUNNING"))
TIMES = st.none() | st.integers(-62_135_596_800 * 1_000_000, 253_402_300_799 * 1_000_000).map(lambda us: us * 1000)
"""Whole microseconds: other runtimes know no others."""

FILES = st.builds(File, TEXTS, st.binary(max_size=6))


def few(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Lists of up to three."""
    return st.lists(strategy, max_size=3)


@st.composite
def metadata(draw: st.DrawFn) -> Metadata:
    """What a Chart.yaml says."""
    made = Metadata()
    for slot in Metadata.__slots__:
        value = getattr(made, slot)
        if isinstance(value, str):
            setattr(made, slot, draw(TEXTS))
    for slot in ("sources", "keywords"):
        if found := draw(few(TEXTS)):
            setattr(made, slot, found)
    if people := draw(few(st.builds(Maintainer, TEXTS, TEXTS, TEXTS))):
        made.maintainers = people
    if annotations := draw(st.dictionaries(TEXTS, TEXTS, max_size=3)):
        made.annotations = annotations
    made.deprecated = draw(st.booleans())
    return made


CHARTS: st.SearchStrategy[Chart] = st.recursive(
    st.builds(lambda about, files, values: Chart(about, files, values, [], files), metadata(), few(FILES), TEXTS),
    lambda inner: st.builds(Chart, metadata(), few(FILES), TEXTS, few(inner), few(FILES)),
    max_leaves=3,
)

SUITES = st.builds(TestSuite, TIMES, TIMES, few(st.builds(TestRun, TEXTS, TEST_STATUSES, TEXTS, TIMES, TIMES)))

INFOS = st.builds(
    ReleaseInfo,
    st.sampled_from(STATUSES),
    first_deployed=TIMES,
    last_deployed=TIMES,
    deleted=TIMES,
    description=TEXTS,
    notes=TEXTS,
    resources=TEXTS,
    last_test_suite_run=st.none() | SUITES,
)


@st.composite
def hooks(draw: st.DrawFn) -> ChartHook:
    """A chart hook."""
    hook = ChartHook(
        Manifest(draw(TEXTS), draw(TEXTS), draw(TEXTS), name=draw(TEXTS)),
        draw(few(st.sampled_from(HOOK_EVENTS))),
        draw(INT32S),
        draw(few(st.sampled_from(DELETE_POLICIES))),
        draw(INT64S),
    )
    hook.last_run = draw(TIMES) or 0
    return hook


RELEASES = st.builds(
    Release,
    TEXTS,
    TEXTS,
    INT32S,
    CHARTS,
    info=INFOS,
    values_text=TEXTS,
    manifest=TEXTS,
    hooks=few(hooks()),
    extras=st.dictionaries(TEXTS, TEXTS, max_size=3),
)

GUARDS = st.builds(PlanGuard, *[TEXTS] * 7, replicas=INT64S)
PLANS = st.builds(
    Plan,
    RELEASES,
    INT32S,
    INT32S,
    current_record=TEXTS,
    newest_record=TEXTS,
    cluster=TEXTS,
    guards=few(GUARDS).map(tuple),
)
"""What of plans travels."""

_BY_TYPE = {
    "str": TEXTS,
    "bool": st.booleans(),
    "int": INT32S,
    "Chart | None": st.none() | CHARTS,
    "Plan | None": st.none() | PLANS,
}


def records(cls: type[Any], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Records of a class; fields are filled by their types unless given."""
    kinds = {name: kind for name, kind in cls.__annotations__.items() if name in cls.fields}
    return st.builds(cls, **{name: _BY_TYPE[kind] for name, kind in kinds.items() if name not in fields}, **fields)


def tuples(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Tuples of up to three."""
    return few(strategy).map(tuple)


SORT_ORDERS = st.sampled_from(("", "NAME", "LAST_RELEASED", "CHART_NAME"))
VERSIONS = st.builds(TillerVersion, TEXTS, TEXTS, TEXTS)

REQUESTS: dict[str, st.SearchStrategy[Any]] = {
    "ListReleases": records(ListRequest, limit=INT64S, sort_by=SORT_ORDERS, statuses=tuples(st.sampled_from(STATUSES))),
    "GetReleaseStatus": records(RevisionRequest),
    "GetReleaseContent": records(RevisionRequest),
    "UpdateRelease": records(UpdateRequest, timeout=INT64S),
    "InstallRelease": records(InstallRequest, timeout=INT64S),
    "UninstallRelease": records(UninstallRequest, timeout=INT64S),
    "GetVersion": st.none(),
    "RollbackRelease": records(RollbackRequest, timeout=INT64S),
    "GetHistory": records(HistoryRequest),
    "RunReleaseTest": records(TestRequest, timeout=INT64S, max_parallel=UINT32S),
    "UnlockRelease": records(UnlockRequest),
    "RepairRelease": records(RepairRequest),
}
"""Any request, by the name of its call."""

ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "GetReleaseStatus": records(StatusResult, info=INFOS),
    "GetReleaseContent": RELEASES,
    "UpdateRelease": RELEASES,
    "InstallRelease": RELEASES,
    "UninstallRelease": records(UninstallResult, release=RELEASES),
    "GetVersion": VERSIONS,
    "RollbackRelease": RELEASES,
    "RunReleaseTest": st.builds(TestMessage, TEXTS, TEST_STATUSES),
    "UnlockRelease": records(
        UnlockResult, since=TIMES, found=tuples(TEXTS), removed=tuples(TEXTS), actions=tuples(TEXTS)
    ),
    "RepairRelease": records(RepairResult, damaged=tuples(st.tuples(TEXTS, TEXTS)), actions=tuples(TEXTS)),
}
"""Any answer, by the name of its call; pages of records are in `pages`."""


def pages(records: st.SearchStrategy[bytes]) -> dict[str, st.SearchStrategy[RecordPage]]:
    """Any page, by the name of its call."""
    return {
        "ListReleases": st.builds(RecordPage, tuples(records), TEXTS, INT64S),
        "GetHistory": st.builds(RecordPage, tuples(records)),
    }
