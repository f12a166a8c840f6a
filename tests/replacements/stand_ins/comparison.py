"""Comparisons for whom a name and a number are enough."""

from pilothouse.core.model.comparison import Comparison
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_compare_objects(objects, options):
    return Comparison(options.title, unchanged=len(objects))


@hookimpl
def helm_show_comparison(comparison, display):
    return f"{comparison.title}: {comparison.unchanged} seen, {display.format}\n"
