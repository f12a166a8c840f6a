"""References mean the environment and the files of whoever renders: never those of a server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pilothouse.core.errors import ReleaseError, SettingError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.release_requests import InstallRequest, UpdateRequest
from pilothouse.core.model.service_target import ServiceTarget
from pilothouse.core.model.tiller_serving import TillerCall, TillerOptions
from pilothouse.core.plugin_module import import_plugin
from pilothouse.core.testkit import Outcome, make_kernel

Helm = Callable[..., Outcome]
VALUES = "db: {password: ref+env://PASSWORD}\n"


class _Remote:
    """A Tiller that hears everything."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def install(self, request: InstallRequest) -> None:
        self.heard.append(request.values_text)

    def update(self, request: UpdateRequest) -> None:
        self.heard.append(request.values_text)


REMOTE = """
    from pilothouse.hookspecs import hookimpl

    service = []

    @hookimpl
    def helm_connect_release_service(target):
        return service[0] if target.host else None
"""


def _client(folder: Path, remote: _Remote) -> Kernel:
    """A kernel whose Tiller is `remote`, and that is asked to look up secrets."""
    kernel = make_kernel(folder, {"remote": REMOTE}, flags={"resolve-secrets": "true"})
    record = next(plugin for plugin in kernel.plugins if plugin.name == "remote")
    import_plugin(record).service.append(remote)
    return kernel


def test_references_are_not_sent_to_a_tiller(tmp_path: Path) -> None:
    remote = _Remote()
    service = _client(tmp_path, remote).first("helm_connect_release_service", target=ServiceTarget("tiller:44134"))
    chart = Chart(Metadata("app", "1"))
    for send, request in (
        (service.install, InstallRequest(chart, VALUES)),
        (service.update, UpdateRequest("r", chart, VALUES)),
    ):
        with pytest.raises(ReleaseError) as caught:
            send(request)
        assert caught.value.message == "the value of db.password refers to a secret, which a Tiller does not look up"
    service.install(InstallRequest(chart, "a: 1\n"))
    assert remote.heard == ["a: 1\n"]


def test_a_tiller_that_would_look_up_secrets_does_not_start(helm: Helm) -> None:
    outcome = helm("tiller", "--listen", "127.0.0.1:0")
    assert (outcome.code, "a served Tiller looks up no secrets" in outcome.stderr) == (1, True)


def test_whoever_serves_such_a_kernel_serves_nothing() -> None:
    kernel = make_kernel(flags={"resolve-secrets": "true"})
    with pytest.raises(SettingError):
        kernel.first("helm_serve_releases", options=TillerOptions())
    call = TillerCall("InstallRelease", "hapi.services.tiller.ReleaseService")
    (refusal,) = kernel.collect("helm_call_refusals", call=call)
    assert refusal.startswith("this Tiller is set to look up secrets")
    quiet = make_kernel(flags={"resolve-secrets": "false", "plugins": "secrets"})
    assert quiet.collect("helm_call_refusals", call=call) == []
