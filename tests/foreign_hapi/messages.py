"""Models as messages of betterproto2: what is on the wire, said once more by somebody else's means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from foreign_hapi.runtimes import BetterprotoMessages
from pilothouse.core.model.chart import Chart
from pilothouse.core.model.manifest import DELETE_POLICIES, HOOK_EVENTS, ChartHook
from pilothouse.core.model.plan import Plan
from pilothouse.core.model.release import STATUSES, Release, ReleaseInfo, TestSuite
from pilothouse.core.model.release_requests import ListRequest, UnlockResult

TEST_STATUSES = ("UNKNOWN", "SUCCESS", "FAILURE", "RUNNING")
SORT_ORDERS = ("", "NAME", "LAST_RELEASED", "CHART_NAME")
_START = datetime(1970, 1, 1, tzinfo=UTC)


class Foreign:
    """Makes messages of betterproto2 out of models."""

    def __init__(self, messages: BetterprotoMessages) -> None:
        self.messages = messages

    def chart(self, chart: Chart) -> Any:
        """``hapi.chart.Chart``."""
        metadata = chart.metadata
        return self.messages("hapi.chart", "Chart")(
            metadata=self.messages("hapi.chart", "Metadata")(
                name=metadata.name,
                home=metadata.home,
                sources=list(metadata.sources),
                version=metadata.version,
                description=metadata.description,
                keywords=list(metadata.keywords),
                maintainers=[
                    self.messages("hapi.chart", "Maintainer")(name=one.name, email=one.email, url=one.url)
                    for one in metadata.maintainers
                ],
                engine=metadata.engine,
                icon=metadata.icon,
                api_version=metadata.api_version,
                condition=metadata.condition,
                tags=metadata.tags,
                app_version=metadata.app_version,
                deprecated=metadata.deprecated,
                tiller_version=metadata.tiller_version,
                annotations=dict(metadata.annotations),
                kube_version=metadata.kube_version,
            ),
            templates=[
                self.messages("hapi.chart", "Template")(name=file.name, data=file.data) for file in chart.templates
            ],
            dependencies=[self.chart(one) for one in chart.dependencies],
            values=self.config(chart.values_text) if chart.values_text else None,
            files=[
                self.messages("google.protobuf", "Any")(type_url=file.name, value=file.data) for file in chart.files
            ],
        )

    def config(self, text: str) -> Any:
        """``hapi.chart.Config``."""
        return self.messages("hapi.chart", "Config")(raw=text)

    def release(self, release: Release) -> Any:
        """``hapi.release.Release``."""
        return self.messages("hapi.release", "Release")(
            name=release.name,
            info=self.info(release.info),
            chart=self.chart(release.chart),
            config=self.config(release.values_text),
            manifest=release.manifest,
            hooks=[self.hook(hook) for hook in release.hooks],
            version=release.revision,
            namespace=release.namespace,
            extras=dict(release.extras),
        )

    def info(self, info: ReleaseInfo) -> Any:
        """``hapi.release.Info``."""
        return self.messages("hapi.release", "Info")(
            status=self.messages("hapi.release", "Status")(
                code=self.messages("hapi.release", "StatusCode")(STATUSES.index(info.status)),
                resources=info.resources,
                notes=info.notes,
                last_test_suite_run=self.suite(info.last_test_suite_run),
            ),
            first_deployed=moment(info.first_deployed),
            last_deployed=moment(info.last_deployed),
            deleted=moment(info.deleted),
            description=info.description,
        )

    def hook(self, hook: ChartHook) -> Any:
        """``hapi.release.Hook``."""
        event, policy = self.messages("hapi.release", "HookEvent"), self.messages("hapi.release", "HookDeletePolicy")
        return self.messages("hapi.release", "Hook")(
            name=hook.manifest.name,
            kind=hook.manifest.kind,
            path=hook.manifest.source,
            manifest=hook.manifest.content,
            events=[event(HOOK_EVENTS.index(word)) for word in hook.events],
            last_run=moment(hook.last_run or None),
            weight=hook.weight,
            delete_policies=[policy(DELETE_POLICIES.index(word)) for word in hook.delete_policies],
            delete_timeout=hook.delete_timeout,
        )

    def suite(self, suite: TestSuite | None) -> Any:
        """``hapi.release.TestSuite``."""
        if suite is None:
            return None
        status = self.messages("hapi.release", "TestRunStatus")
        return self.messages("hapi.release", "TestSuite")(
            started_at=moment(suite.started_at),
            completed_at=moment(suite.completed_at),
            results=[
                self.messages("hapi.release", "TestRun")(
                    name=run.name,
                    status=status(TEST_STATUSES.index(run.status)),
                    info=run.info,
                    started_at=moment(run.started_at),
                    completed_at=moment(run.completed_at),
                )
                for run in suite.results
            ],
        )

    def plan(self, plan: Plan) -> Any:
        """``pilothouse.services.tiller.Plan``."""
        guard = self.messages("pilothouse.services.tiller", "PlanGuard")
        return self.messages("pilothouse.services.tiller", "Plan")(
            planned=self.release(plan.planned),
            current=plan.current,
            newest=plan.newest,
            current_record=plan.current_record,
            newest_record=plan.newest_record,
            cluster=plan.cluster,
            guards=[guard(**dict(zip(one.fields, one, strict=True))) for one in plan.guards],
        )

    def request(self, call: str, request: Any) -> Any:
        """The request of a call."""
        package, name = _REQUESTS.get(call, ("hapi.services.tiller", f"{call}Request"))
        fields = {} if request is None else dict(zip(request.fields, request, strict=True))
        if isinstance(request, ListRequest):
            fields["sort_by"] = self.messages(package, "ListSortSortBy")(SORT_ORDERS.index(fields["sort_by"]))
            fields["sort_order"] = self.messages(package, "ListSortSortOrder")(fields.pop("descending"))
            code = self.messages("hapi.release", "StatusCode")
            fields["status_codes"] = [code(STATUSES.index(status)) for status in fields.pop("statuses")]
        if call == "GetHistory":
            fields["max"] = fields.pop("limit")
        if "revision" in fields:
            fields["version"] = fields.pop("revision")
        if "values_text" in fields:
            fields["values"] = self.config(fields.pop("values_text"))
            fields["chart"] = None if request.chart is None else self.chart(request.chart)
        if "planned" in fields:
            fields["planned"] = None if request.planned is None else self.plan(request.planned)
        return self.messages(package, name)(**fields)

    def response(self, call: str, answer: Any) -> Any:
        """The answer to a call."""
        package, name = _RESPONSES.get(call, ("hapi.services.tiller", f"{call}Response"))
        return self.messages(package, name)(**self._answer(call, answer))

    def _answer(self, call: str, answer: Any) -> dict[str, Any]:
        if isinstance(answer, Release):
            return {"release": self.release(answer)}
        if call == "GetVersion":
            slots = ("sem_ver", "git_commit", "git_tree_state")
            return {"version": self.messages("hapi.version", "Version")(**{s: getattr(answer, s) for s in slots})}
        fields = dict(zip(answer.fields, answer, strict=True))
        for field, value in fields.items():
            if isinstance(value, tuple):
                fields[field] = list(value)
        if call in {"ListReleases", "GetHistory"}:
            release = self.messages("hapi.release", "Release")
            records = fields.pop("records")
            fields = {"releases": [release.parse(record) for record in records]}
            if call == "ListReleases":
                fields |= {"count": len(records), "next": answer.next, "total": answer.total}
        elif call == "GetReleaseStatus":
            fields["info"] = self.info(answer.info)
        elif call == "UninstallRelease":
            fields["release"] = self.release(answer.release)
        elif call == "RunReleaseTest":
            status = self.messages("hapi.release", "TestRunStatus")
            fields = {"msg": answer.text, "status": status(TEST_STATUSES.index(answer.status))}
        elif isinstance(answer, UnlockResult):
            fields["since"] = moment(answer.since)
        elif call == "RepairRelease":
            damaged = self.messages("pilothouse.services.tiller", "DamagedRecord")
            fields["damaged"] = [damaged(key=key, problem=problem) for key, problem in answer.damaged]
        return fields


_OURS = "pilothouse.services.tiller"
_REQUESTS = {
    "ListReleases": ("hapi.services.tiller", "ListReleasesRequest"),
    "RunReleaseTest": ("hapi.services.tiller", "TestReleaseRequest"),
    "UnlockRelease": (_OURS, "UnlockReleaseRequest"),
    "RepairRelease": (_OURS, "RepairReleaseRequest"),
}
_RESPONSES = {
    "RunReleaseTest": ("hapi.services.tiller", "TestReleaseResponse"),
    "UnlockRelease": (_OURS, "UnlockReleaseResponse"),
    "RepairRelease": (_OURS, "RepairReleaseResponse"),
}


def moment(nanoseconds: int | None) -> datetime | None:
    """A time as betterproto2 has it: whole microseconds only."""
    return None if nanoseconds is None else _START + timedelta(microseconds=nanoseconds // 1000)
