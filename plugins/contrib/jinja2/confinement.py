"""Taking all rights from the rendering process: what the operating system limits, and what an audit hook refuses.

Templates run in Jinja's sandbox, which has been left more than once (CVE-2016-10745, CVE-2024-56326,
CVE-2025-27516 …). So whoever leaves it shall find nothing: no environment, no files but Python's code, no network, no
other process, no way to write. What is not known to be needed is refused: by an audit hook, which says what was tried
and holds everywhere, and below it by Linux, whose refusals no code of the process can take back.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from .kernel_rights import give_up_rights

_CODE = (".py", ".pyc", ".so", ".pyd", ".dylib")
"""How files end that may be read, in folders that Python imports from."""

_ZONES = ("/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo")
"""Where time zones are, for functions on dates."""

_LOCAL_ZONE = "/etc/localtime"

_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")
"""What the system's loader reads for Python's modules in machine code; Python itself may not."""

_HARMLESS = frozenset(
    (
        "array.__new__",
        "builtins.id",
        "code.__new__",
        "compile",
        "exec",
        "function.__new__",
        "marshal.loads",
        "object.__delattr__",
        "object.__getattr__",
        "object.__setattr__",
        "sys._getframe",
        "sys.excepthook",
        "sys.unraisablehook",
        "time.sleep",
    )
)
"""Events of Python that rendering and importing cannot do without, and that reach nothing outside."""

_FOREIGN_CODE = frozenset(("ctypes", "_ctypes", "_posixsubprocess"))
"""Modules that get around audit hooks."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_MEBIBYTE = 1024 * 1024
_OWN_MEMORY = 256
"""MiB that the process has before it renders anything: code and libraries count too."""

_OWN_TIME = 2
"""Seconds of processor time for starting."""

_OPEN_FILES = 32
_TIME = "RLIMIT_CPU"


class RefusedError(PermissionError):
    """Something that the process has no right to."""


def limit_resources(cpu: int, memory: int) -> None:
    """Have the operating system end what takes more than `cpu` seconds or `memory` MiB (0: any), or makes anything.

    Where the system does not know a limit, it is passed over.
    """
    try:
        import resource
    except ImportError:
        return
    limits = {"RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0, "RLIMIT_NPROC": 0, "RLIMIT_NOFILE": _OPEN_FILES}
    if cpu:
        limits[_TIME] = cpu + _OWN_TIME
    if memory:
        limits["RLIMIT_AS"] = (memory + _OWN_MEMORY) * _MEBIBYTE
    for name, limit in limits.items():
        number = getattr(resource, name, None)
        if number is not None:
            try:
                hard = resource.getrlimit(number)[1]
                soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
                # At the hard limit of time the process is killed; at the soft one it is told why.
                resource.setrlimit(number, (soft, hard if name == _TIME else soft))
            except (OSError, ValueError):
                continue


def refuse_everything_else(code_files: list[str]) -> None:
    """From now on nothing can be done that is not needed for rendering. `code_files` are plugins in single files.

    Raises nothing itself; what is refused raises RefusedError where it is tried. This cannot be undone.
    """
    folders = {os.path.realpath(folder) for folder in (*sys.path, os.path.dirname(os.__file__), _package_folder())}
    roots = tuple([folder.rstrip(os.sep) + os.sep for folder in folders if folder.strip(os.sep)])
    zones = tuple([os.path.realpath(folder) + os.sep for folder in _ZONES])
    files = {os.path.realpath(path) for path in (*code_files, _LOCAL_ZONE, *sys.path)}
    libraries = (*_LIBRARIES, f"{sys.prefix}/lib", f"{sys.base_prefix}/lib")
    give_up_rights((*roots, *zones, *files, *libraries))
    for name in _FOREIGN_CODE:
        sys.modules.pop(name, None)
    sys.modules["_posixsubprocess"] = _NoProcesses("_posixsubprocess")
    sys.addaudithook(_Hook(roots, zones, frozenset(files)).check)


def _package_folder() -> str:
    """The folder of this program, which may be imported by other ways than the import path."""
    return str(sys.modules[__package__.partition(".")[0]].__path__[0])


class _NoProcesses(type(sys)):  # type: ignore[misc]
    """Stands for the module that starts processes without telling audit hooks."""

    def fork_exec(self, *_: Any) -> None:
        """Refuse."""
        raise RefusedError("starting a process")


class _Hook:
    """What may be read: code below `roots`, time zones below `zones`, and single `files`."""

    __slots__ = ("_files", "_roots", "_zones")

    def __init__(self, roots: tuple[str, ...], zones: tuple[str, ...], files: frozenset[str]) -> None:
        self._roots = roots
        self._zones = zones
        self._files = files

    def check(self, event: str, arguments: tuple[Any, ...]) -> None:
        """The audit hook. Raises RefusedError."""
        if event in _HARMLESS:
            return
        if event == "import":
            allowed = arguments[0] not in _FOREIGN_CODE
        elif event == "open":
            allowed = self._may_open(*arguments)
        elif event in ("os.listdir", "os.scandir"):
            allowed = self._may_list(arguments[0])
        else:
            allowed = False
        if not allowed:
            raise RefusedError(f"{event} {_shown(arguments)}".rstrip())

    def _may_open(self, path: Any, mode: Any, flags: Any) -> bool:
        if not isinstance(path, (str, bytes)):
            return False
        if (isinstance(flags, int) and flags & _WRITING) or (isinstance(mode, str) and set(mode) & set("wax+")):
            return False
        real = os.path.realpath(os.fsdecode(path))
        return (real.startswith(self._roots) and real.endswith(_CODE)) or real in self._files or real.startswith(
            self._zones
        )

    def _may_list(self, path: Any) -> bool:
        if not isinstance(path, (str, bytes)):
            return False
        return (os.path.realpath(os.fsdecode(path)) + os.sep).startswith((*self._roots, *self._zones))


def _shown(arguments: tuple[Any, ...]) -> str:
    """The first argument of an event, where it is a short text."""
    first = arguments[0] if arguments else ""
    return first if isinstance(first, str) and len(first) < 200 else ""
