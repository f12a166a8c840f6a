"""Reports of ``unittest`` for other programs: JUnit, NUnit 2.5, xUnit.net v2, SonarQube, TAP."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from ....core.errors import UsageError
from ....core.golib.oserrors import path_error
from ....core.model.chart_tests import ERROR, FAILED, PASSED, SKIPPED

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ....core.model.chart_tests import ChartTestResult

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FRAMEWORK = "pilothouse unittest"

_Suites = list[tuple[str, str, list["ChartTestResult"]]]


def write_report(path: str, form: str, results: Sequence[ChartTestResult]) -> None:
    """Write a report in one of the formats of `REPORTS` into a file. Raises UsageError."""
    suites = [
        (file, suite, list(members))
        for (file, suite), members in groupby(results, key=lambda result: (result.file, result.suite))
    ]
    write_text(path, REPORTS[form](suites))


def write_text(path: str, text: str) -> None:
    """Write a text into a file that the user has named. Raises UsageError."""
    try:
        with open(path, "w", encoding="utf-8", errors="replace") as stream:
            stream.write(text)
    except (OSError, ValueError) as error:
        raise UsageError(path_error("open", path, error) if isinstance(error, OSError) else str(error)) from None


def _junit(suites: _Suites) -> str:
    root = _element(None, "testsuites")
    for number, (file, suite, results) in enumerate(suites):
        below = _element(
            root,
            "testsuite",
            id=str(number),
            name=suite or file,
            file=file,
            tests=str(len(results)),
            failures=_count(results, FAILED),
            errors=_count(results, ERROR),
            skipped=_count(results, SKIPPED),
            time=_time(results),
        )
        for result in results:
            case = _element(below, "testcase", classname=suite or file, name=_name(result), time=_time([result]))
            if result.outcome == SKIPPED:
                _element(case, "skipped", message=" ".join(result.lines))
            elif result.outcome != PASSED:
                kind = "failure" if result.outcome == FAILED else "error"
                _element(case, kind, _text(result), message=_first_line(result), type="")
    return _document(root)


def _xunit(suites: _Suites) -> str:
    root = _element(None, "assemblies")
    for file, suite, results in suites:
        counts = {
            "total": str(len(results)),
            "passed": _count(results, PASSED),
            "failed": _count(results, FAILED),
            "skipped": _count(results, SKIPPED),
            "time": _time(results),
        }
        attributes = {"name": file, "config-file": file, "test-framework": _FRAMEWORK, **counts}
        below = _element(root, "assembly", errors=_count(results, ERROR), **attributes)
        collection = _element(below, "collection", name=suite or file, **counts)
        for result in results:
            outcome = {PASSED: "Pass", SKIPPED: "Skip"}.get(result.outcome, "Fail")
            test = _element(
                collection,
                "test",
                name=_name(result),
                type=suite or file,
                method="Helm-Validation",
                time=_time([result]),
                result=outcome,
            )
            if result.outcome == SKIPPED:
                _element(test, "reason", " ".join(result.lines))
            elif result.outcome != PASSED:
                suffix = "-Error" if result.outcome == ERROR else ""
                failure = _element(test, "failure", **{"exception-type": f"Helm-Validation{suffix}"})
                _element(failure, "message", _first_line(result))
                _element(failure, "stack-trace", _text(result))
    return _document(root)


def _nunit(suites: _Suites) -> str:
    results = [result for _, _, members in suites for result in members]
    root = _element(
        None,
        "test-results",
        name=_FRAMEWORK,
        total=str(len(results)),
        errors=_count(results, ERROR),
        failures=_count(results, FAILED),
        skipped=_count(results, SKIPPED),
        **{"not-run": _count(results, SKIPPED)},
    )
    for file, suite, members in suites:
        good = not any(result.outcome in (FAILED, ERROR) for result in members)
        below = _element(root, "test-suite", type="TestFixture", name=suite or file, description=file)
        below.attrib.update(_ending("Success" if good else "Failure"), time=_time(members), executed="true")
        cases = _element(below, "results")
        for result in members:
            ending = {PASSED: "Success", SKIPPED: "Skipped", ERROR: "Error"}.get(result.outcome, "Failure")
            case = _element(cases, "test-case", name=_name(result), description=suite or file)
            case.attrib.update(_ending(ending), time=_time([result]))
            case.set("executed", str(result.outcome != SKIPPED).lower())
            if result.outcome == SKIPPED:
                _element(_element(case, "reason"), "message", " ".join(result.lines))
            elif result.outcome != PASSED:
                failure = _element(case, "failure")
                _element(failure, "message", _first_line(result))
                _element(failure, "stack-trace", _text(result))
    return _document(root)


def _ending(result: str) -> dict[str, str]:
    return {"success": str(result == "Success").lower(), "result": result, "asserts": "0"}


def _sonar(suites: _Suites) -> str:
    root = _element(None, "testExecutions", version="1")
    for file, members in groupby(suites, key=lambda suite: suite[0]):
        below = _element(root, "file", path=file)
        for _, _, results in members:
            for result in results:
                milliseconds = str(int(result.seconds * 1000))
                case = _element(below, "testCase", name=_name(result), duration=milliseconds)
                if result.outcome == SKIPPED:
                    _element(case, "skipped", message=" ".join(result.lines))
                elif result.outcome != PASSED:
                    kind = "failure" if result.outcome == FAILED else "error"
                    _element(case, kind, _text(result), message=_first_line(result))
    return _document(root)


def _tap(suites: _Suites) -> str:
    results = [(suite or file, result) for file, suite, members in suites for result in members]
    lines = ["TAP version 13", f"1..{len(results)}"]
    for number, (suite, result) in enumerate(results, 1):
        good = "ok" if result.outcome in (PASSED, SKIPPED) else "not ok"
        title = re.sub(r"[\x00-\x1f#]", " ", f"{suite}: {_name(result)}")
        skip = f" # SKIP {' '.join(result.lines)}".replace("\n", " ") if result.outcome == SKIPPED else ""
        lines.append(f"{good} {number} - {title}{skip}")
        if good != "ok":
            lines += [f"# {line}" for text in result.lines for line in text.splitlines()]
    return "\n".join(lines) + "\n"


REPORTS: dict[str, Callable[[_Suites], str]] = {
    "junit": _junit,
    "nunit": _nunit,
    "xunit": _xunit,
    "sonar": _sonar,
    "tap": _tap,
}
"""What makes the text of a report, by the name of the format in lower case."""


def _element(parent: Element | None, tag: str, text: str = "", **attributes: str) -> Element:
    """A new element; characters that XML cannot hold are replaced."""
    from xml.etree import ElementTree as ET

    clean = {name: _NOT_XML.sub("\ufffd", value) for name, value in attributes.items()}
    element = ET.Element(tag, clean) if parent is None else ET.SubElement(parent, tag, clean)
    if text:
        element.text = _NOT_XML.sub("\ufffd", text)
    return element


def _document(root: Element) -> str:
    from xml.etree import ElementTree as ET

    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _count(results: Sequence[ChartTestResult], outcome: str) -> str:
    return str(sum(result.outcome == outcome for result in results))


def _time(results: Sequence[ChartTestResult]) -> str:
    return f"{sum(result.seconds for result in results):.3f}"


def _name(result: ChartTestResult) -> str:
    return result.name or "(test file)"


def _text(result: ChartTestResult) -> str:
    return "\n".join(result.lines)


def _first_line(result: ChartTestResult) -> str:
    return result.lines[0].strip() if result.lines else ""
