from __future__ import annotations

import pytest
from hooks.making import MakeKernel, implementation
from pilothouse.core.errors import PluginError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.tiller_serving import ClientIdentity, TillerCall

HOOK = "helm_call_refusals"
CALL = TillerCall("UninstallRelease", "hapi.services.tiller.ReleaseService", "web", "default")


def refusals(kernel: Kernel, call: TillerCall = CALL) -> list[str]:
    return kernel.collect(HOOK, call=call)


def guard(*body: str) -> str:
    return implementation(HOOK, *body, arguments="call")


def test_without_an_implementer_every_call_passes(kernel: Kernel) -> None:
    assert refusals(kernel) == []


def test_the_reasons_of_all_are_collected(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(
        a=guard("if 'admins' not in call.identity.organizations:", "    return ['only admins delete releases']"),
        b=guard("return [f'{call.release} is frozen']"),
    )
    assert refusals(kernel) == ["web is frozen", "only admins delete releases"]
    admin = CALL.replace(identity=ClientIdentity("ada", ("admins",)))
    assert refusals(kernel, admin) == ["web is frozen"]


def test_one_that_declines_lets_the_call_pass(make_kernel: MakeKernel) -> None:
    assert refusals(make_kernel(a=guard("return None"))) == []


def test_one_that_fails_is_an_error_so_that_nothing_passes_unseen(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(a=guard("return 1 / 0"))
    with pytest.raises(PluginError) as caught:
        refusals(kernel)
    assert caught.value.message.endswith(f"a.py) failed in {HOOK}: ZeroDivisionError: division by zero")


def test_a_lone_text_is_no_list_of_reasons(make_kernel: MakeKernel) -> None:
    with pytest.raises(PluginError) as caught:
        refusals(make_kernel(a=guard("return 'no'")))
    assert caught.value.message.endswith(f"a.py) answered {HOOK} with str, an iterable is expected")
