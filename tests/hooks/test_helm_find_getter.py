from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hooks.making import MakeKernel, implementation
from hooks.verb_rules import VerbRules
from pilothouse.core.errors import RepositoryError
from pilothouse.core.model.options import FetchOptions
from pilothouse.core.testkit import make_kernel as kernel_of
from stand_ins.plugin_world import PluginWorld


class TestFindGetter(VerbRules):
    """Without command plugins nobody has a further scheme."""

    hook = "helm_find_getter"
    override = "print"
    overridden = "print"
    complaint = "int, Getter is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"scheme": "box"}

    def view(self, answer: Any) -> Any:
        return answer.__name__


@pytest.fixture
def world(tmp_path: Path) -> PluginWorld:
    """A home with a command plugin that downloads ``box``."""
    world = PluginWorld(tmp_path)
    world.write(
        "dl", "name: dl\ndownloaders: [{command: get.sh, protocols: [box]}]\n", get='#!/bin/sh\necho "box $4"\n'
    )
    return world


def kernel_with(world: PluginWorld, **plugins: str) -> Any:
    imports = "from pilothouse.core.errors import *\nfrom pilothouse.hookspecs import hookimpl\n"
    sources = {name: imports + text for name, text in plugins.items()}
    return kernel_of(world.folder / "own", sources, environment=world.environment)


def test_the_downloader_of_a_command_plugin_is_the_default(world: PluginWorld) -> None:
    kernel = kernel_with(world)
    assert kernel.fetch("box://a", FetchOptions()) == b"box box://a\n"
    assert (kernel.has_getter("box"), kernel.has_getter("chest")) == (True, False)


def test_a_third_party_is_asked_first(world: PluginWorld) -> None:
    kernel = kernel_with(
        world, other=implementation("helm_find_getter", "return lambda url, options, kernel: b'other'")
    )
    assert kernel.fetch("box://a", FetchOptions()) == b"other"


def test_one_that_declines_leaves_the_scheme_to_command_plugins(world: PluginWorld) -> None:
    kernel = kernel_with(
        world,
        other=implementation(
            "helm_find_getter",
            "return None if scheme == 'box' else lambda url, options, kernel: b'other'",
            arguments="scheme",
        ),
    )
    assert kernel.fetch("box://a", FetchOptions()) == b"box box://a\n"
    assert kernel.fetch("chest://a", FetchOptions()) == b"other"


def test_a_wrapper_surrounds_the_getter(world: PluginWorld) -> None:
    kernel = kernel_with(
        world,
        other=implementation(
            "helm_find_getter",
            "getter = yield",
            "return lambda url, options, kernel: getter(url, options, kernel).upper()",
            marker="@hookimpl(wrapper=True)",
        ),
    )
    assert kernel.fetch("box://a", FetchOptions()) == b"BOX BOX://A\n"


def test_an_error_of_the_getter_is_passed_on(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(
        other=implementation(
            "helm_find_getter",
            "def fetch(url, options, kernel):",
            "    raise RepositoryError('out of reach')",
            "return fetch",
        )
    )
    with pytest.raises(RepositoryError, match="out of reach"):
        kernel.fetch("box://a", FetchOptions())
