"""The records that plugins yield from `helm_register_*` extension points.

Records are plain data: texts, numbers, booleans and tuples of them. What they stand for is named by a target
``"module:attribute"``, imported when it is first used. So the kernel can list, check, filter and cache records
without importing what is behind them.

Every record has a `name` (unique among the records of its kind) and `replaces`: the name of the plugin whose record
of the same name this one takes the place of. Two plugins with the same name and no `replaces` are an error that
names both.
"""

from __future__ import annotations

from .record import Record


class CommandEntry(Record):
    """A command of the command line. `target` is a `core.command.CommandDeclaration` or a `click.Command`.

    `parent` names the group it belongs to. `suggest_for` are words after which the error about them names the command.
    """

    name: str
    help: str
    target: str
    aliases: tuple[str, ...] = ()
    parent: str = ""
    hidden: bool = False
    suggest_for: tuple[str, ...] = ()
    replaces: str = ""


class SettingEntry(Record):
    """A setting: its environment variable, default, and what it is for. Flags of the same meaning win over it."""

    name: str
    environment: str
    default: str
    help: str
    flag: str = ""
    replaces: str = ""


class FlagEntry(Record):
    """A flag that is added to commands which exist already. Its value becomes the setting `setting`.

    `name` is the long name with its dashes, `short` perhaps a letter with its dash, `commands` the full names of the
    commands (``repo add``). `kind` is the flag's type under its Go name (see `core.command.Flag`), `completes` what a
    shell offers: ``file``, ``dir`` or nothing. The setting is one of the kernel's or one that the plugin registers.
    """

    name: str
    help: str
    setting: str
    commands: tuple[str, ...]
    kind: str = "string"
    short: str = ""
    completes: str = ""
    replaces: str = ""


class TemplateFunctionEntry(Record):
    """A function for templates.

    `target` is a callable, a `GoFunction`, or a mapping that has the function under `name` (a family's table). With
    `late_bound`, it is (or the mapping holds) a factory that takes the engine's `TemplateBinding` and returns the
    function. `engine` limits it to one template engine; empty means every engine that takes such functions.
    """

    name: str
    target: str
    late_bound: bool = False
    engine: str = ""
    replaces: str = ""


class EngineEntry(Record):
    """A template engine that charts may name in Chart.yaml.

    `trust` says what its templates can reach: ``sandboxed`` for values alone, ``isolated`` for a process of their own
    without any rights, ``code`` where who writes a chart can do what the user can. `version` is that of the template
    language's implementation; empty for that of the plugin.
    """

    name: str
    help: str
    trust: str = "sandboxed"
    version: str = ""
    replaces: str = ""


class StorageDriverEntry(Record):
    """A release store. `target` is a factory ``(StorageContext) -> StorageDriver``."""

    name: str
    target: str
    replaces: str = ""


class GetterEntry(Record):
    """Fetches what is behind URLs of one scheme (`name`). `target` is ``(url, FetchOptions, kernel) -> bytes``."""

    name: str
    target: str
    replaces: str = ""


class OutputFormatEntry(Record):
    """A way to print a plain document. `target` is ``(document) -> str``."""

    name: str
    target: str
    replaces: str = ""


class LintRuleEntry(Record):
    """A lint rule. `target` is ``(LintSubject, kernel) -> iterable of LintFinding``.

    With ``enabled=False`` it runs only when asked for by name, or with all others.
    """

    name: str
    target: str
    enabled: bool = True
    replaces: str = ""


class ReadinessEntry(Record):
    """When an object of one kind is ready, for ``--wait``.

    `name` is ``group/version/Kind``, or ``group/*/Kind`` for every version of it. `target` is a function of the live
    object, its namespace and the KubeClient that returns the empty text when it is ready and else says why not.
    """

    name: str
    target: str
    replaces: str = ""


class GrpcServiceEntry(Record):
    """A gRPC service to serve beside Tiller's. `target` is ``(GrpcServing, kernel) -> None``: it adds its handlers."""

    name: str
    target: str
    replaces: str = ""


ENTRY_TYPES: dict[str, type[Record]] = {
    "helm_register_commands": CommandEntry,
    "helm_register_settings": SettingEntry,
    "helm_register_flags": FlagEntry,
    "helm_register_template_functions": TemplateFunctionEntry,
    "helm_register_engines": EngineEntry,
    "helm_register_storage_drivers": StorageDriverEntry,
    "helm_register_getters": GetterEntry,
    "helm_register_output_formats": OutputFormatEntry,
    "helm_register_lint_rules": LintRuleEntry,
    "helm_register_readiness": ReadinessEntry,
    "helm_register_grpc_services": GrpcServiceEntry,
}
"""Which record each collecting extension point takes."""
