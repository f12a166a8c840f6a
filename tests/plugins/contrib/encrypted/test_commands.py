from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from pilothouse.core import testkit
from pilothouse.core.testkit import Outcome

Run = Callable[..., Outcome]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command line on the sandbox with a home of its own, releases encrypted in SQLite."""
    settings = {
        "HELM_HOME": str(tmp_path / "home"),
        "PILOTHOUSE_CLUSTER": "sandbox",
        "TILLER_STORAGE": "encrypted",
        "PILOTHOUSE_ENCRYPTED_STORAGE": "sql",
        "PILOTHOUSE_SQL_CONNECTION_STRING": f"sqlite:///{tmp_path}/r.db",
        "PILOTHOUSE_ENCRYPTION_KEY_FILE": str(tmp_path / "keys"),
    }

    def run(*words: str | Path, **more: str) -> Outcome:
        return testkit.run(list(map(str, words)), environment={**settings, **more})

    return run


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    folder = tmp_path / "web"
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v1\nname: web\nversion: 1.0.0\n")
    (folder / "templates" / "a.yaml").write_text(
        "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {password: '{{ .Values.password }}'}\n"
    )
    return folder


def bodies(tmp_path: Path) -> dict[str, str]:
    with sqlite3.connect(tmp_path / "r.db") as connection:
        return dict(connection.execute("SELECT key, body FROM releases ORDER BY key"))


def key_ids(tmp_path: Path) -> dict[str, str]:
    return {key: body.split(".")[2] for key, body in bodies(tmp_path).items()}


def newest_key(outcome: Outcome) -> str:
    return outcome.stdout.split(" key ")[1].split()[0]


def test_a_release_lives_encrypted_from_install_to_purge(run: Run, chart: Path, tmp_path: Path) -> None:
    made = run("encryption", "new-key", tmp_path / "keys")
    assert made == (0, f"{tmp_path}/keys: key {newest_key(made)} is the first of 1\n", "")
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o600
    assert run("install", chart, "--name", "web", "--set", "password=sesame").code == 0
    assert run("upgrade", "web", chart, "--set", "password=barley").code == 0
    assert run("rollback", "web", "1").code == 0
    assert [line.split()[0] for line in run("history", "web").stdout.splitlines()[1:]] == ["1", "2", "3"]
    assert run("get", "values", "web").stdout == "password: sesame\n\n"
    assert all(body.startswith("pilothouse-sealed.1.") for body in bodies(tmp_path).values())
    assert run("list", "-q").stdout == "web\n"
    assert run("delete", "web", "--purge").code == 0
    assert bodies(tmp_path) == {}


def test_records_go_over_to_the_newest_key(run: Run, chart: Path, tmp_path: Path) -> None:
    old = newest_key(run("encryption", "new-key", tmp_path / "keys"))
    for name in ("one", "two"):
        assert run("install", chart, "--name", name, "--namespace", name).code == 0
    made = run("encryption", "new-key", tmp_path / "keys")
    new = newest_key(made)
    assert made.stdout.splitlines()[1] == "`pilothouse encryption rekey` encrypts the records with it"
    assert run("install", chart, "--name", "three", "--namespace", "three").code == 0
    assert run("encryption", "rekey", "--dry-run").stdout == (
        f"one.v1: key {old}, would get key {new}\ntwo.v1: key {old}, would get key {new}\n"
        "2 would be rewritten, 1 had the newest key, 0 left\n"
    )
    assert key_ids(tmp_path) == {"one.v1": old, "three.v1": new, "two.v1": old}
    assert run("encryption", "rekey").stdout.splitlines()[-1] == "2 rewritten, 1 had the newest key, 0 left"
    assert set(key_ids(tmp_path).values()) == {new}
    lines = (tmp_path / "keys").read_text().splitlines()
    (tmp_path / "keys").write_text(f"{lines[0]}\n")
    assert run("status", "one").code == 0
    assert run("upgrade", "two", chart).code == 0
    assert run("encryption", "rekey").stdout == "0 rewritten, 4 had the newest key, 0 left\n"


def test_records_that_are_not_encrypted_yet_are_encrypted_where_that_is_asked_for(
    run: Run, chart: Path, tmp_path: Path
) -> None:
    assert run("install", chart, "--name", "web", TILLER_STORAGE="sql").code == 0
    new = newest_key(run("encryption", "new-key", tmp_path / "keys"))
    refused = run("status", "web")
    message = 'Error: getting deployed release "web": the record web.v1 is not encrypted'
    assert refused.stderr.splitlines()[0] == message
    stopped = run("encryption", "rekey")
    assert stopped.stderr.splitlines()[0] == "Error: the record web.v1 is not encrypted"
    done = run("encryption", "rekey", PILOTHOUSE_ENCRYPTED_PLAIN="true")
    assert done.stdout.splitlines()[0] == f"web.v1: not encrypted, now has key {new}"
    assert run("status", "web").code == 0


def test_what_an_operation_may_be_at_work_on_and_what_is_damaged_is_left(run: Run, chart: Path, tmp_path: Path) -> None:
    run("encryption", "new-key", tmp_path / "keys")
    for name in ("busy", "damaged", "done"):
        assert run("install", chart, "--name", name, "--namespace", name).code == 0
    with sqlite3.connect(tmp_path / "r.db") as connection:
        connection.execute("UPDATE releases SET status = 'PENDING_UPGRADE' WHERE key = 'busy.v1'")
        connection.execute("UPDATE releases SET body = substr(body, 1, 60) WHERE key = 'damaged.v1'")
    run("encryption", "new-key", tmp_path / "keys")
    outcome = run("encryption", "rekey")
    assert (outcome.code, outcome.stdout.splitlines()[-1]) == (1, "1 rewritten, 0 had the newest key, 2 left")
    assert outcome.stderr == (
        "Error: not all records have the newest key: older keys are still needed\n"
        "  busy.v1: an operation may be at work on it (PENDING_UPGRADE)\n"
        "  damaged.v1: the record damaged.v1 cannot be decrypted: it was changed, or belongs to another record\n"
        "hint: `pilothouse release repair` puts damaged records aside; run this again for the others\n"
    )


def test_a_damaged_record_is_shown_and_put_aside(run: Run, chart: Path, tmp_path: Path) -> None:
    run("encryption", "new-key", tmp_path / "keys")
    assert run("install", chart, "--name", "web").code == 0
    assert run("upgrade", "web", chart).code == 0
    text = bodies(tmp_path)["web.v1"]
    with sqlite3.connect(tmp_path / "r.db") as connection:
        connection.execute("UPDATE releases SET body = ? WHERE key = 'web.v2'", (text,))
    shown = run("history", "web")
    assert "web.v2 cannot be decrypted: it was changed, or belongs to another record" in shown.stderr
    assert run("upgrade", "web", chart).code == 1
    assert run("release", "repair", "web").code == 0
    assert bodies(tmp_path)["web.v2"] == text
    assert run("rollback", "web", "1").code == 0


def test_records_in_the_cluster_are_taken_over_and_go_over_to_another_key(
    run: Run, chart: Path, tmp_path: Path
) -> None:
    inner = {"PILOTHOUSE_ENCRYPTED_STORAGE": "configmap"}
    assert run("install", chart, "--name", "web", "--set", "password=sesame", TILLER_STORAGE="configmap").code == 0
    run("encryption", "new-key", tmp_path / "keys")
    assert run("encryption", "rekey", PILOTHOUSE_ENCRYPTED_PLAIN="true", **inner).code == 0
    run("encryption", "new-key", tmp_path / "keys")
    outcome = run("encryption", "rekey", **inner)
    assert (outcome.code, outcome.stdout.splitlines()[-1]) == (0, "1 rewritten, 0 had the newest key, 0 left")
    newest = (tmp_path / "keys").read_text().splitlines()[0]
    (tmp_path / "keys").write_text(f"{newest}\n")
    assert run("get", "values", "web", **inner).stdout == "password: sesame\n\n"
    assert run("get", "values", "web", TILLER_STORAGE="configmap").code == 1
    assert run("upgrade", "web", chart, **inner).code == 0
    assert run("delete", "web", "--purge", **inner).code == 0


def test_a_key_is_printed_where_no_file_is_named(run: Run) -> None:
    first, second = run("encryption", "new-key").stdout, run("encryption", "new-key").stdout
    assert (len(first), len(second), first == second) == (45, 45, False)


def test_rekey_is_for_an_encrypted_store_alone(run: Run) -> None:
    outcome = run("encryption", "rekey", TILLER_STORAGE="secret")
    assert outcome.stderr.splitlines()[0] == 'Error: the release store is "secret", which is not encrypted'


def test_a_file_that_others_can_read_gets_no_key(run: Run, tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("")
    os.chmod(tmp_path / "keys", 0o644)
    assert run("encryption", "new-key", tmp_path / "keys").code == 1
    assert (tmp_path / "keys").read_text() == ""
