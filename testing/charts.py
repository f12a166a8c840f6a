"""Writing charts: a folder from texts, an archive from a folder, an index from archives."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ..core.golib import yaml
from ..core.kernel import Kernel
from ..core.model.options import LoadOptions, PackageOptions
from ..core.model.repository import IndexGeneration
from ..core.protocols import RepositoryService
from ..core.testkit import make_kernel


def write_chart(
    folder: str | os.PathLike[str],
    name: str,
    *,
    version: str = "0.1.0",
    engine: str = "",
    templates: Mapping[str, str] | None = None,
    values: Mapping[str, Any] | str = "",
    files: Mapping[str, str | bytes] | None = None,
    **metadata: Any,
) -> str:
    """Write the chart `name` into the folder of that name in `folder`; its path.

    `templates` are texts by their names below ``templates/``, `files` others by their path in the chart, `values` a
    table or the text of values.yaml; `metadata` are further fields of Chart.yaml. A subchart is a chart in
    ``PATH/charts``: ``write_chart(f"{path}/charts", "child")``.
    """
    path = os.path.join(os.fspath(folder), name)
    about = {"apiVersion": "v1", "name": name, "version": version, **({"engine": engine} if engine else {}), **metadata}
    contents: dict[str, str | bytes] = {"Chart.yaml": yaml.dump(about)}
    if values:
        contents["values.yaml"] = values if isinstance(values, str) else yaml.dump(dict(values))
    contents.update({f"templates/{one}": text for one, text in (templates or {}).items()})
    contents.update(files or {})
    os.makedirs(path, exist_ok=True)
    for one, content in contents.items():
        place = os.path.join(path, one)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "wb") as stream:
            stream.write(content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape"))
    return path


def package_chart(path: str, destination: str | os.PathLike[str], kernel: Kernel | None = None) -> str:
    """Pack the chart in a folder into an archive in the folder `destination`; the archive's path. Raises ChartError."""
    kernel = kernel if kernel is not None else make_kernel()
    chart = kernel.first("helm_load_chart", path=os.fspath(path), options=LoadOptions())
    os.makedirs(destination, exist_ok=True)
    archive: str = kernel.first(
        "helm_package_chart", chart=chart, options=PackageOptions(os.fspath(destination), reproducible=True)
    )
    return archive


def index_charts(folder: str | os.PathLike[str], url: str = "") -> None:
    """Write the index.yaml of a folder of archives, whose addresses are below `url`. Raises RepositoryError."""
    kernel = make_kernel(environment={"HELM_HOME": os.fspath(folder)})
    service: RepositoryService = kernel.first("helm_open_repositories")
    service.generate(IndexGeneration(os.fspath(folder), url))
