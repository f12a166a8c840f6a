from __future__ import annotations

import os
import re
import subprocess
import sys
from io import BytesIO

import pytest
from pilothouse.core.console import Console, template_place
from pilothouse.core.errors import PilothouseError, TemplateError


@pytest.fixture
def streams() -> tuple[BytesIO, BytesIO]:
    return BytesIO(), BytesIO()


@pytest.fixture
def console(streams: tuple[BytesIO, BytesIO]) -> Console:
    return Console(*streams)


def test_results_are_written_byte_for_byte(console: Console, streams: tuple[BytesIO, BytesIO]) -> None:
    console.write("a\x1b\udcff\r\n")
    console.line("ü")
    assert (streams[0].getvalue(), streams[1].getvalue()) == (b"a\x1b\xff\r\n\xc3\xbc\n", b"")


def test_a_terminal_does_not_get_to_see_control_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = BytesIO()
    monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    Console(stream, BytesIO()).write("a\x1b[2J\r\nb\rc\u202e\tü\udc9b31m\n")
    assert stream.getvalue().decode() == "a\\x1b[2J\nb\\rc\\u202e\tü\\udc9b31m\n"


def test_of_a_styled_text_a_terminal_gets_colours_and_weights_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = BytesIO()
    console = Console(stream, BytesIO())
    console.write_styled("\x1b[1mpiped\x1b[2J\n")
    assert not console.prints_on_terminal
    monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    console.write_styled("\x1b[31;1ma\x1b[0m\x1b[2J\x1b]0;t\x07\x1b[1A\n")
    assert console.prints_on_terminal
    assert stream.getvalue().decode() == ("\x1b[1mpiped\x1b[2J\n\x1b[31;1ma\x1b[0m\\x1b[2J\\x1b]0;t\\x07\\x1b[1A\n")


def test_notices_show_control_characters_and_broken_bytes(console: Console, streams: tuple[BytesIO, BytesIO]) -> None:
    console.notice("a\x1b[2J\udcff")
    assert (streams[0].getvalue(), streams[1].getvalue()) == (b"", "a\\x1b[2J\ufffd\n".encode())


def test_log_lines_begin_with_date_and_time(console: Console, streams: tuple[BytesIO, BytesIO]) -> None:
    console.log("hello")
    assert re.fullmatch(rb"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d hello\n", streams[1].getvalue())


def test_an_error_has_its_sentence_first_then_details_and_hints(
    console: Console, streams: tuple[BytesIO, BytesIO]
) -> None:
    error = PilothouseError("it broke", details=("here", "there"), hint="mend it")
    console.error(error, ["or ask"])
    assert streams[1].getvalue().decode() == "Error: it broke\n  here\n  there\nhint: mend it\nhint: or ask\n"


def test_an_error_in_a_template_shows_where(console: Console, streams: tuple[BytesIO, BytesIO]) -> None:
    error = TemplateError(
        "render error",
        file="web/templates/a.yaml",
        line=12,
        column=4,
        source_line="\tü {{ .Values.a.b }}",
        include_stack=(
            ("web/templates/b.yaml", "web/templates/b.yaml:2:1"),
            ("outer", "web/templates/_b.tpl:9:3"),
            ("inner", "web/templates/a.yaml:12:4"),
        ),
        missing_path=".Values.a",
        hint="set it",
    )
    console.error(error)
    assert streams[1].getvalue().decode() == (
        "Error: render error\n"
        "  --> web/templates/a.yaml:12:4\n"
        "  12 | \tü {{ .Values.a.b }}\n"
        "     | \t  ^\n"
        "  in template inner\n"
        "  included at web/templates/_b.tpl:9:3, in template outer\n"
        "  included at web/templates/b.yaml:2:1\n"
        "  .Values.a is not set\n"
        "hint: set it\n"
    )


@pytest.mark.parametrize(
    ("error", "lines"),
    [
        (TemplateError("m"), []),
        (TemplateError("m", file="a", line=3), ["  --> a:3"]),
        (TemplateError("m", file="a", line=3, source_line="x"), ["  --> a:3", "  3 | x"]),
    ],
)
def test_what_is_not_known_of_a_place_is_left_out(error: TemplateError, lines: list[str]) -> None:
    assert template_place(error) == lines


def stack_lines(*stack: tuple[str, str]) -> list[str]:
    return template_place(TemplateError("m", file="a", include_stack=stack))


def test_the_failing_file_itself_is_not_said_to_be_included() -> None:
    assert stack_lines(("a", "a:1:2")) == []


def test_a_template_that_includes_itself_is_named_once() -> None:
    assert stack_lines(("f", ""), *[("loop", "a:1:23")] * 20) == [
        "  in template loop",
        "  included at a:1:23, in template loop (19 times)",
        "  included by way of others in f",
    ]


def test_a_text_for_tpl_is_named_by_the_call() -> None:
    assert stack_lines(("tpl", "b:3:4"), ("a", "a:1:2")) == ["  in the text given to tpl at b:3:4"]


def test_a_traceback_shows_the_cause(console: Console, streams: tuple[BytesIO, BytesIO]) -> None:
    try:
        try:
            raise KeyError("x")
        except KeyError as cause:
            raise PilothouseError("it broke") from cause
    except PilothouseError as error:
        console.traceback(error)
    shown = streams[1].getvalue().decode()
    assert "KeyError: 'x'" in shown
    assert shown.endswith("PilothouseError: it broke\n")


def run(script: str, **streams: object) -> subprocess.CompletedProcess[bytes]:
    script = f"import sys\nfrom pilothouse.core.console import Console\nconsole = Console()\n{script}"
    return subprocess.run([sys.executable, "-c", script], check=False, **streams)  # type: ignore[call-overload, no-any-return]


def test_text_that_plugins_print_keeps_its_place() -> None:
    script = "console.line('first'); console.flush(); print('second'); console.flush(); console.line('third')"
    assert run(script, stdout=subprocess.PIPE).stdout == b"first\nsecond\nthird\n"


def test_the_encoding_of_the_locale_plays_no_part() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    script = "console.line('ü'); console.notice('é')"
    done = run(script, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    assert (done.stdout, done.stderr, done.returncode) == ("ü\n".encode(), "é\n".encode(), 0)


def test_streams_that_are_closed_swallow_what_they_are_given() -> None:
    use = "console.line('a'); console.notice('b'); console.flush(); console.abandon()"
    assert run(f"sys.stdout = sys.stderr = None\n{use}").returncode == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_output_that_cannot_be_written_is_an_error() -> None:
    script = (
        "try:\n    console.line('x' * 100000); console.flush()\n"
        "except Exception as error:\n    console.notice(str(error)); console.abandon()"
    )
    with open("/dev/full", "wb") as full:
        done = run(script, stdout=full, stderr=subprocess.PIPE)
    assert (done.stderr, done.returncode) == (b"write /dev/stdout: no space left on device\n", 0)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_notices_that_cannot_be_written_are_dropped() -> None:
    with open("/dev/full", "wb") as full:
        done = run("console.notice('x'); console.line('y'); console.flush()", stdout=subprocess.PIPE, stderr=full)
    assert (done.stdout, done.returncode) == (b"y\n", 0)
