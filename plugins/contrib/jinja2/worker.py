"""What runs in the rendering process: take the request, give up all rights, render, answer in JSON.

The answer is one object: ``files`` with the texts by the name of the template, ``seconds`` and ``warnings``; or
``error`` with the fields of a TemplateError; or ``excess``, which of its limits the process has met.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from ....core.plugin_module import describe_cause
from .confinement import limit_resources, refuse_everything_else
from .kernel_rights import end_with_parent
from .request import MAX_ANSWER, RenderRequest, unpack

_RECURSION = 3000
"""Deep enough for charts that include each other, and harmless on a stack of the usual size."""


def main() -> None:
    """Read a request from standard input, write the answer to standard output. Ends the process."""
    with os.fdopen(os.dup(1), "wb") as stream:
        end_with_parent()
        os.dup2(2, 1)  # what functions print goes where nobody looks
        request = unpack(sys.stdin.buffer.read())
        limit_resources(request.cpu, request.memory)
        os.close(0)
        stream.write(_encoded(_answer(request)))
    os._exit(0)


def _answer(request: RenderRequest) -> dict[str, Any]:
    try:
        from .rendering import Rendering

        code_files = [plugin.path for plugin in request.plugins if plugin.path]
        refuse_everything_else(code_files)
        return answer(Rendering(request))
    except MemoryError:
        return {"excess": "memory"}
    except Exception as error:  # the process ends; this is all that is left to say
        return {"error": {"message": f"the process that renders Jinja templates has failed: {describe_cause(error)}"}}


def answer(rendering: Any) -> dict[str, Any]:
    """Render, and say what came of it."""
    sys.setrecursionlimit(max(_RECURSION, sys.getrecursionlimit()))
    try:
        rendering.render()
    except MemoryError:
        raise
    except Exception as error:
        from .failures import describe

        return {"error": describe(error, rendering.current, rendering.environment), "warnings": rendering.warnings}
    return {"files": rendering.texts, "seconds": rendering.seconds, "warnings": rendering.warnings}


def _encoded(answered: dict[str, Any]) -> bytes:
    """The answer as bytes: texts that are not UTF-8 travel as they are. Too long a one is a limit that was met."""
    try:
        data = json.dumps(answered, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except MemoryError:
        data = b'{"excess": "memory"}'
    return data if len(data) <= MAX_ANSWER else b'{"excess": "output"}'
