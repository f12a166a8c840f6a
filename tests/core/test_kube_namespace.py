from __future__ import annotations

import pytest
from pilothouse.core.errors import KubeStatusError
from pilothouse.core.kube_namespace import ensure_namespace
from stand_ins.scripted_kube import ScriptedKube, refused

_GET = "get /api/v1/namespaces/team"
_CREATE = "create /api/v1/namespaces/team"


def test_a_namespace_that_exists_is_left_alone() -> None:
    kube = ScriptedKube({_GET: [{"metadata": {"name": "team"}}]})
    ensure_namespace(kube, "team")
    assert kube.calls == [_GET]


def test_a_missing_namespace_is_made_with_its_name_as_a_label() -> None:
    kube = ScriptedKube()
    ensure_namespace(kube, "team")
    assert (kube.calls, kube.sent) == (
        [_GET, _CREATE],
        [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team", "labels": {"name": "team"}}}],
    )


def test_somebody_else_may_make_it_at_the_same_time() -> None:
    kube = ScriptedKube({_CREATE: [refused(409, "AlreadyExists")]})
    ensure_namespace(kube, "team")
    assert kube.calls == [_GET, _CREATE]


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ({_GET: [refused(403, "Forbidden", "may not look")]}, "may not look"),
        ({_CREATE: [refused(403, "Forbidden", "may not make")]}, "may not make"),
        ({_CREATE: [refused(409, "Conflict", "is going away")]}, "is going away"),
    ],
)
def test_what_the_server_refuses_is_an_error(script: dict[str, list[KubeStatusError]], message: str) -> None:
    with pytest.raises(KubeStatusError, match=message):
        ensure_namespace(ScriptedKube(script), "team")
