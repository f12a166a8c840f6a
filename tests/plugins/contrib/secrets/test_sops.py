from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.errors import ValuesError
from pilothouse.plugins.contrib.secrets.sops import decrypt_file, looks_encrypted
from stand_ins.sops_files import encrypted, new_identity

DOCUMENT: dict[str, Any] = {
    "db": {"password": "pä ss", "port": 5432, "ratio": 1.5, "tls": True, "empty": "", "none": None},
    "list": ["one", {"two": False}, 3],
    "note_unencrypted": "plain",
    "count_unencrypted": 7,
    "flag_unencrypted": True,
}


@pytest.fixture
def identity() -> tuple[str, str]:
    return new_identity()


def _write(folder: Path, text: str) -> str:
    path = folder / "secrets.yaml"
    path.write_text(text)
    return str(path)


def _fails(path: str, environment: dict[str, str]) -> ValuesError:
    with pytest.raises(ValuesError) as caught:
        decrypt_file(path, environment)
    return caught.value


def test_values_come_back_with_their_types(tmp_path: Path, identity: tuple[str, str]) -> None:
    path = _write(tmp_path, encrypted(DOCUMENT, new_identity()[1], identity[1]))
    assert decrypt_file(path, {"SOPS_AGE_KEY": identity[0]}) == DOCUMENT


def test_identities_are_where_sops_looks_for_them(tmp_path: Path, identity: tuple[str, str]) -> None:
    path = _write(tmp_path, encrypted({"a": "b"}, identity[1]))
    keys = tmp_path / "home" / ".config" / "sops" / "age" / "keys.txt"
    keys.parent.mkdir(parents=True)
    keys.write_text(f"# created: today\n# public key: {identity[1]}\n\n{identity[0]}\n")
    for environment in (
        {"SOPS_AGE_KEY": f"# comment\n{new_identity()[0]}\n{identity[0]}"},
        {"SOPS_AGE_KEY_FILE": str(keys)},
        {"XDG_CONFIG_HOME": str(tmp_path / "home" / ".config")},
        {"HOME": str(tmp_path / "home")},
    ):
        if sys.platform != "darwin" or "HOME" not in environment:
            assert decrypt_file(path, environment) == {"a": "b"}


def test_rules_say_what_is_encrypted(tmp_path: Path, identity: tuple[str, str]) -> None:
    document = {"secret": "a", "open": "b", "data": {"x": "c"}}
    environment = {"SOPS_AGE_KEY": identity[0]}
    cases: list[tuple[Any, dict[str, Any]]] = [
        (lambda names: "data" in names, {"encrypted_regex": "^data$"}),
        (lambda names: "open" not in names, {"unencrypted_regex": "^open"}),
        (lambda names: any(name.endswith("et") for name in names), {"encrypted_suffix": "et"}),
        (lambda names: "data" in names, {"encrypted_regex": "^data$", "mac_only_encrypted": True}),
    ]
    for rule, metadata in cases:
        path = _write(tmp_path, encrypted(document, identity[1], is_encrypted=rule, **metadata))
        assert decrypt_file(path, environment) == document


def test_a_file_that_was_changed_is_refused(tmp_path: Path, identity: tuple[str, str]) -> None:
    environment = {"SOPS_AGE_KEY": identity[0]}
    good = json.loads(encrypted({"a": "one", "b": "two", "c_unencrypted": "three"}, identity[1]))
    changes: list[tuple[dict[str, Any], str]] = [
        ({"a": good["b"]}, "a value at a that cannot be decrypted: it was changed or moved"),
        ({"a": good["a"].replace("data:", "data:AAAA")}, "a value at a that cannot be decrypted"),
        ({"a": "plain"}, "a value at a that is not encrypted but should be"),
        ({"a": 3}, "a value at a that is not encrypted but should be"),
        ({"c_unencrypted": "other"}, "was changed after it was encrypted: its MAC does not match"),
        ({"d_unencrypted": "new"}, "was changed after it was encrypted: its MAC does not match"),
        ({"sops": {**good["sops"], "lastmodified": "2024-01-02T00:00:00Z"}}, "its MAC does not match"),
        ({"sops": {**good["sops"], "mac": None}}, "has no MAC"),
        ({"sops": {**good["sops"], "encrypted_regex": "("}}, "error parsing regexp: missing closing ): `(`"),
    ]
    for change, problem in changes:
        path = _write(tmp_path, json.dumps({**good, **change}))
        assert problem in _fails(path, environment).message
    without_b = {name: value for name, value in good.items() if name != "b"}
    assert "its MAC does not match" in _fails(_write(tmp_path, json.dumps(without_b)), environment).message


