"""The rules of .helmignore: which paths of a chart directory are not loaded.

Rule: pkg/ignore/rules.go. One pattern a line, the first decisive rule wins; ``!`` does not re-include, it ignores at
once what does *not* match.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import ChartError
from ....core.golib.filepath import match
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.golib.utf8 import WHITE_SPACE

if TYPE_CHECKING:
    from collections.abc import Callable

FILE_NAME = ".helmignore"
_HIDDEN_TEMPLATES = "templates/.?*"
_LONGEST_LINE = 64 * 1024


class IgnoreRules:
    """The rules of one .helmignore, in order, with the rule that every chart has at the end."""

    __slots__ = ("_rules", "_warn")

    def __init__(self, text: str = "", warn: Callable[[str], None] | None = None) -> None:
        """Parse the text of a .helmignore. `warn` is told whenever a pattern turns out to be broken.

        Raises ChartError for a pattern that cannot be used.
        """
        self._warn = warn
        self._rules: list[_Rule] = []
        for line in text.split("\n"):
            if len(line) >= _LONGEST_LINE:
                raise ChartError("bufio.Scanner: token too long")
            self._add(line)
        self._add(_HIDDEN_TEMPLATES)

    def ignores(self, path: str, is_directory: bool) -> bool:
        """Whether the file or directory at `path` (relative to the chart, ``/`` between names) is left out."""
        if path in ("", ".", "./"):
            return False
        for rule in self._rules:
            wrong_type = rule.directories_only and not is_directory
            if rule.negated:
                if wrong_type or not rule.matches(path):
                    return True
            elif not wrong_type and rule.matches(path):
                return True
        return False

    def _add(self, line: str) -> None:
        text = line.strip(WHITE_SPACE)
        if not text or text.startswith("#"):
            return
        if "**" in text:
            raise ChartError("double-star (**) syntax is not supported")
        try:
            match(text, "abc")
        except GoError as error:
            raise ChartError(str(error)) from None
        self._rules.append(_Rule(text, self._warn))


class _Rule:
    """One pattern: what it is matched against, and what a match means."""

    __slots__ = ("_pattern", "_warn", "base_name_only", "directories_only", "from_root", "negated")

    def __init__(self, text: str, warn: Callable[[str], None] | None) -> None:
        self._warn = warn
        self.negated = text.startswith("!")
        text = text[self.negated :]
        self.directories_only = text.endswith("/")
        self._pattern = text.removesuffix("/")
        self.from_root = self._pattern.startswith("/")
        self.base_name_only = "/" not in self._pattern

    def matches(self, path: str) -> bool:
        """Whether the pattern matches; one that turns out to be broken does not.

        Helm takes one leading slash away whenever it asks, so a pattern with two works from the second time on.
        """
        if self.from_root:
            self._pattern = self._pattern.removeprefix("/")
        name = path.rstrip("/").rpartition("/")[2] if self.base_name_only else path
        try:
            return match(self._pattern, name)
        except GoError as error:
            if self._warn is not None:
                self._warn(f"Failed to compile {quote(self._pattern)}: {error}")
            return False
