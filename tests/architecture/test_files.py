"""House rules that files can be asked about: names, sizes, who imports whom."""

from __future__ import annotations

import ast

from architecture.source_tree import PACKAGE, ROOT, modules, run_time_imports

BANNED_NAMES = frozenset(("base", "common", "helper", "helpers", "misc", "util", "utils"))
MOST_LINES = 600
MOST_FUNCTION_LINES = 60


def test_no_module_is_named_after_nothing() -> None:
    assert [name for name, path in modules().items() if path.stem.strip("_") in BANNED_NAMES] == []


def test_every_folder_with_modules_is_a_package() -> None:
    folders = {path.parent for name in ("core", "plugins") for path in (ROOT / name).rglob("*.py")}
    assert [str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_no_file_is_longer_than_can_be_overseen() -> None:
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules().items()}
    too_long = {name: length for name, length in lengths.items() if length > MOST_LINES}
    # The catalogue of extension points is one page by design, mostly documentation.
    too_long.pop(f"{PACKAGE}.hookspecs", None)
    # A table, written by docs/generate_merge_keys.py.
    too_long.pop(f"{PACKAGE}.core.golib.merge_keys", None)
    assert too_long == {}


def test_no_function_is_longer_than_a_page() -> None:
    too_long = {}
    for name, path in modules().items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
                length = node.end_lineno - node.lineno + 1
                if length > MOST_FUNCTION_LINES:
                    too_long[f"{name}.{node.name}"] = length
    assert too_long == {}


def test_imports_inside_the_package_are_relative() -> None:
    absolute = {}
    for name, path in modules().items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                named.append(node.module or "")
            if any(target.partition(".")[0] == PACKAGE for target in named):
                absolute[name] = named
    assert absolute == {}


def test_every_module_and_public_function_says_what_it_is_for() -> None:
    silent = []
    for name, path in modules().items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if not ast.get_docstring(tree):
            silent.append(name)
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            is_overload = any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in node.decorator_list)
            if not is_overload and not ast.get_docstring(node):
                silent.append(f"{name}.{node.name}")
    assert silent == []


def test_the_kernel_imports_no_plugin_and_built_in_plugins_do_not_import_one_another() -> None:
    wrong = []
    for name, path in modules().items():
        for target in run_time_imports(name, path):
            if name.startswith((f"{PACKAGE}.core", f"{PACKAGE}.hookspecs")) and f"{PACKAGE}.plugins" in target:
                wrong.append((name, target))
            own, plugins = ".".join(name.split(".")[:4]), f"{PACKAGE}.plugins."
            if name.startswith(plugins) and target.startswith(plugins) and own not in target:
                wrong.append((name, target))
            if name.startswith(f"{PACKAGE}.core.golib") and target.startswith(PACKAGE) and ".golib" not in target:
                wrong.append((name, target))
    assert [pair for pair in wrong if pair[1] not in (PACKAGE, f"{PACKAGE}.core")] == []
