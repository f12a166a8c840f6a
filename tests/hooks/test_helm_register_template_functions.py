from __future__ import annotations

import pytest
from hooks.making import MakeKernel, implementation, without_folder
from hooks.record_rules import RecordRules
from pilothouse.core.errors import PluginError, TemplateError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import TextTemplate

HOOK = "helm_register_template_functions"


def test_by_default_sprig_and_helm_provide_functions(kernel: Kernel) -> None:
    registry = kernel.registry(HOOK)
    assert {found.plugin.name for found in registry.winners()} == {"sprig", "helm_functions"}
    assert [registry.find(name).plugin.name for name in ("trimSuffix", "include")] == ["sprig", "helm_functions"]


def render(kernel: Kernel, text: str) -> str:
    rendered: str = kernel.first("helm_render_text", template=TextTemplate(text, "text", True), data={"word": "hi"})
    return rendered


SHOUT = """
def shout(text: str) -> str:
    return text.upper() + "!"
"""


def test_templates_may_call_a_third_partys_function(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(loud=implementation(HOOK, 'return [TemplateFunctionEntry("shout", "loud:shout")]') + SHOUT)
    assert render(kernel, "{{ shout .word }} {{ .word | shout | quote }}") == 'HI! "HI!"'


@pytest.mark.parametrize(("answer", "kind"), [("object()", "object"), ("(1, 2)", "tuple"), ("{1}", "set")])
def test_a_function_that_returns_what_templates_do_not_know_is_named(
    make_kernel: MakeKernel, answer: str, kind: str
) -> None:
    source = implementation(HOOK, 'return [TemplateFunctionEntry("odd", "loud:odd")]')
    kernel = make_kernel(loud=f"{source}\ndef odd():\n    return {answer}\n")
    with pytest.raises(TemplateError) as caught:
        render(kernel, "{{ odd }}")
    assert caught.value.message.endswith(
        f"at <odd>: error calling odd: it returned {kind}, which is no type of templates"
    )


def test_a_function_of_sprig_is_replaced_by_one_that_says_so(make_kernel: MakeKernel) -> None:
    entry = 'TemplateFunctionEntry("upper", "loud:shout", replaces="sprig")'
    assert render(make_kernel(loud=implementation(HOOK, f"return [{entry}]") + SHOUT), "{{ upper .word }}") == "HI!"


def test_a_function_of_sprig_is_not_replaced_unasked(make_kernel: MakeKernel) -> None:
    entry = 'TemplateFunctionEntry("upper", "loud:shout")'
    kernel = make_kernel(loud=implementation(HOOK, f"return [{entry}]") + SHOUT)
    with pytest.raises(PluginError) as caught:
        render(kernel, "{{ upper .word }}")
    assert without_folder(kernel, caught.value.message) == (
        "template functions: 'upper' is provided by 'sprig' (pilothouse) and 'loud' (loud.py)"
    )


def test_functions_for_different_engines_do_not_clash(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(
        a=implementation(HOOK, 'return [TemplateFunctionEntry("shout", "a:f", engine="gotpl")]'),
        b=implementation(HOOK, 'return [TemplateFunctionEntry("shout", "b:f", engine="jinja2")]'),
    )
    providers = [kernel.find(HOOK, "shout", engine) for engine in ("gotpl", "jinja2", "mustache")]
    assert [found and found.plugin.name for found in providers] == ["a", "b", None]


class TestTemplateFunctions(RecordRules):
    hook = HOOK
    name = "shout"
    own = 'TemplateFunctionEntry("shout", "my_plugin:shout")'
    entry = "TemplateFunctionEntry"
