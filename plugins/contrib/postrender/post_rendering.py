"""Post-rendering: patches from a file first, so that the program has the last word and sees what will be installed."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from ....core.errors import SettingError, UsageError
from ....core.settings import split_list
from .documents import join, split
from .plugin import ARGUMENTS, PATCHES, PROGRAM, TIMEOUT

if TYPE_CHECKING:
    from ....core.model.render import RenderedFiles
    from ....core.protocols import KernelView


def post_render(files: RenderedFiles, chart_name: str, kernel: KernelView) -> RenderedFiles:
    """The files after what the settings ask for; notes, partials and blank files are not looked at.

    Raises UsageError and SettingError for what was given, ManifestError for what cannot be patched or read.
    """
    program, arguments = kernel.setting(PROGRAM), split_list(kernel.setting(ARGUMENTS))
    if arguments and not program:
        raise UsageError("--post-renderer-args needs --post-renderer", hint="name the program that they are for")
    documents = split(files)
    if kernel.setting(PATCHES):
        from .patch_file import read_patches
        from .patching import apply_patches

        documents = apply_patches(read_patches(kernel.setting(PATCHES)), documents)
    if program:
        from .placing import place
        from .program import find_program, run_program

        path = find_program(program)
        objects = [document for document in documents if document.content is not None]
        if objects:
            stream = "".join(f"---\n# Source: {document.source}\n{document.text}\n" for document in objects)
            output = run_program(path, arguments, stream, _seconds(kernel), kernel)
            documents = place(output, documents, f"{chart_name}/post-renderer/{_file_name(path)}.yaml")
    return join(files, documents)


def _seconds(kernel: KernelView) -> int:
    text = kernel.setting(TIMEOUT)
    if not text.isascii() or not text.isdecimal() or not int(text):
        raise SettingError(f"setting {TIMEOUT}: {text!r} is no number of seconds")
    return int(text)


def _file_name(path: str) -> str:
    """The program's name as the name of a file that is neither hidden nor a partial."""
    name = re.sub(r"[^A-Za-z0-9.]+", "-", os.path.basename(path))
    return name.strip(".-") or "program"
