from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.core.errors import PluginError
from pilothouse.plugins.builtin.command_plugins.manifest import (
    MAX_SIZE,
    Downloader,
    Manifest,
    Plugin,
    parse_manifest,
    read_plugin,
)

FULL = """\
name: full-1_x
version: 0.1.0
usage: does things
description: |-
  Does many
  things.
command: "$HELM_PLUGIN_DIR/run.sh one"
ignoreFlags: true
useTunnel: true
hooks:
  install: "echo install"
  update: "echo update"
downloaders:
- command: "get.sh extra"
  protocols: [box, chest]
- command: "other.sh"
"""


def refuse(text: str | bytes) -> str:
    with pytest.raises(PluginError) as caught:
        parse_manifest(text if isinstance(text, bytes) else text.encode())
    return caught.value.message


def test_all_fields_are_read() -> None:
    assert parse_manifest(FULL.encode()) == Manifest(
        name="full-1_x",
        version="0.1.0",
        usage="does things",
        description="Does many\nthings.",
        command="$HELM_PLUGIN_DIR/run.sh one",
        ignore_flags=True,
        use_tunnel=True,
        scripts=(("install", "echo install"), ("update", "echo update")),
        downloaders=(Downloader("get.sh extra", ("box", "chest")), Downloader("other.sh", ())),
    )


def test_a_name_is_enough_and_null_sets_nothing() -> None:
    assert parse_manifest(b"name: x\nversion: ~\nhooks: ~\ndownloaders: [~]\n") == Manifest("x")


def test_numbers_and_booleans_are_texts_where_texts_are_wanted() -> None:
    manifest = parse_manifest(b"name: 5\nversion: 1.0\nusage: yes\nhooks: {install: 7}\n")
    assert manifest == Manifest("5", "1", "true", scripts=(("install", "7"),))


def test_scripts_are_found_by_event() -> None:
    manifest = parse_manifest(FULL.encode())
    assert (manifest.script("install"), manifest.script("delete")) == ("echo install", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What yaml.v2's UnmarshalStrict says of the same texts.
        ("name: a\ncolour: red\n", "line 2: field colour not found in type plugin.Metadata"),
        ("Name: a\n", "line 1: field Name not found in type plugin.Metadata"),
        ("~: a\n", "line 1: field  not found in type plugin.Metadata"),
        ("name: a\nname: b\n", "line 2: field name already set in type plugin.Metadata"),
        ("name: a\nhooks:\n  install: one\n  install: two\n", 'line 4: key "install" already set in map'),
        (
            "name: a\ndownloaders:\n- command: one\n  command: two\n",
            "line 4: field command already set in type plugin.Downloaders",
        ),
        (
            "name: [a]\nhooks: b\nuseTunnel: maybe\nx: 1\n",
            "line 1: cannot unmarshal !!seq into string\n"
            "  line 2: cannot unmarshal !!str `b` into plugin.Hooks\n"
            "  line 3: cannot unmarshal !!str `maybe` into bool\n"
            "  line 4: field x not found in type plugin.Metadata",
        ),
        ("just a text", "line 1: cannot unmarshal !!str `just a ...` into plugin.Metadata"),
        ("- name: a", "line 1: cannot unmarshal !!seq into plugin.Metadata"),
        ("useTunnel: 2020-01-01", "line 1: cannot unmarshal !!timestamp `2020-01-01` into bool"),
        ("useTunnel: !mine x", "line 1: cannot unmarshal !mine `x` into bool"),
        ("useTunnel: !!int 5", "line 1: cannot unmarshal !!int `5` into bool"),
        ("[a]: b", "line 1: cannot unmarshal !!seq into string"),
        ("hooks: {<<: {install: {a: b}}}", "line 1: cannot unmarshal !!map into string"),
        ("downloaders: {a: b}", "line 1: cannot unmarshal !!map into []plugin.Downloaders"),
    ],
)
def test_what_does_not_fit_is_an_error_with_its_line(text: str, expected: str) -> None:
    assert refuse(text) == f"yaml: unmarshal errors:\n  {expected}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [", "yaml: line 1: did not find expected node content"),
        ("hooks: &a {<<: *a}", "yaml: anchor 'a' value contains itself"),
        ("name: x\n<<: text", "yaml: map merge requires map or sequence of maps as the value"),
        ("name: x\n<<: [[a]]", "yaml: map merge requires map or sequence of maps as the value"),
        ("", "plugin has no name"),
        ("version: 1.0.0", "plugin has no name"),
    ],
)
def test_what_is_no_manifest_is_an_error(text: str, expected: str) -> None:
    assert refuse(text) == expected


