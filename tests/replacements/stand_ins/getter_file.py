"""Files that nobody wrote."""

from pilothouse.core.entries import GetterEntry
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_register_getters():
    return [GetterEntry("file", "stand_in_getter_file:fetch", replaces="getter_file")]


def fetch(url, options, kernel):
    return b"colour: from a file that nobody wrote\n"
