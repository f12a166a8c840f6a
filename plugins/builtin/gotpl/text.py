"""Templates that are no file of a chart: ``--name-template``, ``version --template``, ``get --template``.

Rules: generateName in cmd/helm/install.go, tpl in cmd/helm/helm.go. Such a text comes from the user's own command
line, so it may read the environment where a chart may not.
"""

from __future__ import annotations

import os
from collections import ChainMap
from typing import TYPE_CHECKING, Any

from ....core.golib.types import GoFunction, go
from ....core.model.capabilities import TillerVersion
from ....core.model.release import Release
from ....core.settings import expand_environment
from ....core.template_functions import FunctionTable
from ....core.template_objects import TillerVersionObject
from .engine import Engine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ....core.kernel import Kernel
    from ....core.model.options import TextTemplate


def render_text(template: TextTemplate, data: dict[str, Any], kernel: Kernel) -> str:
    """The text of a template of the command line. Raises TemplateError with Go's sentence alone."""
    functions: Mapping[str, GoFunction] = {}
    if template.functions:
        environment = {
            "env": go(lambda name: os.environ.get(name, ""), "string"),
            "expandenv": go(lambda text: expand_environment(text, os.environ), "string"),
        }
        own = FunctionTable(kernel.registry("helm_register_template_functions"), "gotpl", kernel.watch)
        functions = ChainMap(environment, own)  # type: ignore[arg-type]
    root: Any = {name: _as_go(value) for name, value in data.items()}
    if template.root_type:
        from .release_objects import root_object

        root = root_object(template.root_type, root)
    return Engine(functions, {}).render_alone(template.name, template.text, root)


def _as_go(value: Any) -> Any:
    """A model as templates see it; plain values stay."""
    if isinstance(value, Release):
        from .release_objects import release_object

        return release_object(value)
    return TillerVersionObject(value) if isinstance(value, TillerVersion) else value
