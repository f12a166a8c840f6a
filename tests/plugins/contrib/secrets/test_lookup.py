from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from pilothouse.core.testkit import run
from stand_ins.secret_charts import CANARY
from stand_ins.sops_files import encrypted, new_identity

SHOW = "a: {{ .Values.a | toJson }}\nsub: {{ .Values.sub | toJson }}\n"


@pytest.fixture
def plain_chart(tmp_path: Path) -> str:
    """A chart that prints its values, with a subchart that has references of its own."""
    for folder, name in ((tmp_path / "c", "c"), (tmp_path / "c" / "charts" / "sub", "sub")):
        (folder / "templates").mkdir(parents=True)
        (folder / "Chart.yaml").write_text(f"apiVersion: v1\nname: {name}\nversion: 0.1.0\n")
    (tmp_path / "c" / "templates" / "a.yaml").write_text(SHOW)
    (tmp_path / "c" / "values.yaml").write_text("other: 1\n")
    (tmp_path / "c" / "charts" / "sub" / "values.yaml").write_text("own: ref+env://OWN\n")
    return str(tmp_path / "c")


def _values(chart: str, *flags: str, **environment: str) -> dict[str, object]:
    """What templates see, or the first line of the error under its own key."""
    outcome = run(
        ["template", chart, "--resolve-secrets", "--reveal-secrets", *flags],
        environment={"PILOTHOUSE_NO_CACHE": "1", "PW": "s3cret", "OWN": "never", **environment},
    )
    if outcome.code:
        return {"error": outcome.stderr.splitlines()[0]}
    lines = outcome.stdout.splitlines()
    return {name: json.loads(text) for name, _, text in (line.partition(": ") for line in lines[2:4])}


def test_references_alone_and_inside_texts_are_looked_up(plain_chart: str) -> None:
    assert _values(plain_chart, "--set", "a=ref+env://PW")["a"] == "s3cret"
    assert _values(plain_chart, "--set", "a=x://u:ref+env://PW+@h")["a"] == "x://u:s3cret@h"
    assert _values(plain_chart, "--set", "a.b[0].c=ref+env://PW")["a"] == {"b": [{"c": "s3cret"}]}


def test_a_chart_s_own_references_are_texts(plain_chart: str) -> None:
    values = _values(plain_chart, "--set", "a=ref+env://PW")
    assert values["sub"] == {"own": "ref+env://OWN", "global": {}}


def test_globals_reach_subcharts_looked_up(plain_chart: str) -> None:
    values = _values(plain_chart, "--set", "global.password=ref+env://PW")
    assert values["sub"] == {"own": "ref+env://OWN", "global": {"password": "s3cret"}}


def test_nothing_is_looked_up_until_asked_for(plain_chart: str) -> None:
    outcome = run(["template", plain_chart, "--set", "a=ref+env://PW"], environment={"PW": "s3cret"})
    assert 'a: "ref+env://PW"' in outcome.stdout
    outcome = run(
        ["-p", "secrets", "template", plain_chart, "--set", "a=ref+env://PW", "--resolve-secrets=false"],
        environment={"PW": "s3cret"},
    )
    assert 'a: "ref+env://PW"' in outcome.stdout
    outcome = run(["-p", "secrets", "template", plain_chart, "--set", "a=ref+env://PW"], environment={"PW": "s3cret"})
    assert 'a: "(hidden)"' in outcome.stdout


def test_files_are_read_whole_or_at_a_pointer(plain_chart: str, tmp_path: Path) -> None:
    path = tmp_path / "secrets.yaml"
    path.write_text("db: {password: pw, port: 5432, tls: true}\nlist: [{x: why}]\n")
    (tmp_path / "token").write_text("t0ken\n")
    assert _values(plain_chart, "--set", f"a=ref+file://{tmp_path}/token")["a"] == "t0ken\n"
    assert _values(plain_chart, "--set", f"a=ref+file://{path}#/db/password")["a"] == "pw"
    assert _values(plain_chart, "--set", f"a=ref+file://{path}#/list/0/x")["a"] == "why"
    table = {"password": "pw", "port": 5432, "tls": True}
    assert _values(plain_chart, "--set", f"a=ref+file://{path}#/db")["a"] == table
    assert _values(plain_chart, "--set", f"a=p=ref+file://{path}#/db/port")["a"] == "p=5432"


