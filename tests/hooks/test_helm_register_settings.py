from __future__ import annotations

from pathlib import Path

import pytest
from hooks.making import MakeKernel, implementation
from hooks.record_rules import RecordRules
from pilothouse.core import testkit
from pilothouse.core.errors import SettingError
from pilothouse.core.kernel import Kernel

HOOK = "helm_register_settings"
OWN = 'SettingEntry("vault-address", "VAULT_ADDR", "http://localhost:8200", "where secrets are")'
PLUGIN = f"""
from pilothouse.core.entries import SettingEntry
from pilothouse.hookspecs import hookimpl

@hookimpl
def {HOOK}():
    return [{OWN}]
"""


def test_by_default_there_are_the_kernels_own_settings_and_those_of_built_in_plugins(kernel: Kernel) -> None:
    assert {found.plugin.name for found in kernel.registry(HOOK).winners()} == {"lint", "packaging"}
    assert kernel.setting("tiller-namespace") == "kube-system"


def test_a_setting_that_nobody_declares_is_an_error(kernel: Kernel) -> None:
    with pytest.raises(SettingError, match="unknown setting 'vault-address'"):
        kernel.setting("vault-address")


@pytest.mark.parametrize(
    ("environment", "flags", "expected"),
    [
        ({}, {}, "http://localhost:8200"),
        ({"VAULT_ADDR": "https://vault"}, {}, "https://vault"),
        ({"VAULT_ADDR": ""}, {}, ""),
        ({"VAULT_ADDR": "https://vault"}, {"vault-address": "https://flag"}, "https://flag"),
    ],
)
def test_a_plugins_setting_is_its_flag_else_its_variable_else_its_default(
    tmp_path: Path, environment: dict[str, str], flags: dict[str, str], expected: str
) -> None:
    kernel = testkit.make_kernel(tmp_path, {"vault": PLUGIN}, environment=environment, flags=flags)
    assert kernel.setting("vault-address") == expected


def test_a_plugin_may_not_redefine_a_setting_of_the_kernel(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(extra=implementation(HOOK, 'return [SettingEntry("home", "MY_HOME", "", "mine")]'))
    assert kernel.plugins[-1].broken == f"{HOOK} returned a setting called 'home', which is the kernel's own"
    assert kernel.settings.entries["home"].environment == "HELM_HOME"


class TestSettings(RecordRules):
    hook = HOOK
    name = "vault-address"
    own = OWN
    entry = "SettingEntry"
