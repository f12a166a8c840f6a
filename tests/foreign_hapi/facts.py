"""Objects of the model as plain data, to be compared as a whole."""

from __future__ import annotations

from pilothouse.core.record import Record


def facts(found: object) -> object:
    """An object of the model as plain data."""
    if isinstance(found, Record):
        return {name: facts(getattr(found, name)) for name in found.fields}
    if isinstance(found, list | tuple):
        return [facts(item) for item in found]
    slots = [slot for each in type(found).__mro__ for slot in getattr(each, "__slots__", ()) if slot != "origin"]
    if not slots or isinstance(found, str | dict):
        return found
    return {slot: facts(getattr(found, slot)) for slot in slots}
