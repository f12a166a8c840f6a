"""Functions of Helm's, most of which need the running engine."""

from pilothouse.core.entries import TemplateFunctionEntry
from pilothouse.core.golib.types import go
from pilothouse.hookspecs import hookimpl

HERE = "stand_in_helm_functions"


@hookimpl
def helm_register_template_functions():
    return [
        TemplateFunctionEntry("toYaml", f"{HERE}:to_yaml", replaces="helm_functions"),
        *(
            TemplateFunctionEntry(name, f"{HERE}:{name}", late_bound=True, replaces="helm_functions")
            for name in ("include", "required", "tpl")
        ),
    ]


def to_yaml(value) -> str:
    return f"{type(value).__name__} of {len(value)}"


def include(binding):
    return go(lambda name, data: f"[{binding.execute_template(name, data)}]", "string", "any")


def required(binding):
    return go(lambda message, value: value or message, "string", "any")


def tpl(binding):
    return go(lambda text, data: text.upper(), "string", "any")
