"""``encryption new-key``: make a key, and put it before the others of a file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core import shared_files
from ....core.command import command
from ....core.errors import StorageError, UsageError
from ....core.golib.oserrors import path_error
from .keys import new_line, read_lines

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command("new-key", usage=" [flags] [FILE]", completes="file")
def new_key(kernel: Kernel, args: tuple[str, ...]) -> None:
    """Make a key for encrypted release records.

    It becomes the first line of FILE, which is made when missing: records are written with the first key and read with
    all of them. Keep the file where the records are not, and keep a copy: without its key a record is lost. Without
    FILE the key is printed.
    """
    if len(args) > 1:
        raise UsageError("This command takes 1 argument at most: file")
    line, key = new_line()
    if not args:
        kernel.console.line(line)
        return
    path = args[0]
    try:
        with shared_files.locked(f"{path}.lock", keep=False):
            others = read_lines(path) if os.path.exists(path) else []
            shared_files.replace(path, "".join([f"{each}\n" for each in (line, *others)]).encode(), 0o600)
    except TimeoutError as error:
        raise StorageError(str(error)) from None
    except OSError as error:
        raise StorageError(path_error("open", path, error)) from None
    kernel.console.line(f"{path}: key {key.id} is the first of {len(others) + 1}")
    if others:
        kernel.console.line("`pilothouse encryption rekey` encrypts the records with it")
