"""What is shown when something cannot be: Helm's sentence, what helps, and never more than the page concerned."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.errors import KubeConnectionError, KubeStatusError
from pilothouse.core.kernel import Kernel
from pilothouse.plugins.builtin.sandbox.transport import SandboxTransport
from stand_ins.served_pages import Served, served
from stand_ins.shown_releases import kernel_of, settings


@pytest.fixture
def unsettled(world: dict[str, str]) -> Kernel:
    """A kernel of its own for a test that lets something fail."""
    return kernel_of(world)


def failing(monkeypatch: pytest.MonkeyPatch, fails: Callable[[Any], BaseException | None]) -> None:
    """Let requests to the sandbox fail."""
    request = SandboxTransport.request

    def answer(self: SandboxTransport, asked: Any) -> Any:
        error = fails(asked)
        if error is not None:
            raise error
        return request(self, asked)

    monkeypatch.setattr(SandboxTransport, "request", answer)


def test_a_release_that_there_is_not(pages: Served) -> None:
    answer = pages.get("releases/none")
    assert (answer.status, answer.page.lines) == (
        404,
        [
            "Releases",
            "# There is no such release",
            'release: "none" not found',
            'looked for in the store "configmap" (TILLER_STORAGE), namespace "kube-system" (TILLER_NAMESPACE)',
            "`pilothouse list --all` shows the releases that there are",
            "Go to all releases",
        ],
    )
    assert pages.get("releases/shop/values?revision=77").status == 404
    assert pages.get("api/releases/none").data["error"]["message"] == 'release: "none" not found'


def test_a_page_that_there_is_not(pages: Served) -> None:
    for path in ("nowhere", "releases/shop/nowhere", "releases", "api/nowhere"):
        answer = pages.get(path)
        assert (answer.status, answer.page.lines) == (
            404,
            ["Releases", "# There is no such page", "Go to all releases"],
        )


def test_a_cluster_that_cannot_be_reached(unsettled: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, lambda asked: KubeConnectionError("dial tcp 10.0.0.1:443: connect: connection refused"))
    with served(unsettled) as found:
        answer = found.get("")
        assert (answer.status, answer.page.lines[1]) == (502, "# This cannot be shown")
        assert "dial tcp 10.0.0.1:443: connect: connection refused" in answer.text
        assert "Traceback" not in answer.text


def test_objects_that_may_not_be_read_are_unknown_and_the_rest_is_shown(
    unsettled: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    denied = 'services "shop" is forbidden: User "x" cannot get resource "services"'
    failing(
        monkeypatch,
        lambda asked: KubeStatusError(denied, code=403, reason="Forbidden") if "/services/" in asked.path else None,
    )
    with served(unsettled) as found:
        data = found.get("api/releases/shop/objects").data
    states = [(one["kind"], one["state"], one["why"]) for one in data["objects"]]
    assert [one for one in states if one[0] != "Deployment"] == [
        ("Service", "unknown", denied),
        ("Secret", "present", ""),
        ("ConfigMap", "present", ""),
    ]


def test_a_cluster_that_goes_away_leaves_what_is_recorded(unsettled: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, lambda asked: KubeConnectionError("gone") if "/shops/" in asked.path else None)
    with served(unsettled) as found:
        answers = {path: found.get(f"releases/shop/{path}") for path in ("manifests", "values", "objects", "drift")}
    assert {path: answer.status for path, answer in answers.items()} == dict.fromkeys(answers, 200)
    for path, headline in (("objects", "The cluster cannot be asked"), ("drift", "The cluster cannot be compared")):
        lines = answers[path].page.lines
        assert lines[lines.index(headline) + 1].startswith("gone")


def test_a_defect_is_named_without_a_place(unsettled: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, lambda asked: ZeroDivisionError("division by zero"))
    with served(unsettled) as found:
        answer = found.get("")
    assert answer.status == 500
    assert "internal error: ZeroDivisionError: division by zero" in answer.text
    assert "Traceback" not in answer.text
    assert ".py" not in answer.page.root.text


def test_a_rule_of_readiness_may_fail_or_find_fault(world: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "rules.py").write_text(
        "from pilothouse.core.entries import ReadinessEntry\nfrom pilothouse.hookspecs import hookimpl\n"
        "@hookimpl\ndef helm_register_readiness():\n"
        "    return [ReadinessEntry('*/ConfigMap', 'rules:broken'), ReadinessEntry('v1/Secret', 'rules:late')]\n"
        "def broken(live, namespace, kube):\n    return 1 / 0\n"
        "def late(live, namespace, kube):\n    return 'not copied to <b>all</b> regions'\n"
    )
    with served(kernel_of({**world, "PILOTHOUSE_PLUGINS_DIR": str(tmp_path)})) as found:
        data = found.get("api/releases/shop/objects").data
        lines = found.get("releases/shop/objects").page.lines
    late, broken, *_ = data["objects"]
    assert (late["state"], late["why"]) == ("not ready", "not copied to <b>all</b> regions")
    assert broken["state"] == "unknown"
    assert broken["why"].startswith("plugin 'rules' (")
    assert broken["why"].endswith("failed in the readiness rule */ConfigMap: ZeroDivisionError: division by zero")
    assert "Secret shop-database | not readynot copied to <b>all</b> regions | shops | AGO" in lines


@pytest.fixture
def silent_server() -> Iterator[str]:
    """The address of a server that takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_a_cluster_that_never_answers_holds_up_no_other_page(
    unsettled: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = threading.Event()

    def wait(asked: Any) -> None:
        if "/shops/" in asked.path:
            released.wait(30)

    failing(monkeypatch, wait)
    answers: dict[str, Any] = {}
    try:
        with served(unsettled, seconds=2) as found:
            slow = threading.Thread(target=lambda: answers.update(slow=found.get("releases/shop/objects")))
            slow.start()
            time.sleep(0.1)
            assert found.get("releases/shop").status == 200
            assert "slow" not in answers
            slow.join()
            released.set()
    finally:
        released.set()
    assert answers["slow"].status == 504
    assert "there was no answer within 2 seconds" in answers["slow"].text


def test_pages_beyond_what_threads_there_are_are_told_so(unsettled: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pilothouse.plugins.contrib.dashboard.work.MOST", 1)
    monkeypatch.setattr("pilothouse.plugins.contrib.dashboard.work._PATIENCE", 0.1)
    released = threading.Event()

    def wait(asked: Any) -> None:
        released.wait(30)

    failing(monkeypatch, wait)
    with served(unsettled) as found:
        answers: list[Any] = []
        slow = threading.Thread(target=lambda: answers.append(found.get("")))
        slow.start()
        time.sleep(0.3)
        busy = found.get("")
        released.set()
        slow.join()
    assert (busy.status, busy.page.lines[1]) == (503, "# Busy")
    assert [answer.status for answer in answers] == [200]


def test_a_tiller_that_is_not_there(tmp_path: Path) -> None:
    environment = settings(tmp_path, HELM_HOST="127.0.0.1:9", TILLER_CONNECTION_TIMEOUT="1")
    with served(kernel_of(environment), seconds=1) as found:
        answer = found.get("")
    assert answer.status == 504
    assert answer.page.lines[1] == "# No answer in time"
