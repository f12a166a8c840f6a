"""The error of reading and writing YAML."""

from __future__ import annotations

from .types import GoError


class YamlError(GoError):
    """YAML that cannot be read, or a value that cannot be written as YAML.

    The text is word for word what go-yaml and ghodss/yaml say, with their way of counting lines. `line` and `column`
    (from 1, None when unknown) say where reading stopped.
    """

    def __init__(self, text: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(text)
        self.line = line
        self.column = column

    def within(self, doing: str) -> YamlError:
        """The same error as reported by a caller that says what it was `doing`."""
        return YamlError(f"{doing}: {self}", self.line, self.column)
