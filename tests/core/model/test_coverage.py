from __future__ import annotations

from threading import Thread

import pytest
from pilothouse.core.model.coverage import Coverage, CoverageFigures, TemplateCoverage


def add(coverage: Coverage, name: str, statements: dict[int, int], source: str = "text") -> None:
    coverage.add(name, source, statements, {})


def test_executions_add_up_and_what_was_not_reached_is_known() -> None:
    coverage = Coverage()
    coverage.add("web/templates/a", "text", {1: 2, 2: 0}, {(1, 1, "if"): 0, (1, 1, "no else"): 2})
    coverage.add("web/templates/a", "text", {1: 1, 2: 0}, {(1, 1, "if"): 0, (1, 1, "no else"): 1})
    (one,) = coverage.files()
    assert (one.statements, one.branches) == ({1: 3, 2: 0}, {(1, 1, "if"): 0, (1, 1, "no else"): 3})
    assert (one.missed_lines(), one.partial_lines()) == ([2], {1: [(1, 1, "if")]})
    assert one.figures == coverage.figures == CoverageFigures(2, 1, 2, 1, 1)


def test_a_line_that_was_not_reached_is_missed_and_not_partial() -> None:
    one = TemplateCoverage("a", "")
    one.add({1: 0}, {(1, 1, "if"): 0, (1, 1, "else"): 0})
    assert one.partial_lines() == {}
    assert one.figures == CoverageFigures(1, 1, 2, 2, 0)


@pytest.mark.parametrize(
    ("figures", "percent"),
    [
        (CoverageFigures(), 100.0),
        (CoverageFigures(lines=3, missed=1), 66.6),
        (CoverageFigures(lines=1, branches=2, missed_branches=1), 66.6),
        (CoverageFigures(lines=100_000, missed=1), 99.9),
        (CoverageFigures(lines=7), 100.0),
    ],
)
def test_percentages_are_of_lines_and_branches_and_never_rounded_up(figures: CoverageFigures, percent: float) -> None:
    assert figures.percent == percent


def test_no_template_is_nothing_to_miss() -> None:
    assert Coverage().figures == CoverageFigures()
    assert Coverage().files() == []


def test_copies_of_a_file_under_other_charts_count_together() -> None:
    coverage = Coverage()
    add(coverage, "web/charts/two/templates/_h.tpl", {1: 0, 2: 4})
    add(coverage, "web/charts/one/templates/_h.tpl", {1: 1, 2: 0})
    add(coverage, "web/templates/_h.tpl", {1: 0}, "another text")
    add(coverage, "web/templates/sub/_h.tpl", {1: 0})
    files = [(file.name, file.copies, file.statements) for file in coverage.files()]
    assert files == [
        ("web/charts/one/templates/_h.tpl", ("web/charts/two/templates/_h.tpl",), {1: 1, 2: 4}),
        ("web/templates/_h.tpl", (), {1: 0}),
        ("web/templates/sub/_h.tpl", (), {1: 0}),
    ]


def test_a_template_that_changes_between_renderings_is_kept_apart() -> None:
    coverage = Coverage()
    add(coverage, "web/templates/a", {1: 1}, "one")
    add(coverage, "web/templates/a", {1: 0}, "two")
    assert [(file.source, file.statements) for file in coverage.files()] == [("one", {1: 1}), ("two", {1: 0})]


def test_templates_can_be_left_out_by_patterns() -> None:
    coverage = Coverage()
    for name in ("web/templates/a", "web/charts/db/templates/a", "web/charts/db/charts/x/templates/b"):
        add(coverage, name, {1: 1}, name)
    coverage.unmeasured.update({"web/charts/db/templates/c": "jinja2", "web/templates/d": "jinja2"})
    kept = coverage.without(["*/charts/db/*"])
    assert [file.name for file in kept.files()] == ["web/templates/a"]
    assert kept.unmeasured == {"web/templates/d": "jinja2"}
    assert len(coverage.templates) == 3


def test_threads_may_count_at_once() -> None:
    coverage = Coverage()
    threads = [Thread(target=lambda: [add(coverage, "a", {1: 1}) for _ in range(500)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert coverage.files()[0].statements == {1: 2000}
