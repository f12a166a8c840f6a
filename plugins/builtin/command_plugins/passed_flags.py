"""Helm's own flags among the words of a plugin's command line.

Rule: manuallyProcessArgs in cmd/helm/load_plugins.go: five flags are Helm's wherever they stand, even behind ``--``;
everything else is the plugin's.
"""

from __future__ import annotations

from collections.abc import Sequence

from ....core.command import GLOBAL_FLAGS, setting_text
from ....core.flag_parser import FlagParser
from ....core.settings import Settings

_WITH_VALUE = ("--host", "--kube-context", "--home", "--tiller-namespace")
_ALONE = "--debug"


def take_flags(words: Sequence[str], settings: Settings) -> list[str]:
    """Put Helm's flags into the settings and return the words that are the plugin's.

    Raises UsageError for a flag without its value (Helm crashes there).
    """
    taken: list[str] = []
    left: list[str] = []
    rest = list(reversed(words))
    while rest:
        word = rest.pop()
        if word == _ALONE or word.startswith(tuple(f"{flag}=" for flag in _WITH_VALUE)):
            taken.append(word)
        elif word in _WITH_VALUE:
            taken += [word, rest.pop()] if rest else [word]
        else:
            left.append(word)
    given, _ = FlagParser(GLOBAL_FLAGS).parse(taken)
    for flag in GLOBAL_FLAGS:
        if flag.parameter in given:
            settings.flags[flag.setting] = setting_text(given[flag.parameter])
    return left
