from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.errors import ChartError
from pilothouse.core.model.lint import LintFinding, LintOptions, LintReport
from pilothouse.core.process_limits import ProcessLimitError
from pilothouse.core.testkit import make_kernel

RULES = """
    from pilothouse.core.entries import LintRuleEntry
    from pilothouse.core.errors import ChartError
    from pilothouse.core.model.lint import WARNING, LintFinding
    from pilothouse.hookspecs import hookimpl

    @hookimpl
    def helm_register_lint_rules():
        return [
            LintRuleEntry("always", "company:always"),
            LintRuleEntry("asked", "company:asked", enabled=False),
            LintRuleEntry("broken", "company:broken", enabled=False),
            LintRuleEntry("wrong", "company:wrong", enabled=False),
            LintRuleEntry("refusing", "company:refusing", enabled=False),
            LintRuleEntry("absent", "company:absent", enabled=False),
            LintRuleEntry("reading", "company:reading", enabled=False),
        ]

    def always(subject, kernel):
        yield LintFinding(WARNING, "a", subject.options.namespace, 3, 4)

    def asked(subject, kernel):
        return [LintFinding(WARNING, "b", subject.chart().name)]

    def broken(subject, kernel):
        yield LintFinding(WARNING, "c", "before")
        raise KeyError("x")

    def wrong(subject, kernel):
        return ["text"]

    def refusing(subject, kernel):
        raise ChartError("not today")

    def reading(subject, kernel):
        return [LintFinding(WARNING, "d", str(len(subject.rendered())))]
"""


def company(tmp_path: Path) -> Any:
    return make_kernel(tmp_path / "plugins", {"company": RULES})


def test_rules_of_plugins_run_after_the_built_in_ones_and_findings_carry_their_names(
    write_chart: Any, tmp_path: Path
) -> None:
    path = write_chart({"values.yaml": None})
    report = company(tmp_path).first("helm_lint_chart", path=str(path), options=LintOptions(namespace="x"))
    assert report == LintReport(
        (
            LintFinding(1, "values.yaml", "file does not exist", rule="values"),
            LintFinding(2, "a", "x", 3, 4, "always"),
        ),
        2,
    )


@pytest.mark.parametrize(
    ("enable", "disable", "rules"),
    [
        ((), (), ["always"]),
        (("asked",), (), ["always", "asked"]),
        (("asked",), ("always",), ["asked"]),
        (("reading", "all"), ("broken", "wrong", "refusing", "absent"), ["always", "asked", "reading"]),
        (("asked",), ("all",), ["asked"]),
        (("asked",), ("asked",), ["always"]),
    ],
)
def test_rules_are_chosen_by_name(
    write_chart: Any, tmp_path: Path, enable: tuple[str, ...], disable: tuple[str, ...], rules: list[str]
) -> None:
    options = LintOptions(enable=enable, disable=disable)
    path = str(write_chart({"values.yaml": ""}))
    report = company(tmp_path).first("helm_lint_chart", path=path, options=options)
    assert [finding.rule for finding in report.findings] == rules


def test_a_rule_that_fails_is_reported_as_its_plugin_s_and_the_others_go_on(lint: Any, tmp_path: Path) -> None:
    names = ("broken", "wrong", "refusing", "absent", "asked")
    kernel = company(tmp_path)
    origin = kernel.plugins[-1].origin
    who = f"plugin 'company' ({origin})"
    found = lint({"Chart.yaml": "name: web\n"}, kernel=kernel, enable=names, disable=("chart", "always"))
    assert found == [
        "WARNING b: web",
        "WARNING c: before",
        f"ERROR .: {who} failed in the lint rule broken: KeyError: 'x'",
        f"ERROR .: {who} failed in the lint rule wrong: TypeError: 'text' is no finding",
        "ERROR .: not today",
        f"ERROR .: {who} names 'company:absent' for 'absent', which cannot be loaded: "
        "AttributeError: module 'pilothouse_plugin_file_company' has no attribute 'absent'",
    ]


def test_a_chart_that_does_not_render_is_said_once(lint: Any, tmp_path: Path) -> None:
    files = {"templates/a.yaml": "{{ fail 5 }}"}
    first = lint(files, kernel=company(tmp_path), enable=("reading",), disable=("always",))
    alone = lint(files, kernel=company(tmp_path), enable=("reading",), disable=("all",))
    assert [line.partition(": ")[0] for line in (*first, *alone)] == ["ERROR templates/", "ERROR ."]
    assert first[0].partition(": ")[2] == alone[0].partition(": ")[2]


def test_what_is_no_chart_is_no_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    for path, shown, why in (
        ("gone/", "gone/Chart.yaml", "no such file or directory"),
        ("", "Chart.yaml", "no such file or directory"),
        ("file", "file/Chart.yaml", "not a directory"),
    ):
        with pytest.raises(ChartError) as caught:
            make_kernel().first("helm_lint_chart", path=path, options=LintOptions())
        assert caught.value.message == f"unable to check Chart.yaml file in chart: stat {shown}: {why}"


def test_the_name_of_the_current_folder_counts(write_chart: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write_chart())
    report = make_kernel().first("helm_lint_chart", path=".", options=LintOptions())
    assert report.findings == ()


def test_the_name_is_that_of_the_link_through_which_a_folder_was_entered(
    write_chart: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / "link"
    link.symlink_to(write_chart())
    monkeypatch.chdir(link)
    found = []
    for current in (str(link), str(tmp_path), "/gone", ""):
        kernel = make_kernel(environment={"PWD": current})
        report = kernel.first("helm_lint_chart", path=".", options=LintOptions())
        found.append([finding.text for finding in report.findings])
    assert found == [["directory name (link) and chart name (web) must be the same"], [], [], []]


def test_a_chart_that_computes_without_end_is_stopped(write_chart: Any) -> None:
    loop = "{{ range $i := until 60000 }}{{ range $j := until 60000 }}{{ end }}{{ end }}"
    path = str(write_chart({"templates/a.yaml": loop}))
    kernel = make_kernel(environment={"PILOTHOUSE_CPU_LIMIT": "1"})
    with pytest.raises(ProcessLimitError):
        kernel.first("helm_lint_chart", path=path, options=LintOptions())
