"""What `import pilothouse` gives and costs."""

from __future__ import annotations

import json
import subprocess
import sys

import pilothouse
import pytest
from pilothouse import errors
from pilothouse.core import errors as core_errors


def python(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_importing_the_package_imports_nothing() -> None:
    program = """
import json, sys
before = set(sys.modules)
import pilothouse
print(json.dumps(sorted(set(sys.modules) - before)))
"""
    assert json.loads(python(program)) == ["pilothouse"]


def test_every_public_name_is_there() -> None:
    names = [name for name in pilothouse.__all__ if getattr(pilothouse, name, None) is None]
    assert names == []
    assert set(pilothouse.__all__) <= set(dir(pilothouse))


def test_other_names_are_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'pilothouse' has no attribute 'helm'"):
        getattr(pilothouse, "helm")  # noqa: B009 - mypy knows that it is not there


def test_all_errors_are_there() -> None:
    classes = {name for name, one in vars(core_errors).items() if isinstance(one, type)}
    assert set(errors.__all__) == {*classes, "ProcessLimitError"}
    assert errors.PilothouseError is pilothouse.PilothouseError is core_errors.PilothouseError


def test_the_command_line_loads_nothing_of_the_api() -> None:
    program = """
import json, sys
from pilothouse.core.quick import run
run(["version", "--client"], program="helm")
print(json.dumps([name for name in sys.modules if name.startswith("pilothouse.api")]))
"""
    assert python(program).splitlines()[-1] == "[]"
