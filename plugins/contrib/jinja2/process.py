"""Rendering in a process of its own: starting it, handing it the request, and believing nothing that it says.

The process gets no environment but the time zone, no open files, the root folder as its current one, and limits. Its
answer is JSON whose every part is looked at: whoever took over that process could at most give other texts.
"""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TYPE_CHECKING, Any

from ....core.errors import TemplateError
from ....core.process_limits import ProcessLimitError, too_large, too_long
from ....core.record import Record
from .request import MAX_ANSWER

if TYPE_CHECKING:
    import subprocess

_PATIENCE = 4
"""A process may take so many times its processor time …"""

_START = 60
"""… and these seconds beside."""

_SHOWN = 10_000
"""Characters of any text in an error that are shown."""

_MANY = 10_000
"""Lines and places that are shown."""

_LONG = 1e9
"""Seconds that no template takes."""

_NO_CHARACTERS = re.compile("[\ud800-\udc7f\udd00-\udfff]")

_BOOT = """
import json, sys
sys.dont_write_bytecode = True
path, package, folder, worker = json.loads(sys.argv[1])
sys.path[:] = path
from importlib import import_module
if package not in sys.modules:
    from importlib.util import module_from_spec, spec_from_file_location
    spec = spec_from_file_location(package, folder + "/__init__.py", submodule_search_locations=[folder])
    sys.modules[package] = module_from_spec(spec)
    spec.loader.exec_module(sys.modules[package])
import_module(worker).main()
"""
"""Makes this package importable as it is here, whatever way it was found, and starts the work."""


class Answer(Record):
    """What rendering came to: texts by the names of templates, seconds that each took, lines for the log."""

    files: dict[str, str]
    seconds: dict[str, float]
    warnings: tuple[str, ...]


class RenderProcessError(TemplateError):
    """The rendering process ended without an answer, or with one that is none."""


def render_apart(request: bytes, names: frozenset[str], cpu: int, memory: int) -> Answer:
    """Have a packed request rendered. `names` are those of the templates that may come back.

    Raises TemplateError with what the process says of its failure, ProcessLimitError, RenderProcessError.
    """
    data, code, is_late = _exchange(request, cpu)
    if is_late or code == -_number_of("SIGXCPU"):
        raise ProcessLimitError(too_long(cpu))
    if len(data) > MAX_ANSWER:
        raise ProcessLimitError(f"more than {MAX_ANSWER} bytes of rendered text")
    try:
        answered = json.loads(data.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        raise RenderProcessError(_ending(code)) from None
    return _read(answered, names, memory)


def _exchange(request: bytes, cpu: int) -> tuple[bytes, int, bool]:
    """What the process wrote, what it ended with, and whether it had to be ended."""
    import subprocess
    from contextlib import suppress
    from threading import Timer

    process = _start(subprocess)
    late: list[bool] = []

    def end() -> None:
        late.append(True)
        process.kill()

    watch = Timer(cpu * _PATIENCE + _START, end) if cpu else None
    try:
        if watch is not None:
            watch.daemon = True
            watch.start()
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError):
            process.stdin.write(request)
        with suppress(BrokenPipeError):
            process.stdin.close()
        data = process.stdout.read(MAX_ANSWER + 1)
        if len(data) <= MAX_ANSWER:
            process.wait()
    finally:
        if watch is not None:
            watch.cancel()
        process.kill()
        code = process.wait()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                stream.close()  # type: ignore[union-attr]
    return data, code, bool(late)


def _start(module: Any) -> subprocess.Popen[bytes]:
    """Start the process. Raises RenderProcessError when that cannot be done."""
    package = __package__.partition(".")[0]
    folder = str(sys.modules[package].__path__[0])
    told = json.dumps([import_path(), package, folder, f"{__package__}.worker"])
    environment = {"TZ": os.environ["TZ"]} if "TZ" in os.environ else {}
    try:
        return module.Popen(  # type: ignore[no-any-return]
            [sys.executable, "-I", "-X", "utf8", "-c", _BOOT, told],
            stdin=module.PIPE,
            stdout=module.PIPE,
            stderr=module.DEVNULL,
            cwd=os.sep,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise RenderProcessError(f"cannot start the process that renders Jinja templates: {error.strerror}") from error


def import_path() -> list[str]:
    """The folders that the process imports from, and may read: not those that have the user's home folder in them."""
    home = os.path.join(os.path.realpath(os.path.expanduser("~")), "")
    folders = map(os.path.abspath, sys.path)
    return [folder for folder in folders if not home.startswith(os.path.join(os.path.realpath(folder), ""))]


def _number_of(name: str) -> int:
    import signal

    return int(getattr(signal, name, 0))


def _ending(code: int) -> str:
    """The sentence about a process without an answer."""
    import signal

    how = f"exit code {code}"
    if code < 0:
        try:
            how = f"signal {signal.Signals(-code).name}"
        except ValueError:
            how = f"signal {-code}"
    return f"the process that renders Jinja templates has given no answer ({how})"


def _read(answered: Any, names: frozenset[str], memory: int) -> Answer:
    """The answer, once it is known to be one. Raises the error that it tells of, or RenderProcessError."""
    told = answered if isinstance(answered, dict) else {}
    if told.get("excess") == "memory":
        raise ProcessLimitError(too_large(memory))
    if told.get("excess") == "output":
        raise ProcessLimitError(f"more than {MAX_ANSWER} bytes of rendered text")
    warnings = _texts(told.get("warnings", []))
    if isinstance(told.get("error"), dict):
        raise _error(told["error"])
    files, seconds = told.get("files"), told.get("seconds")
    if (
        not isinstance(files, dict)
        or not isinstance(seconds, dict)
        or not all(isinstance(text, str) for text in files.values())
        or not all(isinstance(number, (int, float)) and 0 <= number < _LONG for number in seconds.values())
        or not files.keys() <= names
        or not seconds.keys() <= names
    ):
        raise RenderProcessError("the process that renders Jinja templates has given an answer that is none")
    return Answer({name: _sound(text) for name, text in files.items()}, seconds, tuple(warnings))


def _sound(text: str) -> str:
    """A text in which whatever is no character stands for a byte that is not UTF-8, as everywhere in this program."""
    return text if text.isascii() else _NO_CHARACTERS.sub("\ufffd", text)


def _texts(items: Any) -> list[str]:
    return [_sound(item[:_SHOWN]) for item in items[:_MANY] if isinstance(item, str)] if isinstance(items, list) else []


def _error(fields: dict[str, Any]) -> TemplateError:
    """The error that the process tells of, with whatever of its fields can be used."""

    def text(name: str) -> str:
        value = fields.get(name)
        return _sound(value[:_SHOWN]) if isinstance(value, str) else ""

    def number(name: str) -> int:
        value = fields.get(name)
        return value if isinstance(value, int) and 0 <= value < 1 << 31 else 0

    given = fields.get("include_stack")
    pairs = [_texts(item) for item in given[:_MANY]] if isinstance(given, list) else []
    return TemplateError(
        text("message") or "render error",
        file=text("file"),
        line=number("line"),
        column=number("column"),
        source_line=text("source_line"),
        include_stack=tuple([(pair[0], pair[1]) for pair in pairs if len(pair) == 2]),
        missing_path=text("missing_path"),
        hint=text("hint"),
    )
