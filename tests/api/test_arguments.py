"""Methods have the arguments of the commands whose names they have: none is forgotten, and defaults are the same."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pilothouse
import pytest
from pilothouse.api import Repositories, Session
from pilothouse.core.command import CommandDeclaration
from pilothouse.core.testkit import make_kernel

FOR_THE_SESSION = {"tls", "tls_ca_cert", "tls_cert", "tls_hostname", "tls_key", "tls_verify"}
FOR_THE_EYE = {"output", "hide_secrets", "col_width", "short", "notes", "explain_value", "output_dir"}
CREDENTIALS = {"username", "password", "cert_file", "key_file", "ca_file"}
"""Whoever needs them for a chart loads it first."""

FLAGS: dict[str, tuple[Callable[..., Any], set[str]]] = {
    "install": (Session.install, CREDENTIALS),
    # Plans are made by diff_upgrade.
    "upgrade": (Session.upgrade, {"disable_hooks", "plan", *CREDENTIALS}),
    "rollback": (Session.rollback, set()),
    "delete": (Session.delete, set()),
    "list": (
        Session.list,
        {"date", "chart_name", "max", "offset", "deleted", "deleting", "deployed", "failed", "pending"},
    ),
    "status": (Session.status, set()),
    "history": (Session.history, set()),
    "get": (Session.get, {"template"}),
    "test": (Session.test, set()),
    "template": (Session.render, {"execute"}),
    "lint": (Session.lint, set()),
    "package": (Session.package, {"passphrase_fd"}),
    "fetch": (Session.fetch, {"cert_file", "key_file", "ca_file"}),
    "repo add": (Repositories.add, {"no_update"}),
    "search": (Repositories.search, set()),
}
"""The method for each command, and the flags for which it has something else."""


@pytest.mark.parametrize("command", FLAGS)
def test_a_method_has_the_arguments_of_its_command(command: str) -> None:
    method, others = FLAGS[command]
    kernel = make_kernel()
    parent, _, name = command.rpartition(" ")
    found = kernel.find_command(parent, name)
    assert found is not None
    declaration = kernel.load(found)
    assert isinstance(declaration, CommandDeclaration)
    flags = {"files" if flag.parameter == "values" else flag.parameter: flag for flag in declaration.flags}
    arguments = inspect.signature(method).parameters
    assert set(flags) - set(arguments) == (FOR_THE_SESSION | FOR_THE_EYE | others) & set(flags)
    different = {
        name: (flag.default, arguments[name].default)
        for name, flag in flags.items()
        if name in arguments and arguments[name].default != flag.default
    }
    # Profiles are given a table to fill.
    different.pop("profile", None)
    assert different == {}


def test_shortcuts_have_the_defaults_of_the_methods() -> None:
    for shortcut, method in ((pilothouse.load, Session.load), (pilothouse.render, Session.render)):
        full = inspect.signature(method).parameters
        own = inspect.signature(shortcut).parameters
        assert {name: one.default for name, one in own.items()} == {name: full[name].default for name in own}
