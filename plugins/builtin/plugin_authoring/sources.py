"""What the source texts of a plugin say without being run."""

from __future__ import annotations

import ast
import os
import re

from ....core.record import Record

PACKAGE = __package__.partition(".")[0]
_PRIVATE = f"{PACKAGE}.plugins"
_CONTRACT = re.compile(r"\b(\w+Contract)\b")


class Sources(Record):
    """The modules of a plugin: `root` is its package's folder or its one file, `module` the file of the plugin."""

    root: str
    module: str
    package: str

    def files(self) -> list[str]:
        """All modules, sorted."""
        return [self.root] if os.path.isfile(self.root) else _python_files(self.root)

    def is_package(self) -> bool:
        """Whether it is a folder."""
        return os.path.isdir(self.root)


def sources_of(module: str, file: str, kind: str) -> Sources:
    """Where a plugin's sources are, from the name and the file of its module.

    The package of a plugin of Pilothouse's own is the one that the module is in.
    """
    parts = module.split(".")
    if len(parts) == 1:
        return Sources(os.path.dirname(file) if os.path.basename(file) == "__init__.py" else file, file, module)
    up = 1 if kind in ("builtin", "contrib") else len(parts) - 1
    root = os.path.dirname(file)
    if os.path.basename(file) == "__init__.py":
        root = os.path.dirname(root)
    for _ in range(up - 1):
        root = os.path.dirname(root)
    return Sources(root, file, ".".join(parts[: len(parts) - up]))


def private_uses(sources: Sources) -> list[str]:
    """Where plugins of Pilothouse are imported or named as a target: ``FILE:LINE: MODULE``."""
    uses = []
    for path in sources.files():
        tree = _parse(path)
        below = os.path.dirname(os.path.relpath(path, sources.root)) if sources.is_package() else ""
        inside = ".".join((sources.package, *filter(None, below.split(os.sep)))) if sources.is_package() else ""
        for node in ast.walk(tree) if tree is not None else ():
            for target in _named_modules(node, inside):
                is_own = f"{target}.".startswith(f"{sources.package}.")
                if f"{target}.".startswith(f"{_PRIVATE}.") and not is_own:
                    where = os.path.relpath(path, os.path.dirname(sources.root))
                    uses.append(f"{where}:{getattr(node, 'lineno', 0)}: {target}")
    return uses


def _named_modules(node: ast.AST, package: str) -> list[str]:
    """The modules that a part of a source names: by imports, relative ones resolved, or in a text."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        parts = package.split(".")
        start = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
        module = ".".join(filter(None, (start, node.module)))
        return [f"{module}.{alias.name}" for alias in node.names] if module == PACKAGE else [module]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        found = re.match(rf"({re.escape(_PRIVATE)}\.\w[\w.]*)(:|$)", node.value)
        return [found[1]] if found else []
    return []


def undocumented(sources: Sources) -> list[str]:
    """What of the plugin's module has no docstring: the module, and its public functions and classes."""
    tree = _parse(sources.module)
    if tree is None:
        return []
    missing = [] if ast.get_docstring(tree) else [os.path.basename(sources.module)]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            missing += [] if ast.get_docstring(node) else [node.name]
    return missing


def contracts_in(folder: str) -> tuple[int, set[str]]:
    """How many files of tests a distribution has, and the contracts that they name."""
    names: set[str] = set()
    tests = [path for path in _python_files(folder) if re.fullmatch(r"test_.*\.py|.*_test\.py", os.path.basename(path))]
    for path in tests:
        with open(path, encoding="utf-8", errors="replace") as stream:
            names.update(_CONTRACT.findall(stream.read()))
    return len(tests), names


def _parse(path: str) -> ast.Module | None:
    """The tree of a source; None for one that cannot be read, which importing it will tell."""
    try:
        with open(path, "rb") as stream:
            return ast.parse(stream.read())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _python_files(folder: str) -> list[str]:
    found = []
    for below, folders, names in os.walk(folder):
        folders[:] = sorted(
            one for one in folders if not one.startswith(".") and one not in ("build", "dist", "node_modules")
        )
        found += [os.path.join(below, name) for name in sorted(names) if name.endswith(".py")]
    return [path for path in found if os.path.isfile(path)]  # a pipe without a writer would be waited for
