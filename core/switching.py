"""What a question to plugins asks for: what switches on plugins that are off by default, and whom it cannot concern."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .plugin_record import PluginRecord

DEFAULT_ENGINE = "gotpl"
"""The template engine of a chart that names none."""

_SHOWN = {"storage_driver": "store {}", "getter": "{}://", "scheme": "{}://", "setting": "--{}"}
"""How users are told of what a plugin provides; other kinds are called by their names."""

_OF_ENGINES = frozenset(("helm_render_chart", "helm_find_value_uses"))


def schemes_asked_for(hook: str, arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """The schemes of the addresses in the arguments of an extension point about charts or repositories."""
    if hook in ("helm_locate_chart", "helm_resolve_chart"):
        location = arguments["location"]
        return _schemes(location.reference, location.repository)
    if hook in ("helm_fetch_repository_index", "helm_open_repository_index"):
        return _schemes(arguments["entry"].url)
    return ()


def engine_asked_for(hook: str, arguments: Mapping[str, Any]) -> str:
    """The template engine that an extension point about the templates of a chart asks for; empty for all others."""
    return arguments["chart"].metadata.engine or DEFAULT_ENGINE if hook in _OF_ENGINES else ""


def described(provides: tuple[tuple[str, str], ...]) -> str:
    """What switches a plugin on that is off by default, in words for users: ``store s3, s3://, command s3``."""
    return ", ".join(dict.fromkeys(_SHOWN.get(kind, kind + " {}").format(name) for kind, name in provides))


def is_of_other_engines(plugin: PluginRecord, engine: str) -> bool:
    """Whether a plugin registers template engines and `engine` is none of them: its engines need not be asked.

    So an engine that is installed costs charts of other engines nothing. Who registers none is asked for all.
    """
    if not engine:
        return False
    own = [fields[0] for hook, fields in plugin.entries if hook == "helm_register_engines"]
    return bool(own) and engine not in own


def _schemes(*addresses: str) -> tuple[str, ...]:
    return tuple([address.partition("://")[0].lower() for address in addresses if "://" in address])
