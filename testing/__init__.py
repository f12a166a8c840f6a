"""What tests of plugins need: the program inside a test, worlds to run it in, and a contract for every seam.

- `make_kernel`, `run`, `write_plugins`: the program in the test's process, without anybody's settings.
- `TemporaryHome`, `SandboxCluster`, `RepositoryServer`, `write_chart`, `package_chart`,
  `index_charts`, `StorageWorld`: where it runs and with what.
- `Faults`: what lies between two parts fails, is slow, or loses the answer, at the call that the test says.
- ``…Contract``: classes to inherit from. Each test in them holds for every plugin of that kind; a subclass says what
  is tested by attributes and methods.

- `ChartCluster`, `TestedChart`, `Rendering`, `ChartObject`, `partial`: what tests of charts under pytest are given and
  compare with; see docs/chart-tests.md.

Only the standard library is needed. Under pytest, failing assertions of contracts show their values.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.storage_contract import StorageContract as StorageContract
    from ..core.testkit import Outcome as Outcome
    from ..core.testkit import RecordingConsole as RecordingConsole
    from ..core.testkit import make_kernel as make_kernel
    from ..core.testkit import run as run
    from ..core.testkit import write_plugins as write_plugins
    from .chart_cluster import ChartCluster as ChartCluster
    from .chart_objects import ABSENT as ABSENT
    from .chart_objects import ChartObject as ChartObject
    from .chart_objects import Partial as Partial
    from .chart_objects import partial as partial
    from .chart_rendering import Rendering as Rendering
    from .chart_rendering import TestedChart as TestedChart
    from .charts import index_charts as index_charts
    from .charts import package_chart as package_chart
    from .charts import write_chart as write_chart
    from .command_contract import CommandContract as CommandContract
    from .engine_contract import EngineContract as EngineContract
    from .faults import Fault as Fault
    from .faults import Faults as Faults
    from .functions_contract import FunctionsContract as FunctionsContract
    from .getter_contract import GetterContract as GetterContract
    from .homes import SandboxCluster as SandboxCluster
    from .homes import TemporaryHome as TemporaryHome
    from .lint_rule_contract import LintRuleContract as LintRuleContract
    from .readiness_contract import ReadinessContract as ReadinessContract
    from .repository_contract import RepositoryContract as RepositoryContract
    from .repository_server import RepositoryServer as RepositoryServer
    from .storage_world import StorageWorld as StorageWorld

_HOMES = {
    "ABSENT": ".chart_objects",
    "ChartCluster": ".chart_cluster",
    "ChartObject": ".chart_objects",
    "CommandContract": ".command_contract",
    "EngineContract": ".engine_contract",
    "Fault": ".faults",
    "Faults": ".faults",
    "FunctionsContract": ".functions_contract",
    "GetterContract": ".getter_contract",
    "LintRuleContract": ".lint_rule_contract",
    "Outcome": "..core.testkit",
    "Partial": ".chart_objects",
    "ReadinessContract": ".readiness_contract",
    "RecordingConsole": "..core.testkit",
    "Rendering": ".chart_rendering",
    "RepositoryContract": ".repository_contract",
    "RepositoryServer": ".repository_server",
    "SandboxCluster": ".homes",
    "StorageContract": "..core.storage_contract",
    "StorageWorld": ".storage_world",
    "TemporaryHome": ".homes",
    "TestedChart": ".chart_rendering",
    "index_charts": ".charts",
    "make_kernel": "..core.testkit",
    "package_chart": ".charts",
    "partial": ".chart_objects",
    "run": "..core.testkit",
    "write_chart": ".charts",
    "write_plugins": "..core.testkit",
}
"""Where the names are, relative to this package. Each is imported when it is first used: pytest imports the package
wherever Pilothouse is installed, for the sake of `pytest_plugin`."""

if "pytest" in sys.modules:
    _contracts = [name.lstrip(".") for name in _HOMES.values() if name.endswith("_contract")]
    _parent = __package__.rpartition(".")[0]
    _names = [f"{_parent}.{name}" if name.startswith("core.") else f"{__name__}.{name}" for name in _contracts]
    sys.modules["pytest"].register_assert_rewrite(*[name for name in _names if name not in sys.modules])

__all__ = [*_HOMES]  # noqa: PLE0604 - names of a table


def __getattr__(name: str) -> object:
    """A public name, imported when it is first used. Raises AttributeError for any other."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(home, __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, imported or not."""
    return sorted({*globals(), *__all__})
