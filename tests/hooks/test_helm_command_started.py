from __future__ import annotations

from pathlib import Path

import pytest
from hooks.making import MakeKernel, implementation
from pilothouse.core.kernel import Kernel
from pilothouse.core.testkit import RecordingConsole

HOOK = "helm_command_started"


def tell(kernel: Kernel) -> str:
    """Tell everybody; what was printed, without times and the folder of one-file plugins."""
    kernel.tell(HOOK, command="repo list")
    assert isinstance(kernel.console, RecordingConsole)
    lines = kernel.console.stderr.replace(kernel.setting("plugins-dir") + "/", "").splitlines()
    return "\n".join(line.split(" ", 2)[2] for line in lines)


def listener(*body: str) -> str:
    return implementation(HOOK, *body, arguments="command, kernel")


def test_the_default_warns_of_old_addresses(kernel: Kernel, tmp_path: Path) -> None:
    kernel.settings.flags["home"] = str(tmp_path)
    (tmp_path / "repository").mkdir()
    (tmp_path / "repository/repositories.yaml").write_text(
        "apiVersion: v1\nrepositories: [{name: stable, url: 'https://kubernetes-charts.storage.googleapis.com'}]\n"
    )
    kernel.tell(HOOK, command="home")
    assert isinstance(kernel.console, RecordingConsole)
    assert kernel.console.stderr == (
        'WARNING: "kubernetes-charts.storage.googleapis.com" is deprecated for "stable" '
        "and will be deleted Nov. 13, 2020.\n"
        'WARNING: You should switch to "https://charts.helm.sh/stable"\n'
    )


def test_every_implementer_hears_it(make_kernel: MakeKernel) -> None:
    body = "kernel.warn(f'{command} begins')"
    assert tell(make_kernel(a=listener(body), b=listener(body))) == "repo list begins\nrepo list begins"


def test_answers_are_ignored(make_kernel: MakeKernel) -> None:
    assert tell(make_kernel(a=listener("return object()"))) == ""


def test_one_that_fails_is_reported_and_the_others_still_hear_it(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(a=listener("raise PilothouseError('no network')"), b=listener("kernel.warn('heard')"))
    assert tell(kernel) == "no network\nheard"


@pytest.mark.parametrize(
    ("argv", "heard"), [(["home"], "home"), (["-p", "no:nobody", "plugins", "list"], "plugins list")]
)
def test_commands_say_their_name_on_the_short_way_and_the_long_one(
    argv: list[str], heard: str, make_kernel: MakeKernel
) -> None:
    from pilothouse.core.quick import run
    from pilothouse.core.settings import Settings

    kernel = make_kernel(a=listener("kernel.console.notice(f'<{command}>')"))
    settings = Settings({**kernel.settings.environment}, dict(kernel.settings.flags))
    console = RecordingConsole()
    assert run(argv, program="pilothouse", console=console, settings=settings) == 0
    assert console.stderr == f"<{heard}>\n"
