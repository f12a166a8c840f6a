"""What tests of plugins need: the program inside a test, worlds to run it in, and a contract for every seam.

- `make_kernel`, `run`, `write_plugins`: the program in the test's process, without anybody's settings.
- `TemporaryHome`, `SandboxCluster`, `RepositoryServer`, `write_chart`, `package_chart`,
  `index_charts`, `StorageWorld`: where it runs and with what.
- `Faults`: what lies between two parts fails, is slow, or loses the answer, at the call that the test says.
- ``…Contract``: classes to inherit from. Each test in them holds for every plugin of that kind; a subclass says what
  is tested by attributes and methods.

Only the standard library is needed. Under pytest, failing assertions of contracts show their values.
"""

from __future__ import annotations

import sys

from ..core.testkit import Outcome, RecordingConsole, make_kernel, run, write_plugins

_CONTRACTS = (
    "command_contract",
    "engine_contract",
    "functions_contract",
    "getter_contract",
    "lint_rule_contract",
    "readiness_contract",
    "repository_contract",
)
if "pytest" in sys.modules:
    _names = [f"{__name__}.{name}" for name in _CONTRACTS] + [f"{__package__.rpartition('.')[0]}.core.storage_contract"]
    sys.modules["pytest"].register_assert_rewrite(*[name for name in _names if name not in sys.modules])

from ..core.storage_contract import StorageContract  # noqa: E402 - pytest has to know of contracts before
from .charts import index_charts, package_chart, write_chart  # noqa: E402
from .command_contract import CommandContract  # noqa: E402
from .engine_contract import EngineContract  # noqa: E402
from .faults import Fault, Faults  # noqa: E402
from .functions_contract import FunctionsContract  # noqa: E402
from .getter_contract import GetterContract  # noqa: E402
from .homes import SandboxCluster, TemporaryHome  # noqa: E402
from .lint_rule_contract import LintRuleContract  # noqa: E402
from .readiness_contract import ReadinessContract  # noqa: E402
from .repository_contract import RepositoryContract  # noqa: E402
from .repository_server import RepositoryServer  # noqa: E402
from .storage_world import StorageWorld  # noqa: E402

__all__ = [
    "CommandContract",
    "EngineContract",
    "Fault",
    "Faults",
    "FunctionsContract",
    "GetterContract",
    "LintRuleContract",
    "Outcome",
    "ReadinessContract",
    "RecordingConsole",
    "RepositoryContract",
    "RepositoryServer",
    "SandboxCluster",
    "StorageContract",
    "StorageWorld",
    "TemporaryHome",
    "index_charts",
    "make_kernel",
    "package_chart",
    "run",
    "write_chart",
    "write_plugins",
]
