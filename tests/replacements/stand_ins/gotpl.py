"""The engine gotpl, with the templates of Python's standard library: $name."""

import string

from pilothouse.core.entries import EngineEntry
from pilothouse.core.model.value_use import ValueUse
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_register_engines():
    return [EngineEntry("gotpl", "$name and ${name}", replaces="gotpl")]


@hookimpl
def helm_render_chart(chart, render_values):
    return {
        f"{part.name}/{template.name}": string.Template(template.data.decode()).substitute(render_values.values)
        for part in chart.walk()
        for template in part.templates
    }


@hookimpl
def helm_render_text(template, data):
    return string.Template(template.text).safe_substitute({name: "it" for name in data})


@hookimpl
def helm_find_value_uses(chart):
    return [
        ValueUse((), (name,), True, 1, template.name, 1, 1)
        for template in chart.templates
        for name in string.Template(template.data.decode()).get_identifiers()
    ]
