"""Which lines and branches of templates were reached while charts were rendered."""

from __future__ import annotations


class TemplateCoverage:
    """What was reached of one template.

    `name` is its full name (``parent/charts/child/templates/x.yaml``), `source` its text. `statements` are the lines
    (from 1) on which something is executed: an action, a control structure, text that is more than white space; the
    value says how often. `branches` are the ways on from a control structure, as (line, column, arm) where the arm is
    ``if``, ``else if``, ``else``, ``body``, ``empty`` …; a way without a text of its own (no ``else``) counts too.
    """

    __slots__ = ("branches", "name", "source", "statements")

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.source = source
        self.statements: dict[int, int] = {}
        self.branches: dict[tuple[int, int, str], int] = {}


class Coverage:
    """What was reached of all templates, over any number of renderings: give it to each in `RenderOptions.coverage`.

    An engine that measures calls `template` for every template of a chart, so that what was never reached is known too.
    `unmeasured` are templates of engines that do not, by name.
    """

    __slots__ = ("templates", "unmeasured")

    def __init__(self) -> None:
        self.templates: dict[str, TemplateCoverage] = {}
        self.unmeasured: dict[str, str] = {}

    def template(self, name: str, source: str) -> TemplateCoverage:
        """The coverage of a template, new when it is first asked for or its source is another one."""
        known = self.templates.get(name)
        if known is None or known.source != source:
            known = self.templates[name] = TemplateCoverage(name, source)
        return known
