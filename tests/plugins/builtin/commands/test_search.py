from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pilothouse.core.testkit import Outcome, run, write_plugins

Search = Callable[..., Outcome]

MAIN = """
apiVersion: v1
entries:
  alpha:
  - {name: alpha, version: 1.1.0-beta.1, appVersion: "1", description: The first letter, keywords: [sql, Key]}
  - {name: alpha, version: 1.0.0, appVersion: "1", description: The first letter, keywords: [sql, Key]}
  - {name: alpha, version: 0.10.0, description: A database}
  - {name: alpha, version: 0.2.0, description: A database}
  Beta:
  - {name: Beta, version: 2.0.0, appVersion: "7", description: Comes after alpha}
  dev:
  - {name: dev, version: 0.1.0-rc.1}
  odd:
  - {name: odd, version: not a version}
  empty: []
"""
OTHER = """
apiVersion: v1
entries:
  gamma:
  - {name: gamma, version: 0.1.0, description: "alpha, beta, gamma"}
"""
MISSING = "WARNING: Repo \"{}\" is corrupt or missing. Try 'helm repo update'.\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return write_home(tmp_path, main=MAIN, other=OTHER)


def write_home(folder: Path, **indexes: str) -> Path:
    """A home with repositories whose indexes have these texts."""
    cache = folder / "home" / "repository" / "cache"
    cache.mkdir(parents=True)
    rows = ""
    for name, text in indexes.items():
        rows += f"- {{name: {name}, url: 'http://{name}', cache: {name}-index.yaml}}\n"
        (cache / f"{name}-index.yaml").write_text(text)
    (cache.parent / "repositories.yaml").write_text(f"apiVersion: v1\nrepositories:\n{rows}")
    return folder / "home"


@pytest.fixture
def search(home: Path) -> Search:
    def call(*words: str, **variables: str) -> Outcome:
        environment = {"HELM_HOME": str(home), "HOME": str(home.parent), "PILOTHOUSE_HINTS": "never"}
        return run(["search", *words], environment={**environment, **variables}, program="helm")

    return call


def found(outcome: Outcome) -> list[tuple[str, str]]:
    """Name and version of each row."""
    assert (outcome.code, outcome.stderr) == (0, "")
    cells = [[cell.strip() for cell in line.split("\t")] for line in outcome.stdout.splitlines()]
    return [(row[0], row[1]) for row in cells[1:]]


def test_without_a_keyword_the_newest_release_of_every_chart_is_shown(search: Search) -> None:
    assert search() == (
        0,
        "NAME       \tCHART VERSION\tAPP VERSION\tDESCRIPTION       \n"
        "main/Beta  \t2.0.0        \t7          \tComes after alpha \n"
        "main/alpha \t1.0.0        \t1          \tThe first letter  \n"
        "main/odd   \tnot a version\t           \t                  \n"
        "other/gamma\t0.1.0        \t           \talpha, beta, gamma\n",
        "",
    )


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        (["alpha"], [("main/alpha", "1.0.0"), ("main/beta", "2.0.0"), ("other/gamma", "0.1.0")]),
        (["ALPHA,", "beta"], [("other/gamma", "0.1.0")]),
        (["key"], [("main/alpha", "1.0.0")]),
        (["database"], [("main/alpha", "0.10.0")]),
        (["-l", "database"], [("main/alpha", "0.10.0"), ("main/alpha", "0.2.0")]),
        (["main/"], [("main/alpha", "1.0.0"), ("main/beta", "2.0.0"), ("main/odd", "not a version")]),
        (["\vother/gamma\v"], [("other/gamma", "0.1.0")]),
        (["--devel", "alpha"], [("main/alpha", "1.1.0-beta.1"), ("main/beta", "2.0.0"), ("other/gamma", "0.1.0")]),
        (["--devel", "dev"], [("main/dev", "0.1.0-rc.1")]),
        (["--version", "<1.0.0", "alpha"], [("other/gamma", "0.1.0"), ("main/alpha", "0.10.0")]),
        (["-v", "~0.2", "--devel"], [("main/alpha", "0.2.0"), ("main/odd", "not a version")]),
        (["-r", "B.ta"], [("main/Beta", "2.0.0")]),
        (["-r", "\\vmain/alpha\\v"], [("main/alpha", "1.0.0")]),
        (["-r", "^$|letter"], [("main/alpha", "1.0.0")]),
        (
            [""],
            [("main/alpha", "1.0.0"), ("main/beta", "2.0.0"), ("main/odd", "not a version"), ("other/gamma", "0.1.0")],
        ),
    ],
)
def test_charts_are_found_by_all_that_they_say(search: Search, words: list[str], rows: list[tuple[str, str]]) -> None:
    assert sorted(found(search(*words))) == sorted(rows)


def test_the_earlier_the_field_of_the_match_the_higher_the_row(search: Search) -> None:
    assert [name for name, _ in found(search("alpha"))] == ["main/alpha", "main/beta", "other/gamma"]
    assert [name for name, _ in found(search("beta"))] == ["main/beta", "other/gamma"]


def test_all_versions_come_newest_first(search: Search) -> None:
    assert found(search("-l", "--devel", "-r", "^alpha")) == [
        ("main/alpha", "1.1.0-beta.1"),
        ("main/alpha", "1.0.0"),
        ("main/alpha", "0.10.0"),
        ("main/alpha", "0.2.0"),
    ]


def test_what_is_not_found_is_said_or_null(search: Search) -> None:
    assert search("nosuch") == (0, "No results found\n", "")
    assert search("nosuch", "-o", "json") == (0, "null\n", "")
    assert search("nosuch", "-o", "yaml") == (0, "null\n\n", "")


