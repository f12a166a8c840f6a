from __future__ import annotations

from hooks.making import MakeKernel, implementation
from pilothouse.core.kernel import Kernel
from pilothouse.core.testkit import RecordingConsole

HOOK = "helm_release_recorded"


def tell(kernel: Kernel) -> str:
    """Tell everybody; what was printed, without times and the folder of one-file plugins."""
    kernel.tell(HOOK, release="demo", previous_status="PENDING")
    assert isinstance(kernel.console, RecordingConsole)
    lines = kernel.console.stderr.replace(kernel.setting("plugins-dir") + "/", "").splitlines()
    return "\n".join(line.split(" ", 2)[2] for line in lines)


def listener(*body: str) -> str:
    return implementation(HOOK, *body, arguments="release, previous_status, kernel")


def test_without_an_implementer_nothing_happens(kernel: Kernel) -> None:
    assert tell(kernel) == ""


def test_every_implementer_hears_it(make_kernel: MakeKernel) -> None:
    body = "kernel.warn(f'{release} was {previous_status}')"
    assert tell(make_kernel(a=listener(body), b=listener(body))) == "demo was PENDING\ndemo was PENDING"


def test_answers_are_ignored(make_kernel: MakeKernel) -> None:
    assert tell(make_kernel(a=listener("return object()"))) == ""


def test_one_that_fails_is_reported_and_the_others_still_hear_it(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(
        a=listener("raise PilothouseError('no network')"),
        b=listener("return 1 / 0"),
        c=listener("kernel.warn('heard')"),
    )
    assert tell(kernel) == (
        "no network\nplugin 'b' (b.py) failed in helm_release_recorded: ZeroDivisionError: division by zero\nheard"
    )