@pytest.mark.parametrize("name", ["../up", "a/b", "a b", "a.b", "ä", "a\u001b[2J", "a\u202eb", ".", "-\n"])
def test_a_name_that_is_no_word_is_refused(name: str) -> None:
    quoted = {"a\u001b[2J": '"a\\x1b[2J"', "a\u202eb": '"a\\u202eb"', "-\n": '"-\\n"'}.get(name, f'"{name}"')
    text = "name: " + "".join(f"\\u{ord(c):04x}" for c in name).join('""') + "\n"
    assert refuse(text) == f"plugin name {quoted} has other characters than letters, digits, _ and -"


@pytest.mark.parametrize("version", ["../../x", "1.0/2", "..", "1.0 2", "1\\2", "v\u001b[2J", "-1"])
def test_a_version_that_could_lead_elsewhere_is_refused(version: str) -> None:
    text = "name: p\nversion: " + "".join(f"\\u{ord(c):04x}" for c in version).join('""') + "\n"
    assert refuse(text).endswith(' of plugin "p" is no version')


@pytest.mark.parametrize("version", ["", "1.0.0", "v1.2", "1.0.0-rc.1+build_5", "2020-01-01", "master"])
def test_versions_as_plugins_have_them_are_taken(version: str) -> None:
    assert parse_manifest(f'name: p\nversion: "{version}"\n'.encode()).version == version


def test_control_characters_do_not_get_into_the_list_of_commands() -> None:
    assert parse_manifest(b'name: p\nusage: "one\\n two\\t\\e[2J"\n').usage == "one two \\x1b[2J"


def test_documents_that_are_mostly_aliases_are_refused() -> None:
    levels = ", ".join(f"&l{n} {{<<: [{', '.join([f'*l{n - 1}'] * 9)}]}}" for n in range(1, 9))
    text = f"name: p\nhooks:\n  <<: [&l0 {{install: x}}, {levels}]\n"
    assert refuse(text) == "yaml: document contains excessive aliasing"


def test_deep_nesting_is_a_declared_error() -> None:
    assert refuse("name: " + "[" * 5000).startswith("yaml: ")
    assert refuse("{<<: " * 150 + "{}" + "}" * 150) == "yaml: document contains excessive aliasing"


@given(st.text(alphabet='nameversion: \n-[]{}&*"~<!1', max_size=60) | st.binary(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_manifest_or_a_declared_error(text: str | bytes) -> None:
    with contextlib.suppress(PluginError):
        parse_manifest(text.encode() if isinstance(text, str) else text)


def test_a_plugin_is_read_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "plugin.yaml").write_text("name: p\n")
    assert read_plugin(str(tmp_path)) == Plugin(Manifest("p"), str(tmp_path))


def test_errors_say_in_which_file(tmp_path: Path) -> None:
    (tmp_path / "plugin.yaml").write_text("name: p\ncolour: red\n")
    with pytest.raises(PluginError) as caught:
        read_plugin(str(tmp_path))
    assert caught.value.details == (f"in {tmp_path}/plugin.yaml",)


def test_a_file_that_is_missing_too_large_or_no_file_is_an_error(tmp_path: Path) -> None:
    def problem() -> str:
        with pytest.raises(PluginError) as caught:
            read_plugin(str(tmp_path))
        return caught.value.message

    path = tmp_path / "plugin.yaml"
    assert problem() == f"open {path}: no such file or directory"
    path.write_bytes(b"name: p\n#" + b"x" * MAX_SIZE)
    assert problem() == f"{path} is larger than {MAX_SIZE} bytes"
    path.unlink()
    os.mkfifo(path)
    assert problem() == f"{path} is no regular file"
    path.unlink()
    path.mkdir()
    assert problem() == f"read {path}: is a directory"
