"""Which templates and which of their documents an assertion is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .equality import same
from .paths import PathError
from .rendering import full_name, template_pattern

if TYPE_CHECKING:
    from .documents import Documents
    from .rendering import Rendered
    from .suites import Assertion, Scope, Selector


class SelectionError(Exception):
    """There is no such document, or there are several."""


def templates_of(
    assertion: Assertion, test: Scope, suite: Scope, rendered: Rendered, route: str
) -> tuple[list[str], bool]:
    """The full names of an assertion's templates, sorted, and whether the test file names them.

    An assertion's own template counts first, then those of the test, then those of the suite; a name with ``*`` stands
    for all rendered ones that fit. Where none are named, they are all that were rendered.
    """
    names = (assertion.template,) if assertion.template else test.templates or suite.templates
    if not names:
        return rendered.chosen, False
    found: dict[str, None] = {}
    is_named = False
    for name in names:
        if "*" in name:
            pattern = template_pattern(route, name)
            found.update((one, None) for one in rendered.chosen if pattern.fullmatch(one))
        else:
            is_named = True
            found[full_name(route, name)] = None
    return sorted(found), is_named


def select(documents: dict[str, Documents], index: int | None, selector: Selector | None) -> dict[str, Documents]:
    """The documents that count, by template; templates without any are left out where the selector says so.

    A selector counts before an index. Raises SelectionError.
    """
    if selector is not None:
        return _by_selector(documents, selector)
    if index is None:
        return documents
    selected = {}
    for template, found in documents.items():
        if index >= len(found):
            raise SelectionError(f"document index {index} is out of range: {template} has {len(found)} document(s)")
        selected[template] = [found[index]]
    return selected


def _by_selector(documents: dict[str, Documents], selector: Selector) -> dict[str, Documents]:
    selected: dict[str, Documents] = {}
    for template, found in documents.items():
        matching = [document for document in found if _matches(document, selector)]
        if not matching and not selector.skip_empty:
            raise SelectionError(f"document not found: no document of {template} matches {selector.path.text}")
        if matching:
            selected[template] = matching
    if not selector.match_many and sum(map(len, selected.values())) > 1:
        raise SelectionError(f"multiple indexes found: several documents match {selector.path.text}")
    return selected


def _matches(document: dict[str, object], selector: Selector) -> bool:
    try:
        values = selector.path.find(document)
    except PathError as error:
        raise SelectionError(str(error)) from None
    return any(selector.value is None or same(selector.value, value) for value in values)
