"""Running one test: render, then ask its assertions, and say how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import PilothouseError
from ....core.model.chart_tests import ERROR, FAILED, PASSED, SKIPPED
from ....core.model.render import ReleaseContext
from ....core.process_limits import ProcessLimitError
from . import wording
from .checks import Subject
from .documents import DocumentError
from .overrides import at_path, lay_over, scoped
from .rendering import Choice, Circumstances
from .selection import SelectionError, select, templates_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .documents import DocumentReader, Documents
    from .rendering import ChartRenderer, Rendered
    from .snapshots import TestSnapshots
    from .suites import Assertion, Scope, Suite, Test

Ending = tuple[str, tuple[str, ...]]
"""The outcome of a test, and lines about it."""

_DEFAULT_NAME = "RELEASE-NAME"
_DEFAULT_NAMESPACE = "NAMESPACE"


class Bench:
    """What the tests of one test file share.

    `route` is the chart's name in the tree; `read_values` gives the values of a file that a test names, `cli_values`
    are those of the command line.
    """

    __slots__ = ("cli_values", "fail_fast", "now", "read_values", "reader", "renderer", "route")

    def __init__(
        self,
        renderer: ChartRenderer,
        reader: DocumentReader,
        route: str,
        read_values: Callable[[str], dict[str, Any]],
        cli_values: tuple[dict[str, Any], ...] = (),
        *,
        fail_fast: bool = False,
        now: int = 0,
    ) -> None:
        self.renderer = renderer
        self.reader = reader
        self.route = route
        self.read_values = read_values
        self.cli_values = cli_values
        self.fail_fast = fail_fast
        self.now = now


def run_test(bench: Bench, suite: Suite, test: Test, snapshots: TestSnapshots) -> Ending:
    """Run a test. Raises ProcessLimitError; everything else that is wrong is in what it gives."""
    refused = test.scope.refused or suite.scope.refused
    if refused:
        return ERROR, (refused,)
    try:
        values = _values(bench, suite.scope, test.scope)
        choice = Choice(bench.route, suite.scope.templates, suite.exclude)
        rendered = bench.renderer.render(values, choice, _circumstances(bench, suite.scope, test.scope))
        if rendered.failure is not None and not any(one.wants_failure for one in test.assertions):
            return ERROR, tuple(wording.problem(rendered.failure.message)[1:])
        documents = {name: bench.reader.read(name, text) for name, text in rendered.files.items()}
    except ProcessLimitError:
        raise
    except (DocumentError, PilothouseError) as error:
        return ERROR, (f"\t{error}",)
    lines: list[str] = []
    skipped = 0
    for index, assertion in enumerate(test.assertions):
        asked = _Asked(bench, suite.scope, test.scope, rendered, documents, snapshots)
        wrong = asked.about(assertion)
        if wrong is None:
            skipped += 1
        elif wrong:
            lines += [_title(index, assertion), *(f"\t{line}" for line in wrong), ""]
            if bench.fail_fast:
                break
    if lines:
        return FAILED, tuple(lines)
    return (SKIPPED, ("no template has such a document",)) if skipped == len(test.assertions) else (PASSED, ())


def _title(index: int, assertion: Assertion) -> str:
    return f"- asserts[{index}]{' NOT' if assertion.negated else ''} `{assertion.name}` fail"


class _Asked:
    """What the assertions of one test are asked about."""

    __slots__ = ("_bench", "_documents", "_rendered", "_snapshots", "_suite", "_test")

    def __init__(
        self,
        bench: Bench,
        suite: Scope,
        test: Scope,
        rendered: Rendered,
        documents: dict[str, Documents],
        snapshots: TestSnapshots,
    ) -> None:
        self._bench = bench
        self._suite = suite
        self._test = test
        self._rendered = rendered
        self._documents = documents
        self._snapshots = snapshots

    def about(self, assertion: Assertion) -> wording.Lines | None:
        """What is wrong; None when the assertion is about no document and the test says that it may be."""
        names, is_named = templates_of(assertion, self._test, self._suite, self._rendered, self._bench.route)
        failure = self._rendered.failure
        if assertion.wants_failure or failure is not None:
            concerned = [name for name in names if failure is None or failure.concerns(name)]
            template = names[0] if is_named and not concerned else ""
            if not assertion.wants_failure and failure is not None:
                return wording.problem(failure.message)
            return assertion.check.lines(self._subject(assertion, [], [], template))
        missing = [name for name in names if name not in self._documents]
        if missing:
            return wording.problem(f'template "{missing[0]}" not exists or not selected in test suite')
        found = {name: self._documents[name] for name in names}
        selector = assertion.selector or (
            None if assertion.document_index is not None else self._test.selector or self._suite.selector
        )
        index = next(
            (one for one in (assertion.document_index, self._test.document_index, self._suite.document_index)
             if one is not None), None,
        )  # fmt: skip
        try:
            selected = select(found, index, selector)
        except SelectionError as error:
            return wording.problem(str(error))
        if not selected:
            if selector is not None and selector.skip_empty and assertion.selector is None:
                return None
            return assertion.check.lines(self._subject(assertion, [], [], ""))
        wrong: wording.Lines = []
        for name in sorted(selected):
            lines = assertion.check.lines(self._subject(assertion, found[name], selected[name], name))
            wrong += [f"Template:\t{name}", *lines] if lines else []
        return wrong

    def _subject(self, assertion: Assertion, documents: Documents, selected: Documents, template: str) -> Subject:
        return Subject(
            documents,
            selected,
            negative=assertion.negative,
            snapshots=self._snapshots,
            failure=self._rendered.failure,
            template=template,
            fail_fast=self._bench.fail_fast,
        )


def _values(bench: Bench, suite: Scope, test: Scope) -> dict[str, Any]:
    """The values of a test for the whole tree: files of the suite, the command line and the test, then ``set``."""
    values: dict[str, Any] = {}
    route = tuple(bench.route.split("/")[2::2])
    given = (
        *(bench.read_values(name) for name in suite.values),
        *bench.cli_values,
        *(bench.read_values(name) for name in test.values),
        *(at_path(path, value) for path, value in (*suite.set, *test.set)),
    )
    for one in given:
        values = lay_over(values, scoped(one, route))
    return values


def _circumstances(bench: Bench, suite: Scope, test: Scope) -> Circumstances:
    """What suite and test say of the release, the chart and Kubernetes; the test counts before the suite."""
    release = {**suite.release, **test.release}
    chart = {**suite.chart, **test.chart}
    kube = {**suite.capabilities, **test.capabilities}
    upgrade = bool(release.get("upgrade"))
    own, shared = test.capabilities.get("apiVersions", ()), suite.capabilities.get("apiVersions") or ()
    return Circumstances(
        ReleaseContext(
            release.get("name", _DEFAULT_NAME),
            release.get("namespace", _DEFAULT_NAMESPACE),
            revision=release.get("revision", 0),
            is_install=not upgrade,
            is_upgrade=upgrade,
            time=bench.now,
        ),
        kube_version=(kube.get("majorVersion", ""), kube.get("minorVersion", "")),
        api_versions=() if own is None else (*own, *shared),
        version=chart.get("version", ""),
        app_version=chart.get("appVersion", ""),
    )
