from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.errors import ValuesError
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.options import ValueSources
from pilothouse.plugins.builtin.requirements.process import process_requirements
from pilothouse.plugins.builtin.values.coalesce import coalesce_values
from pilothouse.plugins.builtin.values.explain import explain_value
from pilothouse.plugins.builtin.values.sources import SourceReader


class Asked:
    """The part of the kernel that answers, with the built-in answers."""

    def warn(self, text: str) -> None:
        pass

    def has_getter(self, scheme: str) -> bool:
        return False

    def first(self, hook: str, *, chart: Chart, overrides: dict[str, Any]) -> Any:
        if hook == "helm_coalesce_values":
            return coalesce_values(chart, overrides, self.warn)
        return process_requirements(chart, overrides, lambda c, o: coalesce_values(c, o, self.warn), self.warn)


KID = Chart(Metadata("kid", "1.0.0"), values_text="a: 1\nglobal: {g: kid}\nexports:\n  data:\n    x: 7\n    w: 8\n")
REQUIREMENTS = b"dependencies:\n- {name: kid, version: 1.0.0, alias: other, import-values: [data]}\n"
TOP = Chart(
    Metadata("top", "1.0.0"),
    values_text="image: {tag: 1, pull: always}\nother:\n  a: 5\nglobal: {g: top}\nw: 0\nl: [1, 2]\n",
    dependencies=[KID],
    files=[File("requirements.yaml", REQUIREMENTS)],
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f.yaml").write_text("# production\nimage:\n  tag: '2'\nglobal:\n  g: file\nl: null\n")


def explained(path: str, **sources: Any) -> str:
    given = ValueSources(**sources)
    kernel: Any = Asked()
    return "\n".join(explain_value(TOP, given, path, SourceReader(given, kernel, bytes), kernel)) + "\n"


SOURCES = {"files": ("f.yaml",), "set": ("image.tag=3,other.a=9",), "set_string": ("x=null",)}


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        (
            "image.tag",
            'image.tag: 3\n  values.yaml:1               1\n  -f f.yaml:3                 "2"\n'
            "* --set image.tag=3,other.a=9  3\n",
        ),
        ("image.pull", 'image.pull: "always"\n* values.yaml:1  "always"\n'),
        (
            "image",
            'image: {"pull":"always","tag":3}\n* values.yaml:1               {"pull":"always","tag":1}\n'
            '* -f f.yaml:2                 {"tag":"2"}\n* --set image.tag=3,other.a=9  {"tag":3}\n',
        ),
        (
            "other.a",
            "other.a: 9\n  values.yaml of subchart other:1  1\n  values.yaml:3                    5\n"
            "* --set image.tag=3,other.a=9       9\n",
        ),
        (
            "other.global.g",
            'other.global.g: "file"\n  values.yaml of subchart other:2  "kid"\n'
            '  values.yaml:4                    "top"\n* -f f.yaml:5                      "file"\n',
        ),
        ("x", 'x: "null"\n  import-values of top  7\n* --set-string x=null   "null"\n'),
        ("w", "w: 8\n  values.yaml:5         0\n* import-values of top  8\n"),
        ("l", "l: (no value)\n  values.yaml:6  [1,2]\n* -f f.yaml:6    null\n"),
        ("l.1", "l.1: (no value)\n  values.yaml:6  2\n"),
        ("nope.x", "nope.x: (no value)\n  set by no default, file or flag\n"),
    ],
)
def test_layers_are_listed_lowest_first_and_the_winner_is_marked(path: str, lines: str) -> None:
    assert [line.split() for line in explained(path, **SOURCES).splitlines()] == [
        line.split() for line in lines.splitlines()
    ]


def test_a_path_may_be_written_as_in_templates() -> None:
    assert explained(".Values.image.tag", **SOURCES) == explained("image.tag", **SOURCES)


def test_values_stand_in_one_column() -> None:
    assert explained("other.a", **SOURCES) == (
        "other.a: 9\n"
        "  values.yaml of subchart other:1  1\n"
        "  values.yaml:3                    5\n"
        "* --set image.tag=3,other.a=9      9\n"
    )


def test_a_flag_that_sets_an_item_of_a_list_wins_the_list() -> None:
    assert explained("l", set=("l={5,6}", "l[1]=9")) == (
        "l: [5,9]\n  values.yaml:6  [1,2]\n  --set l={5,6}  [5,6]\n* --set l[1]=9   [null,9]\n"
    )


def test_long_values_are_cut() -> None:
    assert explained("v", set=("v=" + "x" * 100,)).splitlines()[0] == 'v: "' + "x" * 56 + "..."


def test_tables_nested_too_deeply_are_not_shown() -> None:
    below = Chart(Metadata("below"), values_text="a: " + "{a: " * 198 + "1" + "}" * 198)
    for name in ("grand", "kid", "top"):
        below = Chart(Metadata(name), dependencies=[below])
    kernel: Any = Asked()
    reader = SourceReader(ValueSources(), kernel, bytes)
    assert explain_value(below, ValueSources(), "kid", reader, kernel) == [
        "kid: (nested too deeply to be shown)",
        "  made of subcharts' defaults",
    ]


@pytest.mark.parametrize("path", ["", ".", "a.", "a..b"])
def test_a_path_needs_names(path: str) -> None:
    with pytest.raises(ValuesError):
        explained(path)


def test_sources_that_cannot_be_read_are_errors_as_ever() -> None:
    with pytest.raises(ValuesError, match="^open none: no such file or directory$"):
        explained("a", files=("none",))
    with pytest.raises(ValuesError, match='^failed parsing --set data: key "a" has no value$'):
        explained("a", set=("a",))
