from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core.testkit import Outcome, run

METADATA = "apiVersion: v1\ndescription: Serves\nname: web\nversion: 1.0.0\n"
VALUES = "# how many\nreplicas: 1\n"
README = "# web\n\nServes.\n"


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    folder = tmp_path / "web"
    (folder / "docs").mkdir(parents=True)
    (folder / "Chart.yaml").write_text('version: 1.0.0\nname: "web"\ndescription: Serves\napiVersion: v1\nunknown: x\n')
    (folder / "values.yaml").write_text(VALUES)
    (folder / "ReadMe.md").write_text(README)
    (folder / "docs" / "README.md").write_text("another\n")
    return folder


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("inspect", f"{METADATA}\n---\n{VALUES}\n---\n{README}\n"),
        ("inspect chart", f"{METADATA}\n"),
        ("inspect values", f"{VALUES}\n"),
        ("inspect readme", f"{README}\n"),
    ],
)
def test_each_part_is_printed_as_helm_does(chart: Path, words: str, text: str) -> None:
    assert run([*words.split(), str(chart)]) == (0, text, "")


@pytest.mark.parametrize(
    ("words", "text"),
    [("inspect", f"{METADATA}\n---\n"), ("inspect values", ""), ("inspect readme", "")],
)
def test_parts_that_are_missing_are_passed_over(chart: Path, words: str, text: str) -> None:
    (chart / "values.yaml").unlink()
    (chart / "ReadMe.md").unlink()
    assert run([*words.split(), str(chart)]) == (0, text, "")


@pytest.mark.parametrize(("words", "text"), [("inspect", f"{METADATA}\n---\n\n---\n"), ("inspect values", "\n")])
def test_values_that_are_empty_are_there(chart: Path, words: str, text: str) -> None:
    (chart / "values.yaml").write_text("")
    (chart / "ReadMe.md").unlink()
    assert run([*words.split(), str(chart)]) == (0, text, "")


@pytest.mark.parametrize("name", ["README", "readme.txt", "Readme.MD"])
def test_a_readme_may_be_called_as_in_helm(chart: Path, name: str) -> None:
    (chart / "ReadMe.md").unlink()
    (chart / name).write_text("text")
    assert run(["inspect", "readme", str(chart)]).stdout == "text\n"


@pytest.mark.parametrize("part", ["", "chart", "values", "readme"])
@pytest.mark.parametrize("words", [(), ("a", "b")])
def test_one_chart_is_needed(part: str, words: tuple[str, ...]) -> None:
    outcome = run(["inspect", *filter(None, [part]), *words])
    assert outcome == (1, "", "Error: This command needs 1 argument: chart name\n")


def test_the_version_that_is_asked_for_is_told_with_debug(chart: Path) -> None:
    outcome = run(["inspect", "chart", str(chart), "--debug", "--devel", "--version", "1"])
    assert outcome == (0, f'[debug] Original chart version: "1"\n{METADATA}\n', "")


def _error(outcome: Outcome) -> tuple[int, str, str]:
    return outcome.code, outcome.stdout, outcome.stderr.splitlines()[0]


def test_a_chart_that_cannot_be_read_is_an_error(chart: Path) -> None:
    (chart / "Chart.yaml").unlink()
    message = f'Error: no Chart.yaml exists in directory "{chart}"'
    assert _error(run(["inspect", str(chart)])) == (1, "", message)


@pytest.mark.parametrize("flag", ["--username", "--password"])
def test_the_readme_takes_no_credentials(chart: Path, flag: str) -> None:
    assert run(["inspect", "chart", str(chart), flag, "x"]).code == 0
    assert _error(run(["inspect", "readme", str(chart), flag, "x"])) == (1, "", f"Error: unknown flag: {flag}")


def test_binary_texts_are_printed_to_the_byte(chart: Path) -> None:
    (chart / "values.yaml").write_bytes(b"a: \xff\xfe\n")
    assert run(["inspect", "values", str(chart)]).stdout.encode("utf-8", "surrogateescape") == b"a: \xff\xfe\n\n"
