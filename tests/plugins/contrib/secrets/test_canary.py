"""A secret goes through every command, and is looked for in everything that comes out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pilothouse.core.testkit import Outcome
from stand_ins.secret_charts import CANARY, traces
from stand_ins.sops_files import encrypted, new_identity

Helm = Callable[..., Outcome]
GIVEN = ("--set", "db.password=ref+env://PASSWORD")
TRACES = {"PILOTHOUSE_TRACE_PLUGINS": "1", "PILOTHOUSE_TRACE_REQUESTS": "1"}


@pytest.fixture
def show(helm: Helm, tmp_path: Path) -> Helm:
    """Runs a command, traced and not, and holds it to showing nothing of the secret."""

    def show(*words: str, code: int | None = 0, **environment: str) -> Outcome:
        outcome = helm(*words, **{**TRACES, **environment})
        assert (traces(outcome.stdout), traces(outcome.stderr)) == ([], []), outcome
        assert code in (outcome.code, None), outcome
        return outcome

    return show


def _leaks(folder: Path) -> list[str]:
    return [str(path) for path in folder.rglob("*") if path.is_file() and traces(path.read_bytes().decode("latin-1"))]


def test_the_chart_shows_the_secret_in_every_form_that_is_looked_for(helm: Helm, chart: str) -> None:
    revealed = helm("template", chart, *GIVEN, "--notes", "--reveal-secrets").stdout
    hidden = helm("template", chart, *GIVEN, "--notes").stdout
    assert (len(traces(revealed)) > 80, traces(hidden)) == (True, [])
    assert "raw: '(hidden)'" in hidden
    assert "The password is (hidden)." in hidden
    assert "own: ref+env://OWN" in hidden


def test_the_life_of_a_release_shows_nothing(show: Helm, chart: str, tmp_path: Path) -> None:
    show("install", chart, "-n", "r", *GIVEN, "--dry-run", "--debug")
    show("install", chart, "-n", "r", *GIVEN, "--debug")
    show("upgrade", "r", chart, *GIVEN, "--debug", "--dry-run")
    show("upgrade", "r", chart, "--reuse-values", "--reuse-references", "--set", "x=1", "--debug")
    shown = ("get", "get manifest", "get hooks", "get notes", "get values", "get values --all", "status", "history")
    for words in shown:
        show(*words.split(), "r")
        show(*words.split(), "r", "--debug")
    in_formats = "status r -o json", "get values r --output json", "get r --template {{.Release.Manifest}}"
    for words in (*in_formats, "list -a"):
        show(*words.split())
    show("rollback", "r", "1", "--debug")
    show("test", "r")
    show("delete", "r", "--purge", "--debug")
    assert _leaks(tmp_path / "cache") == []


def test_errors_with_a_place_in_a_template_show_nothing(show: Helm, chart: str) -> None:
    template = Path(chart) / "templates" / "bad.yaml"
    for text in (
        "a: {{ fail .Values.db.password }}\n",
        'a: {{ tpl (printf "{{ nope %q" .Values.db.password) . }}\n',
        "a: {{ required .Values.db.password nil }}\n",
        "{{ .Values.db.password }}\n  b: [\n",
        "kind: {{ .Values.db.password | quote }}\napiVersion: v1\nmetadata: {name: a}\n",
    ):
        template.write_text(text)
        shown = [
            show(*words, chart, *GIVEN, code=None)
            for words in (["template"], ["install", "-n", "r"], ["install", "--dry-run", "--debug"])
        ]
        assert any("(hidden)" in outcome.stdout + outcome.stderr for outcome in shown)


def test_a_failed_release_keeps_its_reason_to_itself(show: Helm, chart: str) -> None:
    (Path(chart) / "templates" / "bad.yaml").write_text(
        "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"
        "spec: {ports: [{port: {{ .Values.db.password | quote }}}]}\n"
    )
    show("install", chart, "-n", "r", *GIVEN, code=1)
    for words in ("history r", "status r", "list -a", "get r"):
        show(*words.split())


def test_lint_shows_nothing(show: Helm, chart: str) -> None:
    show("lint", chart, *GIVEN, "--debug")
    (Path(chart) / "templates" / "bad.yaml").write_text("a: {{ fail .Values.db.password }}\n")
    show("lint", chart, *GIVEN, code=1)


def test_the_record_keeps_the_reference(show: Helm, chart: str) -> None:
    show("install", chart, "-n", "r", *GIVEN)
    assert show("get", "values", "r").stdout == "db:\n  password: ref+env://PASSWORD\n\n"
    show("upgrade", "r", chart, "--reuse-values", "--reuse-references", "--set", "x=1")
    assert show("get", "values", "r").stdout == "db:\n  password: ref+env://PASSWORD\nx: 1\n\n"


def test_an_upgrade_that_reuses_values_looks_them_up_again_and_says_so(helm: Helm, chart: str) -> None:
    helm("install", chart, "-n", "r", *GIVEN)
    for words in (["--reuse-values", "--set", "x=1"], []):
        outcome = helm("upgrade", "r", chart, "--reuse-references", *words, PASSWORD="rotated-secret")
        assert outcome.code == 0
        assert outcome.stderr.partition(" warning: ")[2] == (
            "ref+env://PASSWORD is looked up because the values recorded with the release refer to it at db.password\n"
        )
        manifest = helm("get", "manifest", "r", PILOTHOUSE_RESOLVE_SECRETS="").stdout
        assert "raw: 'rotated-secret'" in manifest
    assert "warning" not in helm("upgrade", "r", chart, *GIVEN).stderr


def test_references_that_only_the_record_has_are_not_looked_up_unless_that_is_wanted(helm: Helm, chart: str) -> None:
    """Whoever may write records would have the files of who upgrades."""
    helm("install", chart, "-n", "r", *GIVEN)
    for words in (["--reuse-values", "--set", "x=1"], []):
        outcome = helm("upgrade", "r", chart, *words, PILOTHOUSE_HINTS="always")
        assert outcome.code == 1
        assert outcome.stderr == (
            "Error: UPGRADE FAILED: values refer to a secret at db.password: ref+env://PASSWORD is in the record of "
            "the release alone\n  whoever may write records could name any file or variable of yours\n"
            "hint: give the values again (-f, --set), or --reuse-references when you know who wrote them\n"
        )
    assert helm("upgrade", "r", chart, "--reuse-values", *GIVEN).code == 0
    assert len(helm("history", "r").stdout.splitlines()) == 3


@pytest.mark.parametrize("environment", [{"PASSWORD": "rotated-secret"}, {"PASSWORD": ""}])
def test_what_cannot_be_known_any_more_hides_the_data_of_secrets(
    helm: Helm, chart: str, environment: dict[str, str]
) -> None:
    (Path(chart) / "templates" / "hook.yaml").unlink()
    (Path(chart) / "templates" / "NOTES.txt").unlink()
    helm("install", chart, "-n", "r", *GIVEN)
    for words in (["get", "manifest", "r"], ["get", "r"]):
        outcome = helm(*words, **environment)
        assert (outcome.code, traces(outcome.stdout)) == (0, [])
        assert "what r.v1 holds for db.password is not what can be looked up now" in outcome.stderr
    assert CANARY[:6] in helm("get", "manifest", "r", PILOTHOUSE_RESOLVE_SECRETS="").stdout


def test_values_encrypted_by_sops_show_nothing(show: Helm, chart: str, tmp_path: Path) -> None:
    identity, recipient = new_identity()
    path = tmp_path / "secrets.yaml"
    path.write_text(encrypted({"db": {"password": CANARY}}, recipient))
    show("install", chart, "-n", "r", "-f", str(path), "--debug", SOPS_AGE_KEY=identity)
    values = show("get", "values", "r", SOPS_AGE_KEY=identity).stdout
    assert values == f"db:\n  password: ref+sops://{path}#/db/password\n\n"
    show("template", chart, "-f", str(path), "--explain-value", "db.password", SOPS_AGE_KEY=identity)
    show("get", "r", SOPS_AGE_KEY=identity)


def test_schemas_see_what_references_stand_for_and_show_nothing(show: Helm, chart: str) -> None:
    schema = '{"properties": {"db": {"properties": {"password": {"maxLength": 5, "enum": ["a"]}}}}}'
    (Path(chart) / "values.schema.json").write_text(schema)
    outcome = show("template", chart, *GIVEN, "--validate-schema", code=1)
    assert "- db.password: String length must be less than or equal to 5" in outcome.stderr
