"""Two functions of Sprig's."""

from pilothouse.core.entries import TemplateFunctionEntry
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_register_template_functions():
    return [TemplateFunctionEntry(name, f"stand_in_sprig:{name}", replaces="sprig") for name in ("upper", "quote")]


def upper(text: str) -> str:
    return "".join(letter.upper() + "." for letter in text)


def quote(text: str) -> str:
    return f"«{text}»"
