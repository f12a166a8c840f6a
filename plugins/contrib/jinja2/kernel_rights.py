"""Having Linux itself take a process's rights away, for good: what no code inside the process can undo.

Landlock lets files be read below given folders and nothing else be done with any, nothing be executed, no TCP be
spoken and no other process be signalled; a seccomp filter refuses sockets, new processes and the like. Where the
system has neither, the limits and the audit hook of `confinement` stand alone.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable

_SET_PARENT_DEATH_SIGNAL, _KILL = 1, 9
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_READ = 1 << 2 | 1 << 3
"""Landlock's rights to read a file and to list a folder."""

_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many rights on files a version of Landlock knows; later ones 16."""

_MACHINES: dict[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (
        0xC000003E,
        (
            41, 42, 53, 56, 57, 58, 59, 322, 435, 62, 200, 234, 129, 297, 101, 310, 311, 424, 438, 425, 272, 308, 165,
            321, 302, 141, 142, 144, 203, 251, 314, 29, 30, 31, 64, 65, 66, 220, 68, 69, 70, 71, 240, 241, 248, 249,
            250,
            90, 91, 268, 452, 92, 93, 94, 260, 132, 235, 261, 280, 188, 189, 190, 463, 197, 198, 199, 466, 469,
            298, 304, 323, 440,
        ),
    ),
    "aarch64": (
        0xC00000B7,
        (
            198, 203, 199, 220, 221, 281, 435, 129, 130, 131, 138, 240, 117, 270, 271, 424, 438, 425, 97, 268, 40, 280,
            261, 140, 118, 119, 122, 30, 274, 194, 195, 196, 190, 191, 192, 193, 186, 187, 188, 189, 180, 181, 217, 218,
            219,
            52, 53, 452, 54, 55, 88, 5, 6, 7, 463, 14, 15, 16, 466, 469,
            241, 265, 282, 440,
        ),
    ),
}  # fmt: skip
"""By machine: its number in seccomp, and the numbers of the calls that are refused.

Both lists: sockets; new processes and programs; signals; looking into other processes (ptrace, process_vm_*, pidfd_*);
io_uring; unshare, setns, mount, bpf. Limits, priorities and processors of processes; shared memory, semaphores and
queues of messages; keyrings. Modes, owners, times and attributes of files, which Landlock lets pass. perf, files by
handle, userfaultfd, process_madvise.
"""

_X32 = 0x40000000
"""Calls of x86's other ABI count from here."""

_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001
"""What a filter answers: go on, or EPERM."""


def end_with_parent() -> None:
    """Have the system end this process when the one that started it ends, in whatever way. Linux alone knows that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, _KILL, 0, 0, 0)


def give_up_rights(readable: Iterable[str]) -> tuple[str, ...]:
    """Have the system refuse everything but computing and reading below the paths `readable`. What was done, by name.

    Nothing is raised where the system does not know such a thing.
    """
    if sys.platform != "linux":
        return ()
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return ()
    done = []
    if _restrict_files(library, readable):
        done.append("landlock")
    if _restrict_calls(library):
        done.append("seccomp")
    return tuple(done)


def _restrict_files(library: ctypes.CDLL, readable: Iterable[str]) -> bool:
    version = library.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return False
    fields = [(1 << _FILE_RIGHTS.get(version, 16)) - 1]
    if version >= 4:
        fields.append(0b11)
    if version >= 6:
        fields.append(0b11)
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    rules = library.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if rules < 0:
        return False
    try:
        for path in readable:
            _let_read(library, rules, path)
        return bool(library.syscall(_RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def _let_read(library: ctypes.CDLL, rules: int, path: str) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = _READ if os.path.isdir(path) else 1 << 2
        library.syscall(_ADD_RULE, rules, 1, struct.pack("=Qi", rights, descriptor), 0)
    finally:
        os.close(descriptor)


def _restrict_calls(library: ctypes.CDLL) -> bool:
    machine = _MACHINES.get(os.uname().machine)
    if machine is None or sys.maxsize < 1 << 32:
        return False
    number, refused = machine
    # Each step: code, where to go when it holds, where when not, operand. The last two are the answers.
    steps = [(0x20, 0, 0, 4), (0x15, 0, len(refused) + 3, number), (0x20, 0, 0, 0)]
    steps.append((0x35, len(refused) + 1, 0, _X32))
    steps += [(0x15, len(refused) - index, 0, call) for index, call in enumerate(refused)]
    program = b"".join(struct.pack("=HBBI", *step) for step in steps)
    program += struct.pack("=HBBI", 0x06, 0, 0, _ALLOW) + struct.pack("=HBBI", 0x06, 0, 0, _REFUSE)
    buffer = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    return bool(library.prctl(_SET_SECCOMP, _FILTER, head, 0, 0) == 0)