def test_results_are_printed_as_documents(search: Search) -> None:
    assert search("database", "-o", "json") == (
        0,
        '[{"Name":"main/alpha","Version":"0.10.0","AppVersion":"","Description":"A database"}]\n',
        "",
    )
    assert search("database", "-o", "yaml") == (
        0,
        '- AppVersion: ""\n  Description: A database\n  Name: main/alpha\n  Version: 0.10.0\n\n',
        "",
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-o", "xml"], "unsupported format xml"),
        (["--version", "bad!"], "an invalid version/constraint format: improper constraint: bad!"),
        (["-r", "a("], "error parsing regexp: missing closing ): `a(`"),
    ],
)
def test_what_cannot_be_done_is_said_in_helms_words(search: Search, words: list[str], message: str) -> None:
    assert search(*words) == (1, "", f"Error: {message}\n")


def test_debugging_says_which_versions_are_meant(search: Search) -> None:
    assert search("--debug", "nosuch").stdout == (
        '[debug] Original chart version: ""\n[debug] setting version to >0.0.0\nNo results found\n'
    )
    assert search("--debug", "--version", "1", "nosuch").stdout.splitlines()[0] == '[debug] Original chart version: "1"'


def test_an_index_that_cannot_be_read_is_told_of_and_left_out(search: Search, home: Path) -> None:
    cache = home / "repository" / "cache"
    (cache / "main-index.yaml").write_text("a: [")
    (cache / "other-index.yaml").unlink()
    assert search() == (0, MISSING.format("main") + MISSING.format("other") + "No results found\n", "")


def test_who_reads_along_is_told_why_an_index_cannot_be_read(search: Search, home: Path) -> None:
    (home / "repository" / "cache" / "main-index.yaml").write_text("a: [")
    outcome = search("gamma", PILOTHOUSE_HINTS="always")
    assert outcome.stderr == "yaml: line 1: did not find expected node content\n"


def test_a_null_entry_is_a_corrupt_index_and_no_crash(search: Search, home: Path) -> None:
    index = home / "repository" / "cache" / "main-index.yaml"
    index.write_text("apiVersion: v1\nentries: {x: [null, null]}")
    assert search("gamma").stdout.startswith(MISSING.format("main") + "NAME")


def test_control_characters_of_an_index_do_not_reach_the_terminal(tmp_path: Path, search: Search, home: Path) -> None:
    index = home / "repository" / "cache" / "other-index.yaml"
    index.write_text('apiVersion: v1\nentries: {evil: [{name: evil, version: 1.0.0, description: "\\e[2Jhi\\u202e"}]}')
    assert "\\x1b[2Jhi\\u202e" in search("evil").stdout
    assert "\x1b" not in search("evil").stdout


def test_a_long_cell_is_cut_to_the_width_that_is_asked_for(search: Search) -> None:
    assert search("--col-width", "6", "gamma").stdout == (
        "NAME  \tCHA...\tAPP...\tDES...\noth...\t0.1.0 \t      \talp...\n"
    )


def test_the_same_chart_shown_from_two_names_is_ordered_by_version(tmp_path: Path) -> None:
    index = """
apiVersion: v1
entries:
  a: [{name: a, version: 2.0.0}, {name: a, version: text}]
  A: [{name: A, version: 3.0.0}, {name: A, version: 1.0.0}]
"""
    environment = {"HELM_HOME": str(write_home(tmp_path, main=index)), "HOME": str(tmp_path)}
    outcome = run(["search", "-l", "a"], environment=environment, program="helm")
    assert found(outcome) == [("main/a", version) for version in ("3.0.0", "2.0.0", "1.0.0", "text")]


def test_a_chart_is_shown_under_the_name_in_the_index_and_searched_by_its_own(tmp_path: Path) -> None:
    index = "apiVersion: v1\nentries:\n  listed: [{name: own, version: 1.0.0}]\n  cut$$off: [{version: 1.0.0}]\n"
    environment = {"HELM_HOME": str(write_home(tmp_path, main=index)), "HOME": str(tmp_path)}
    assert found(run(["search"], environment=environment)) == [("main/cut", "1.0.0"), ("main/listed", "1.0.0")]
    assert found(run(["search", "own"], environment=environment)) == [("main/listed", "1.0.0")]
    assert run(["search", "listed"], environment=environment).stdout == "No results found\n"


PLUGIN = """
from pilothouse.core.model.repository import ChartRow
from pilothouse.hookspecs import hookimpl


class Index:
    def rows(self):
        yield ChartRow("remote", "1.0.0", "2", "from a server", "")


@hookimpl
def helm_open_repository_index(entry):
    return Index() if entry.url == "http://main" else None
"""


def test_the_index_of_a_repository_plugin_is_searched_too(tmp_path: Path, search: Search) -> None:
    write_plugins(tmp_path / "plugins", {"bucket": PLUGIN})
    assert found(search(PILOTHOUSE_PLUGINS_DIR=str(tmp_path / "plugins"))) == [
        ("main/remote", "1.0.0"),
        ("other/gamma", "0.1.0"),
    ]


def test_charts_of_a_repository_without_a_name_stand_alone(tmp_path: Path) -> None:
    home = write_home(tmp_path, **{"": OTHER})
    environment = {"HELM_HOME": str(home), "HOME": str(tmp_path), "PILOTHOUSE_HINTS": "never"}
    listed = run(["search", "-o", "yaml"], environment=environment, program="helm")
    assert "Name: gamma\n" in listed.stdout