def test_what_cannot_be_looked_up_is_an_error_with_the_place_of_the_value(plain_chart: str, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("s3cret: [\n")
    (tmp_path / "large").write_bytes(b"x" * 1_048_577)
    os.mkfifo(tmp_path / "pipe")
    cases = [
        ("env://NO", "the environment variable NO is not set"),
        (f"file://{tmp_path}/no", f"open {tmp_path}/no: no such file or directory"),
        (f"file://{tmp_path}", f"read {tmp_path}: is a directory"),
        (f"file://{tmp_path}/pipe", f"read {tmp_path}/pipe: not a file"),
        (f"file://{tmp_path}/large", f"read {tmp_path}/large: larger than the maximum of 1048576 bytes"),
        (f"file://{tmp_path}/bad.yaml#/a", "the file is no YAML and no JSON"),
        (f"file://{tmp_path}/bad%00", f"open {tmp_path}/bad\\x00: invalid argument"),
        (f"sops://{tmp_path}/bad.yaml#/a", f"{tmp_path}/bad.yaml is not encrypted by SOPS"),
        ("vault://x", "secrets cannot be looked up in 'vault'"),
    ]
    for reference, problem in cases:
        found = _values(plain_chart, "--set", f"a.b=ref+{reference}")
        shown = f"ref+{reference}"
        assert found == {"error": f"Error: values refer to a secret at a.b: {shown}: {problem}"}


def test_a_values_file_that_sops_encrypted_keeps_its_types_and_is_no_value(plain_chart: str, tmp_path: Path) -> None:
    identity, recipient = new_identity()
    path = tmp_path / "se+crets.yaml"
    document = {"a": {"pw": "s3cret", "port": 5432, "tls": False, "x/y": ["z"], "open_unencrypted": "o"}}
    path.write_text(encrypted(document, recipient))
    found = _values(plain_chart, "-f", str(path), "--set", "a.more=1", SOPS_AGE_KEY=identity)
    assert found["a"] == {"pw": "s3cret", "port": 5432, "tls": False, "x/y": ["z"], "open_unencrypted": "o", "more": 1}
    assert _values(plain_chart, "-f", str(path))["error"] == f"Error: {path} cannot be decrypted"


def test_encrypted_values_that_no_file_holds_are_an_error(plain_chart: str, tmp_path: Path) -> None:
    identity, recipient = new_identity()
    sealed = json.loads(encrypted({"a": "b"}, recipient))
    (tmp_path / "cut.yaml").write_text(json.dumps({"a": sealed["a"]}))
    found = _values(plain_chart, "-f", str(tmp_path / "cut.yaml"), SOPS_AGE_KEY=identity)
    assert found == {"error": "Error: the value at a is encrypted by SOPS, and no file of --values has it"}


def test_a_secret_of_few_characters_is_told_that_it_is_not_hidden(plain_chart: str) -> None:
    outcome = run(
        ["template", plain_chart, "--resolve-secrets", "--set", "a=ref+env://PIN"],
        environment={"PILOTHOUSE_NO_CACHE": "1", "PIN": "123"},
    )
    assert "warning: ref+env://PIN has less than 4 characters, which are not hidden" in outcome.stderr


def test_lint_looks_up_what_the_command_line_refers_to_and_nothing_else(chart: str) -> None:
    environment = {"PILOTHOUSE_NO_CACHE": "1", "PASSWORD": CANARY, "OWN": "never"}
    (Path(chart) / "templates" / "show.yaml").write_text("a: {{ fail .Values.db.password }}{{ .Values.own }}\n")
    words = ["lint", chart, "--resolve-secrets", "--set", "db.password=ref+env://PASSWORD"]
    outcome = run(words, environment=environment)
    assert "error calling fail: (hidden)" in outcome.stdout
    (Path(chart) / "templates" / "show.yaml").write_text("a: {{ fail .Values.own }}\n")
    outcome = run(["lint", chart, "--resolve-secrets"], environment=environment)
    assert "error calling fail: ref+env://OWN" in outcome.stdout


def test_files_of_an_output_folder_hold_the_secrets_because_they_are_to_be_applied(chart: str, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    words = ["template", chart, "--resolve-secrets", "--set", "db.password=ref+env://PASSWORD"]
    outcome = run([*words, "--output-dir", str(tmp_path / "out")], environment={"PASSWORD": "s3cret-word"})
    assert outcome.code == 0
    assert "raw: 's3cret-word'" in (tmp_path / "out" / "app" / "templates" / "secret.yaml").read_text()
