from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.errors import KubeTimeoutError, PilothouseError, ReleaseError
from pilothouse.plugins.builtin.chart_hooks.established import wait_until_established
from stand_ins.clock import Clock
from stand_ins.scripted_kube import ScriptedKube, built, refused

NAME = "widgets.example.com"
GET = f"get /apis/apiextensions.k8s.io/v1beta1/customresourcedefinitions/{NAME}"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    clock.install(monkeypatch, "pilothouse.core.golib.wait")
    return clock


def definition(**conditions: str) -> dict[str, Any]:
    listed = [{"type": kind, "status": status, "message": "because"} for kind, status in conditions.items()]
    return {"metadata": {"name": NAME}, "status": {"conditions": listed}}


def wait(script: dict[str, list[Any]], *, api_version: str = "apiextensions.k8s.io/v1beta1", timeout: int = 60) -> None:
    content = {"apiVersion": api_version, "kind": "CustomResourceDefinition", "metadata": {"name": NAME}}
    wait_until_established([built(content)], timeout, ScriptedKube(script))


def test_it_looks_at_once_and_a_few_times_in_the_first_second(clock: Clock) -> None:
    wait({GET: [definition(), definition(NamesAccepted="True"), definition(NamesAccepted="True", Established="True")]})
    assert clock.slept == [0.125, 0.125]


def test_after_the_first_second_it_looks_every_second(clock: Clock) -> None:
    wait({GET: [*[definition()] * 11, definition(Established="True")]}, timeout=0)
    assert (clock.slept, clock.now) == ([0.125] * 8 + [1, 1, 1], 4)


@pytest.mark.parametrize("timeout", [1, 3])
def test_the_time_may_be_over(clock: Clock, timeout: int) -> None:
    with pytest.raises(KubeTimeoutError, match="^timed out waiting for the condition$"):
        wait({GET: [definition()]}, timeout=timeout)
    assert clock.now == timeout


def failure(script: dict[str, list[Any]], api_version: str = "apiextensions.k8s.io/v1beta1") -> PilothouseError:
    with pytest.raises(PilothouseError) as caught:
        wait(script, api_version=api_version)
    return caught.value


def test_names_that_are_taken_are_a_conflict() -> None:
    error = failure({GET: [definition(NamesAccepted="False")]})
    assert (error.message, error.details) == (f"naming conflict detected for CRD {NAME}", ("because",))


def test_a_definition_that_cannot_be_read_is_an_error() -> None:
    assert failure({GET: [refused(403, "Forbidden", "may not")]}).message == "unable to get CRD: may not"


def test_a_definition_of_another_version_cannot_be_waited_for() -> None:
    get = GET.replace("v1beta1", "v1")
    error = failure({get: [definition(Established="True")]}, "apiextensions.k8s.io/v1")
    assert (type(error), error.message, error.hint) == (
        ReleaseError,
        'unable to convert to CRD type: no kind "CustomResourceDefinition" is registered for version '
        '"apiextensions.k8s.io/v1" in scheme "k8s.io/client-go/kubernetes/scheme/register.go:67"',
        "the definition was created; --no-crd-hook installs the chart without waiting for it",
    )


def test_something_else_that_does_not_say_its_namespace_cannot_be_looked_at() -> None:
    target = built({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}, "")
    with pytest.raises(PilothouseError) as caught:
        wait_until_established([target], 60, ScriptedKube())
    assert caught.value.message == (
        "unable to get CRD: an empty namespace may not be set when a resource name is provided"
    )
