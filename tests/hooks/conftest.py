"""A kernel of its own for every test, with plugins that the test writes."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.register_assert_rewrite("hooks.making", "hooks.record_rules", "hooks.verb_rules")

from hooks.making import MakeKernel  # noqa: E402
from pilothouse.core import testkit  # noqa: E402
from pilothouse.core.kernel import Kernel  # noqa: E402

IMPORTS = """
from pilothouse.core.entries import *
from pilothouse.core.errors import *
from pilothouse.core.model.capabilities import *
from pilothouse.core.model.chart import *
from pilothouse.core.model.kube_object import *
from pilothouse.core.model.manifest import *
from pilothouse.core.model.requirements import *
from pilothouse.hookspecs import hookimpl
"""


@pytest.fixture
def make_kernel(tmp_path: Path) -> MakeKernel:
    def make(**plugins: str) -> Kernel:
        return testkit.make_kernel(tmp_path / "plugins", {name: IMPORTS + text for name, text in plugins.items()})

    return make


@pytest.fixture
def kernel(make_kernel: MakeKernel) -> Kernel:
    """A kernel with the built-in plugins only."""
    return make_kernel()
