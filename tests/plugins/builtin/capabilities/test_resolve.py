from __future__ import annotations

import pytest
from pilothouse.core.errors import UsageError
from pilothouse.core.model.options import CapabilitiesRequest
from pilothouse.plugins.builtin.capabilities.api_versions import default_api_versions
from pilothouse.plugins.builtin.capabilities.resolve import resolve_capabilities


def test_the_default_is_kubernetes_1_14_and_tiller_2_17() -> None:
    capabilities = resolve_capabilities(CapabilitiesRequest())
    kube, tiller = capabilities.kube_version, capabilities.tiller_version
    assert {name: getattr(kube, name) for name in kube.__slots__} == {
        "build_date": "",
        "compiler": "gc",
        "git_commit": "",
        "git_tree_state": "",
        "git_version": "v1.14.0",
        "go_version": "go1.15.15",
        "major": "1",
        "minor": "14",
        "platform": "linux/amd64",
    }
    assert (tiller.sem_ver, tiller.git_tree_state) == ("v2.17.0", "clean")
    assert capabilities.api_versions == default_api_versions()


@pytest.mark.parametrize(
    ("asked", "version"),
    [
        ("1.14", ("1", "14", "v1.14.0")),
        ("1.9", ("1", "9", "v1.9.0")),
        ("v1.13.2", ("1", "13", "v1.13.0")),
        ("1", ("1", "0", "v1.0.0")),
        ("1.14.8-gke.2", ("1", "14", "v1.14.0")),
        ("2.0.0-alpha", ("2", "0", "v2.0.0")),
    ],
)
def test_of_a_version_major_and_minor_count(asked: str, version: tuple[str, str, str]) -> None:
    kube = resolve_capabilities(CapabilitiesRequest(asked)).kube_version
    assert (kube.major, kube.minor, kube.git_version) == version


@pytest.mark.parametrize("asked", ["1.9+", "bad", " "])
def test_what_is_no_version_is_refused(asked: str) -> None:
    with pytest.raises(UsageError) as caught:
        resolve_capabilities(CapabilitiesRequest(asked))
    assert str(caught.value) == "could not parse a kubernetes version: Invalid Semantic Version"


def test_api_versions_that_are_asked_for_replace_all_but_v1() -> None:
    request = CapabilitiesRequest(api_versions=("example.com/v1", ""))
    assert resolve_capabilities(request).api_versions == {"example.com/v1", "", "v1"}
