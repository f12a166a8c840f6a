"""The repository as files: where the package's own modules are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "pilothouse"
NOT_THE_PACKAGE = frozenset(("bench", "build", "dist", "docs", "examples", "fuzz", "tests"))


def package_folders() -> Iterator[Path]:
    """The folders that hold the package's modules, whether or not they have an ``__init__.py``."""
    yield ROOT
    for path in sorted(ROOT.rglob("*.py")):
        top = path.relative_to(ROOT).parts[0]
        if path.parent != ROOT and not top.startswith(".") and top not in NOT_THE_PACKAGE and path.stem == "__init__":
            yield path.parent


def modules() -> dict[str, Path]:
    """The files of the package by the name under which they are imported."""
    found = {}
    for folder in package_folders():
        package = ".".join((PACKAGE, *folder.relative_to(ROOT).parts))
        for path in sorted(folder.glob("*.py")):
            found[package if path.stem == "__init__" else f"{package}.{path.stem}"] = path
    return found


def run_time_imports(module: str, path: Path) -> set[str]:
    """The modules that a file imports when it runs or is called, relative names resolved, type checking left out."""
    package = module if path.stem == "__init__" else module.rpartition(".")[0]
    found: set[str] = set()

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            return
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            start = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
            target = ".".join(filter(None, (start, node.module)))
            found.add(target)
            found.update(f"{target}.{alias.name}" for alias in node.names)
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(path.read_text(encoding="utf-8")))
    return found
