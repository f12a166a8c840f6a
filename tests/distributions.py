"""Distributions as an installer leaves them on the import path."""

from __future__ import annotations

from pathlib import Path


def install(site: Path, name: str, modules: dict[str, str], entry_points: str, *, version: str = "1.0") -> Path:
    """Put modules and the metadata of a distribution into a folder; the folder of the metadata."""
    site.mkdir(parents=True, exist_ok=True)
    for module, source in modules.items():
        path = site / f"{module.replace('.', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    metadata = site / f"{name.replace('-', '_')}-{version}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(entry_points, encoding="utf-8")
    return metadata


def engine(name: str) -> str:
    """The source of a plugin that names one template engine."""
    return f"""
from pilothouse.core.entries import EngineEntry
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_register_engines():
    return [EngineEntry({name!r}, "an engine")]
"""


def announce(**plugins: str) -> str:
    """The text of entry_points.txt for plugins by name and module."""
    return "[pilothouse.plugins]\n" + "".join(f"{name} = {module}\n" for name, module in plugins.items())
