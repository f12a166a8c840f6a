from __future__ import annotations

import ast
import os
import re
from pathlib import Path

import pilothouse
import pytest
from pilothouse.core.default_plugins import CONTRIB
from pilothouse.core.errors import SettingError
from pilothouse.core.settings import (
    OTHER_VARIABLES,
    SETTINGS,
    Settings,
    expand_environment,
    join_list,
    parse_bool,
    split_list,
)
from pilothouse.core.testkit import make_kernel

PACKAGE = Path(pilothouse.__file__).parent


def test_a_flag_wins_over_the_environment_which_wins_over_the_default() -> None:
    environment = {"TILLER_NAMESPACE": "from-environment"}
    assert Settings({}).get("tiller-namespace") == "kube-system"
    assert Settings(environment).get("tiller-namespace") == "from-environment"
    assert Settings(environment, {"tiller-namespace": "from-flag"}).get("tiller-namespace") == "from-flag"


def test_a_variable_that_is_set_but_empty_counts() -> None:
    assert Settings({"TILLER_NAMESPACE": "", "HELM_HOME": ""}).get("tiller-namespace") == ""
    assert Settings({"HELM_HOME": "", "HOME": "/root"}).home() == ""


def test_a_name_that_nobody_declared_is_an_error() -> None:
    with pytest.raises(SettingError, match="^unknown setting 'nonsense'$"):
        Settings({}).get("nonsense")


@pytest.mark.parametrize("text", ["1", "t", "T", "TRUE", "true", "True"])
def test_what_go_reads_as_true_enables(text: str) -> None:
    assert Settings({"HELM_DEBUG": text}).enabled("debug")
    assert parse_bool(text) is True


@pytest.mark.parametrize("text", ["0", "f", "F", "FALSE", "false", "False", "", "yes", "tRUE", " true"])
def test_anything_else_does_not(text: str) -> None:
    assert not Settings({"HELM_DEBUG": text}).enabled("debug")


@pytest.mark.parametrize("text", ["", "yes", "tRUE", " true", "2"])
def test_what_is_no_bool_is_neither(text: str) -> None:
    assert parse_bool(text) is None


@pytest.mark.parametrize(
    ("environment", "flags", "expected"),
    [
        ({"HOME": "/u"}, {}, "/u/.helm"),
        ({}, {}, ".helm"),
        ({"HOME": "/u", "HELM_HOME": "/x"}, {}, "/x"),
        ({"HOME": "/u", "HELM_HOME": "$HOME/x/${HOME}"}, {}, "/u/x//u"),
        ({"HOME": "/u", "HELM_HOME": "/x"}, {"home": "$NONE/y"}, "/y"),
        ({"HOME": "/u", "HELM_HOME": "~/x"}, {}, "~/x"),
    ],
)
def test_home_is_the_flag_the_variable_or_a_folder_of_the_user(
    environment: dict[str, str], flags: dict[str, str], expected: str
) -> None:
    assert Settings(environment, flags).home() == expected


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"HELM_HOME": "/h//x/"}, "/h/x/plugins"),
        ({"HELM_HOME": "/h", "HELM_PLUGIN": "/one/:/two"}, "/one/:/two"),
        ({"HELM_HOME": "/h", "HELM_PLUGIN": ""}, ""),
    ],
)
def test_command_plugins_are_in_the_folders_of_a_variable_or_in_one_of_the_home(
    environment: dict[str, str], expected: str
) -> None:
    assert Settings(environment).plugin_path() == expected


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, f"/var/tmp/pilothouse-{os.getuid()}"),
        ({"HOME": "/u"}, f"/var/tmp/pilothouse-{os.getuid()}"),
        ({"HOME": "/u", "XDG_CACHE_HOME": "/c"}, "/c/pilothouse"),
        ({"HOME": "/u", "PILOTHOUSE_CACHE_DIR": "/mine"}, "/mine"),
        ({"HOME": "/u", "PILOTHOUSE_CACHE_DIR": "/mine", "PILOTHOUSE_NO_CACHE": "1"}, ""),
    ],
)
def test_caches_are_where_the_user_says_and_else_in_no_new_folder_of_the_home(
    environment: dict[str, str], expected: str
) -> None:
    assert Settings(environment).cache_directory() == expected


def test_a_shared_folder_for_caches_is_used_only_if_nobody_else_can_have_a_hand_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pilothouse.core.settings._PERSISTENT_TEMPORARY", str(tmp_path))
    folder = tmp_path / f"pilothouse-{os.getuid()}"
    assert Settings({}).cache_directory() == str(folder)
    folder.mkdir(mode=0o700)
    assert Settings({}).cache_directory() == str(folder)
    folder.chmod(0o777)
    assert Settings({}).cache_directory() == ""
    folder.rmdir()
    folder.symlink_to(tmp_path)
    assert Settings({}).cache_directory() == ""


def test_caches_are_in_the_cache_folder_of_a_home_that_has_one(tmp_path: Path) -> None:
    (tmp_path / ".cache").mkdir()
    assert Settings({"HOME": str(tmp_path)}).cache_directory() == f"{tmp_path}/.cache/pilothouse"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("$A-${A}b$Ab", "1-1b"),
        ("$NONE|${NONE}|", "||"),
        ("a$", "a$"),
        ("$/x $ y", "$/x $ y"),
        ("${}x${A", "xA"),
        ("$12$$", "2"),
    ],
)
def test_references_to_the_environment_are_expanded(text: str, expected: str) -> None:
    assert expand_environment(text, {"A": "1", "": "never"}) == expected


def test_every_variable_that_the_code_reads_is_listed() -> None:
    kernel = make_kernel(flags={"plugins": ",".join(CONTRIB)})
    by_plugins = [found.entry for found in kernel.registry("helm_register_settings").winners()]
    listed = {entry.environment for entry in (*SETTINGS, *by_plugins)} | {name for name, _ in OTHER_VARIABLES}
    of_tillers_pod = {"TILLER_TLS_CERTS", "TILLER_TLS_ENABLE", "TILLER_TLS_VERIFY"}
    read = set()
    for path in [*(PACKAGE / "core").rglob("*.py"), *(PACKAGE / "plugins").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
                if re.fullmatch("(HELM|TILLER|PILOTHOUSE|XDG)_[A-Z_]+|KUBECONFIG|HOME|TZ", text):
                    read.add(text)
    assert read - {"HELM_HOME"} - of_tillers_pod <= listed


def test_names_and_variables_are_unique_and_every_setting_is_explained() -> None:
    names = [entry.name for entry in SETTINGS]
    variables = [entry.environment for entry in SETTINGS if entry.environment] + [name for name, _ in OTHER_VARIABLES]
    assert len(set(names)) == len(names)
    assert len(set(variables)) == len(variables)
    assert [entry.name for entry in SETTINGS if not entry.help] == []


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a,b"),
        (["a,b", 'c"d'], '"a,b","c""d"'),
        (["", ""], '"",""'),
        (["a", ""], 'a,""'),
        (["line\nline", "\r"], '"line\nline","\r"'),
        (['"', '""', ','], '"""","""""",","'),
    ],
)
def test_lists_become_texts_and_lists_again(items: list[str], text: str) -> None:
    assert (join_list(items), split_list(text)) == (text, items)


@pytest.mark.parametrize(
    ("text", "items"), [("a,", ["a"]), ('a"b,c', ['a"b', "c"]), ('"a', ["a"]), ('"a"b,c', ["ab", "c"])]
)
def test_a_list_that_somebody_wrote_by_hand_is_read_as_far_as_it_goes(text: str, items: list[str]) -> None:
    assert split_list(text) == items
