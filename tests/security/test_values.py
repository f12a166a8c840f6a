from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from security.attacks import chart, pilothouse

_NAMES = "abcdefghijkl"
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in pairwise(_NAMES)
)
MERGES = "a: &a {x: 1}\n" + "".join(
    f"{name}: &{name} {{<<: [{','.join([f'*{before}'] * 9)}]}}\n"
    for before, name in pairwise(_NAMES)
)
UNSAFE = "a: !!python/object/apply:os.mkdir ['owned']\n"


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "a: " + "[" * 1_000_000,
        "{a: " * 200_000,
        "".join(" " * depth + "a:\n" for depth in range(3000)),
        "- " * 100_000,
        "? " * 100_000,
        "a: &a [*a]\n",
        "null",
        "scalar",
        "- a\n",
        "a: \x00",
        "a: b: c",
        "%YAML 9.9\n---\na: b",
    ],
    ids=lambda text: text[:12],
)
@pytest.mark.parametrize("name", ["Chart.yaml", "requirements.yaml", "values.yaml", "-f"])
def test_any_yaml_gives_a_chart_or_a_declared_error(tmp_path: Path, name: str, text: str) -> None:
    folder = chart(tmp_path / "c", {name: text})
    given = ("-f", str(folder / "-f")) if name == "-f" else ()
    done = pilothouse("template", str(folder), *given)
    assert done.code == 0 or done.error()


@pytest.mark.parametrize("name", ["Chart.yaml", "requirements.yaml", "values.yaml"])
def test_tags_of_other_languages_run_nothing(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = pilothouse("template", str(chart(tmp_path / "c", {name: UNSAFE})))
    assert done.code == 0 or done.error()
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize("name", ["Chart.yaml", "requirements.yaml", "values.yaml"])
def test_merge_keys_do_not_multiply(tmp_path: Path, name: str) -> None:
    done = pilothouse("template", str(chart(tmp_path / "c", {name: MERGES})))
    assert done.code == 0 or done.error()


@pytest.mark.parametrize(
    "text",
    [
        "a[2147483647]=1",
        "a[-1]=1",
        "a." * 30_000 + "b=1",
        "a" + "[0]" * 30_000 + "=1",
        ",".join(f"a{number}[60000]=1" for number in range(5000)),
        "a={" * 30_000,
        "a[" + "1" * 100_000 + "]=1",
        "a=null,a.b=1",
        "a=1,a.b=1",
    ],
    ids=lambda text: text[:12],
)
@pytest.mark.parametrize("flag", ["--set", "--set-string", "--set-file"])
def test_bombs_in_set_are_declared_errors(tmp_path: Path, flag: str, text: str) -> None:
    done = pilothouse("template", str(chart(tmp_path / "c")), flag, text)
    assert done.error().startswith(f"failed parsing {flag} data: ") or done.code == 0


def test_aliases_of_aliases_do_not_multiply(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {}
    for depth in range(30):
        below = "".join(f"charts/c{level}/" for level in range(1, depth + 1))
        files[f"{below}Chart.yaml"] = f"name: c{depth}\nversion: 1.0.0\n"
        files[f"{below}requirements.yaml"] = "dependencies:\n" + "".join(
            f"- {{name: c{depth + 1}, version: '*', repository: x, alias: {alias}}}\n" for alias in "pq"
        )
    files[f"{below}requirements.yaml"] = ""
    assert pilothouse("template", str(chart(tmp_path / "c", files))).error() == (
        "requirements make more than the maximum of 1000 subcharts"
    )


@pytest.mark.parametrize("alias", ["../x", "a/b", ".", "a b", '"a\\eb"', '"\\u202e"'])
def test_an_alias_must_be_a_name(tmp_path: Path, alias: str) -> None:
    folder = chart(
        tmp_path / "c",
        {
            "requirements.yaml": f"dependencies:\n- {{name: d, version: '*', repository: x, alias: {alias}}}\n",
            "charts/d/Chart.yaml": "name: d\nversion: 1.0.0\n",
        },
    )
    assert pilothouse("template", str(folder)).error() == 'illegal alias name in "d"'


def test_very_many_dependencies_are_refused(tmp_path: Path) -> None:
    text = "dependencies:\n" + "- {name: d, version: '*'}\n" * 1001
    assert pilothouse("template", str(chart(tmp_path / "c", {"requirements.yaml": text}))).error() == (
        "cannot load requirements: requirements.yaml has more than the maximum of 1000 dependencies"
    )


@pytest.mark.parametrize("text", ["dependencies: [null]", "dependencies: null", "dependencies: {}", "null", "[]", "x"])
def test_requirements_without_content_do_not_crash(tmp_path: Path, text: str) -> None:
    done = pilothouse("template", str(chart(tmp_path / "c", {"requirements.yaml": text})))
    assert done.code == 0 or done.error()


@pytest.mark.parametrize("text", ["", "null", "x", "[]", "{}", "name: null", "maintainers: [null]", "maintainers:"])
def test_chart_files_without_content_do_not_crash(tmp_path: Path, text: str) -> None:
    assert pilothouse("template", str(chart(tmp_path / "c", {"Chart.yaml": text}))).error()