def test_the_hash_of_plain_values_is_made_as_sops_reads_them(tmp_path: Path, identity: tuple[str, str]) -> None:
    # What YAML makes of these texts is what goes into the hash.
    plain = "a_unencrypted: 0x1F\nb_unencrypted: yes\nc_unencrypted: 1e3\nd_unencrypted: 2001-12-14\ne_unencrypted: ~\n"
    same = {"a_unencrypted": 31, "b_unencrypted": "yes", "c_unencrypted": 1000, "d_unencrypted": "2001-12-14T00:00:00Z"}
    sops = json.loads(encrypted(same, identity[1]))["sops"]
    path = _write(tmp_path, plain + "sops: " + json.dumps(sops) + "\n")
    assert decrypt_file(path, {"SOPS_AGE_KEY": identity[0]}) == {**same, "e_unencrypted": None}


def test_without_a_key_that_fits_it_says_what_was_tried(tmp_path: Path, identity: tuple[str, str]) -> None:
    path = _write(tmp_path, encrypted({"a": "b"}, identity[1]))
    nobody, other = _fails(path, {}), _fails(path, {"SOPS_AGE_KEY": new_identity()[0]})
    assert (nobody.message, other.details) == (
        f"{path} cannot be decrypted", ("none of 1 identities of age opens its key",)
    )  # fmt: skip
    assert "SOPS_AGE_KEY_FILE" in nobody.details[0]
    assert "install the program sops" in nobody.hint


def test_a_bad_identity_is_named_by_its_source_and_not_shown(tmp_path: Path, identity: tuple[str, str]) -> None:
    path = _write(tmp_path, encrypted({"a": "b"}, identity[1]))
    error = _fails(path, {"SOPS_AGE_KEY": identity[0][:-1]})
    assert error.message == "SOPS_AGE_KEY holds a line that is no identity of age"


def test_for_other_keys_the_program_sops_is_asked(tmp_path: Path) -> None:
    path = _write(tmp_path, encrypted({"a": "b"}, pgp=[{"fp": "00"}]))
    programs = tmp_path / "bin"
    programs.mkdir()
    program = programs / "sops"
    wanted = "--decrypt --output-type json --"
    program.write_text(f'#!/bin/sh\n[ "$1 $2 $3 $4" = "{wanted}" ] && echo \'{{"a": "from sops"}}\'\n')
    program.chmod(0o755)
    environment = {"PATH": f"{programs}:{os.environ['PATH']}"}
    assert decrypt_file(path, environment) == {"a": "from sops"}
    program.write_text("#!/bin/sh\necho 'no key for 00' >&2\nexit 128\n")
    error = _fails(path, environment)
    assert (error.message, error.details) == (
        f"{path} cannot be decrypted: sops ended with 128", ("no key for 00",)
    )  # fmt: skip
    program.write_text("#!/bin/sh\necho nonsense\n")
    assert _fails(path, environment).message.endswith("sops printed no JSON")


@pytest.mark.parametrize(
    "content",
    [b"", b"sops mac", b"a: 1\nsops: mac\n", b"- sops\n- mac\n", b"sops: {mac: x}\n", b"{{ sops mac", b"\xff\xfesops"],
)
def test_other_files_are_not_taken_for_encrypted_ones(content: bytes) -> None:
    assert not looks_encrypted(content)


def test_aliases_that_multiply_are_no_bomb(tmp_path: Path, identity: tuple[str, str]) -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 10))
    path = _write(tmp_path, f"l0: &l0 [x]\n{levels}sops: {{mac: x, version: 3.0.0}}\n")
    assert "is not encrypted by SOPS" in _fails(path, {"SOPS_AGE_KEY": identity[0]}).message


def test_without_the_library_the_error_is_the_line_of_pip(tmp_path: Path, identity: tuple[str, str]) -> None:
    path = _write(tmp_path, encrypted({"a": "b"}, identity[1]))
    code = (
        "import sys; sys.modules['pyrage'] = None\n"
        "from pilothouse.plugins.contrib.secrets.sops import decrypt_file\n"
        f"try: decrypt_file({path!r}, {{'SOPS_AGE_KEY': {identity[0]!r}}})\n"
        "except Exception as error: print(error.message); print(error.hint)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "a file encrypted for age needs the Python package 'pyrage'",
        "pip install 'pilothouse[secrets]'",
    ]
