from __future__ import annotations

from pathlib import Path

from security.attacks import chart, pilothouse

CANARY = "c4n4ry"


def test_traces_show_no_values(tmp_path: Path) -> None:
    folder = chart(
        tmp_path / "c",
        {
            "values.yaml": f"password: {CANARY}1\nlist: [{CANARY}2]\n",
            "more.yaml": f"given: {CANARY}3\n",
            "secret.txt": f"{CANARY}4",
            "templates/a.yaml": "x: {{ .Values.given | sha256sum }}",
        },
    )
    done = pilothouse(
        "template", str(folder), "-f", str(folder / "more.yaml"),
        "--set", f"a={CANARY}5", "--set-string", f"b={CANARY}6", "--set-file", f"c={folder}/secret.txt",
        environment={"PILOTHOUSE_TRACE_PLUGINS": "1", "PILOTHOUSE_SECRET": f"{CANARY}7"},
    )  # fmt: skip
    assert (done.code, "[plugins] helm_coalesce_values <- values" in done.stderr) == (0, True)
    assert CANARY not in done.stderr + done.stdout


def test_traces_show_no_values_when_rendering_fails(tmp_path: Path) -> None:
    folder = chart(tmp_path / "c", {"templates/a.yaml": '{{ required "it is needed" .Values.nothing }}'})
    done = pilothouse(
        "template", str(folder), "--set", f"a={CANARY}", "--debug", environment={"PILOTHOUSE_TRACE_PLUGINS": "1"}
    )
    assert done.code == 1
    assert CANARY not in done.stderr + done.stdout
