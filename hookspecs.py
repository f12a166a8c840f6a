"""Every extension point: what plugins may implement, and the marker with which they do.

Three kinds, told apart by name:

- ``helm_register_*`` **collect** records (`pilothouse.core.entries`) once; the records are cached. ``helm_error_hints``
  and ``helm_call_refusals`` collect texts whenever there is an occasion.
- ``helm_<verb>_*`` answer a question: the **first** answer that is not None wins; None means "not mine".
  ``helm_post_render`` is a **pipe**: each implementer gets what the one before it gave.
- past tense **tells**: it only informs; answers are ignored.

Built-in plugins are registered first, so a third party is asked before them without marking anything. Wrapper
implementations (``@hookimpl(wrapper=True)``) may surround any first-result extension point. Implementations take as
many of the arguments as they need, by name. Every verb gets `kernel` (`pilothouse.core.protocols.KernelView`).
No extension point is called inside a loop over template actions, function calls or manifests.

An expected failure is raised as a `pilothouse.core.errors.PilothouseError`; anything else that escapes a plugin is
reported as that plugin's failure, with its name and distribution.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from .core import entries
    from .core.client_protocol import Client
    from .core.errors import PilothouseError
    from .core.model.capabilities import Capabilities
    from .core.model.chart import Chart
    from .core.model.chart_tests import ChartTestOptions, ChartTestReport
    from .core.model.command_plugin import FoundCommand
    from .core.model.comparison import Comparison, ComparisonDisplay, ComparisonOptions, ObjectStates
    from .core.model.coverage import Coverage
    from .core.model.kube_object import (
        ApplyOptions,
        ApplyReport,
        ChartHookOptions,
        ChartHookReport,
        ClusterTarget,
        KubeObject,
        ManifestChange,
    )
    from .core.model.lint import LintOptions, LintReport
    from .core.model.manifest import ChartHook, ClassifiedManifests, Manifest
    from .core.model.options import (
        CapabilitiesRequest,
        ChartLocation,
        LoadOptions,
        PackageOptions,
        RequirementsUpdate,
        ScaffoldOptions,
        TextTemplate,
        ValueSources,
    )
    from .core.model.plan import Plan
    from .core.model.preview import ObjectPreview, ReleasePreview
    from .core.model.provenance import SigningOptions, Verification
    from .core.model.release import Release
    from .core.model.render import RenderedFiles, RenderOptions, RenderValues
    from .core.model.repository import ChartDownload, RepositoryEntry, ServeOptions
    from .core.model.requirements import RequirementsListing
    from .core.model.service_target import ServiceTarget
    from .core.model.tiller_installation import TillerInstallation
    from .core.model.tiller_serving import TillerCall, TillerOptions
    from .core.model.value_use import ValueUse
    from .core.protocols import (
        CommandPluginService,
        Getter,
        KernelView,
        KubeClient,
        KubeTransport,
        ReleaseService,
        RepositoryIndex,
        RepositoryService,
        Tunnel,
    )
    from .core.rehearsal_protocol import Rehearsal

PROJECT = "pilothouse"
ENTRY_POINT_GROUP = "pilothouse.plugins"

IMPLEMENTATION_MARK = "pilothouse_implements"
"""The attribute by which the kernel's plugin manager knows an implementation: its options, a dict."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


@overload
def hookimpl(function: _Function) -> _Function: ...
@overload
def hookimpl(
    *, wrapper: bool = ..., tryfirst: bool = ..., trylast: bool = ..., optionalhook: bool = ..., specname: str = ...
) -> Callable[[_Function], _Function]: ...
def hookimpl(
    function: Any = None,
    *,
    wrapper: bool = False,
    tryfirst: bool = False,
    trylast: bool = False,
    optionalhook: bool = False,
    specname: str = "",
) -> Any:
    """Mark a function as an implementation of the extension point of its name (or of `specname`).

    The options are pluggy's: `wrapper` surrounds the other implementations with a generator, `tryfirst` and `trylast`
    ask it before or after others, with `optionalhook` it may name an extension point that does not exist.
    """

    def mark(marked: _Function) -> _Function:
        options = {
            "wrapper": wrapper,
            "hookwrapper": False,
            "optionalhook": optionalhook,
            "tryfirst": tryfirst,
            "trylast": trylast,
            "specname": specname or None,
        }
        setattr(marked, IMPLEMENTATION_MARK, options)
        return marked

    return mark if function is None else mark(function)


class ExtensionPoint:
    """What the kernel knows about an extension point beside its arguments.

    `kind` is ``collect``, ``first``, ``pipe`` or ``tell``; `returns` names the type of an answer
    (``builtins:dict``, ``core.model.chart:Chart`` relative to this package), empty where any will do; with `texts`,
    what the answer holds (keys of a dict included) has to be texts. `since` is the version of Pilothouse that
    introduced it; `version` grows when its meaning is extended. `deprecated` says since when it should not be
    implemented any more, and what takes its place (``since 0.3: use helm_x``); empty while it should.
    """

    __slots__ = ("deprecated", "kind", "returns", "since", "texts", "version")

    def __init__(self, kind: str, returns: str, texts: bool, since: str, version: int, deprecated: str) -> None:
        self.kind = kind
        self.returns = returns
        self.texts = texts
        self.since = since
        self.version = version
        self.deprecated = deprecated


def extension_point(
    kind: str, returns: str = "", *, texts: bool = False, since: str = "0.1", version: int = 1, deprecated: str = ""
) -> Callable[[_Function], _Function]:
    """Declare a function of this module as an extension point (see `ExtensionPoint` for the arguments)."""

    def mark(function: _Function) -> _Function:
        POINTS[function.__name__] = ExtensionPoint(kind, returns, texts, since, version, deprecated)
        return function

    return mark


POINTS: dict[str, ExtensionPoint] = {}
"""Every extension point by name, in the order of this file."""


# --- records -----------------------------------------------------------------------------------------------------


@extension_point("collect")
def helm_register_commands() -> Iterable[entries.CommandEntry]:
    """Add commands to the command line, or to one of its groups.

    Called when the plugin index is built; the records are cached, the command itself is imported when it is run.
    Return an iterable of `CommandEntry`. May not block. Default implementer: `commands`.

    Example::

        # greet.py
        import click
        from pilothouse.core.entries import CommandEntry
        from pilothouse.hookspecs import hookimpl

        @hookimpl
        def helm_register_commands():
            return [CommandEntry("greet", "say hello", "greet:greet")]

        @click.command()
        def greet():
            click.echo("hello")
    """
    raise NotImplementedError  # abstract


@extension_point("collect")
def helm_register_settings() -> Iterable[entries.SettingEntry]:
    """Declare settings (environment variables) that the plugin reads through ``kernel.setting(name)``.

    Called when the plugin index is built. Return an iterable of `SettingEntry`. May not block. Default implementer:
    the kernel's own table (`core.settings`), to which these are added.

    Example::

        @hookimpl
        def helm_register_settings():
            return [SettingEntry("vault-address", "VAULT_ADDR", "", "where secrets are resolved")]
    """
    raise NotImplementedError  # abstract


@extension_point("collect")
def helm_register_flags() -> Iterable[entries.FlagEntry]:
    """Add flags to commands that exist already; what is given becomes a setting.

    Called when the plugin index is built. Return an iterable of `FlagEntry`, each with a setting that the plugin
    registers too. A command's own flags win over added ones of the same name. May not block. Default implementer:
    none.

    Example::

        @hookimpl
        def helm_register_settings():
            return [SettingEntry("ticket", "COMPANY_TICKET", "", "the change that this is done for", "--ticket")]

        @hookimpl
        def helm_register_flags():
            return [FlagEntry("--ticket", "the change that this is done for", "ticket", ("install", "upgrade"))]

        @hookimpl
        def helm_release_recorded(release, kernel):
            report(release.name, kernel.setting("ticket"))
    """
    raise NotImplementedError  # abstract


@extension_point("collect")
def helm_register_template_functions() -> Iterable[entries.TemplateFunctionEntry]:
    """Add functions that templates may call.

    Called when the plugin index is built; what is behind a record is imported when a template names the function.
    Return an iterable of `TemplateFunctionEntry`. May not block. Default implementers: `sprig`, `helm_functions`.
    Parameter annotations ``str``, ``int``, ``float``, ``bool``, ``dict``, ``list`` are checked as Go checks types;
    anything else takes every value.

    Example::

        @hookimpl
        def helm_register_template_functions():
            return [TemplateFunctionEntry("shout", "my_plugin:shout")]

        def shout(text: str) -> str:
            return text.upper() + "!"
    """
    raise NotImplementedError  # abstract


@extension_point("collect")
def helm_register_engines() -> Iterable[entries.EngineEntry]:
    """Name the template engines that a chart may ask for with ``engine:`` in Chart.yaml.

    Called when the plugin index is built. Return an iterable of `EngineEntry`; the engine itself answers
    `helm_render_chart`, which a plugin that names engines is asked about charts of these alone. An engine that nobody
    names is an error that says so before anything is rendered. May not block. Default implementer: `gotpl`.

    Example::

        @hookimpl
        def helm_register_engines():
            return [EngineEntry("upper", "prints templates in capitals")]
    """
    raise NotImplementedError  # abstract


@extension_point("collect")
def helm_register_storage_drivers() -> Iterable[entries.StorageDriverEntry]:
    """Add release stores, chosen by name (``TILLER_STORAGE``).

    Called when the plugin index is built. Return an iterable of `StorageDriverEntry`. May not block; the driver
    that the target makes may. Default implementer: `storage` (configmap, secret, memory, sql).

    Example::

        @hookimpl
        def helm_register_storage_drivers():
            return [StorageDriverEntry("redis", "my_plugin.driver:connect")]
    """
    raise NotImplementedError  # abstract


@extension_point("collect")
def helm_register_getters() -> Iterable[entries.GetterEntry]:
    """Add ways to fetch URLs, by scheme.

    Called when the plugin index is built. Return an iterable of `GetterEntry`. Registering may not block; fetching
    may. Default implementer: `getter_http` (http and https).

    Example::

        @hookimpl
        def helm_register_getters():
            return [GetterEntry("s3", "my_plugin.download:fetch")]

        # my_plugin/download.py
        def fetch(url, options, kernel):
            return read_object(url)
    """
    raise NotImplementedError  # abstract


@extension_point("collect")
def helm_register_output_formats() -> Iterable[entries.OutputFormatEntry]:
    """Add formats for ``--output``.

    Called when the plugin index is built. Return an iterable of `OutputFormatEntry`. May not block. Default
    implementer: `output` (json, yaml).

    Example::

        @hookimpl
        def helm_register_output_formats():
            return [OutputFormatEntry("csv", "my_plugin:to_csv")]
    """
    raise NotImplementedError  # abstract


@extension_point("collect")
def helm_register_lint_rules() -> Iterable[entries.LintRuleEntry]:
    """Add lint rules.

    Called when the plugin index is built. Return an iterable of `LintRuleEntry`; a rule with ``enabled=False`` runs
    only when asked for. May not block. Default implementers: `lint` (Helm's rules), `lint_pitfalls` (further ones,
    off until asked for).

    Example::

        @hookimpl
        def helm_register_lint_rules():
            return [LintRuleEntry("no-latest", "my_plugin.rules:no_latest")]
    """
    raise NotImplementedError  # abstract


@extension_point("collect")
def helm_register_readiness() -> Iterable[entries.ReadinessEntry]:
    """Say when objects of further kinds are ready, for ``--wait``.

    Called when the plugin index is built. Return an iterable of `ReadinessEntry`. May not block. Default
    implementer: `readiness`.

    Example::

        @hookimpl
        def helm_register_readiness():
            return [ReadinessEntry("example.com/v1/Database", "my_plugin:database_ready")]
    """
    raise NotImplementedError  # abstract


@extension_point("collect")
def helm_register_grpc_services() -> Iterable[entries.GrpcServiceEntry]:
    """Serve further gRPC services beside Tiller's.

    Called when the plugin index is built. Return an iterable of `GrpcServiceEntry`. May not block. Default
    implementer: `tiller_server` (Tiller's own service, health, and what Helm's protocol does not have).

    Example::

        @hookimpl
        def helm_register_grpc_services():
            return [GrpcServiceEntry("reflection", "my_plugin:add_reflection")]
    """
    raise NotImplementedError  # abstract


# --- charts and values -------------------------------------------------------------------------------------------


@extension_point("first", "builtins:str")
def helm_locate_chart(location: ChartLocation, kernel: KernelView) -> str | None:
    """Turn a chart reference into the path of a directory or archive on this machine.

    Called once per chart that a command line names. `location` has the reference and the chart-source flags. Return
    an absolute path, or None when the reference is not of your kind. Raise ChartNotFoundError when it is of your
    kind but there is nothing. May block (downloads). Default implementers: `chart_loader` (paths that exist),
    `repositories` (``repository/chart``, URLs; asked last).

    Example::

        @hookimpl
        def helm_locate_chart(location):
            if location.reference.startswith("company/"):
                return "/srv/charts/" + location.reference.removeprefix("company/")
            return None
    """
    raise NotImplementedError  # abstract


@extension_point("first", "core.model.repository:ChartDownload")
def helm_resolve_chart(location: ChartLocation, kernel: KernelView) -> ChartDownload | None:
    """Say where the archive of a chart is that a reference of a kind of your own names.

    Called once for each chart that is downloaded. `location` has the reference and the chart-source flags. Return a
    `ChartDownload`, whose URL some getter fetches and ends with the archive's name, or None when the reference is not
    of your kind. Raise RepositoryError when it is, but there is nothing. May block (registries). Default implementer:
    none; `repositories` resolves what is left: ``repository/chart`` and URLs of archives.

    Example::

        @hookimpl
        def helm_resolve_chart(location):
            name = location.reference.removeprefix("company:")
            if name == location.reference:
                return None
            return ChartDownload(f"https://charts.example.com/{name}-{location.version or '1.0.0'}.tgz")
    """
    raise NotImplementedError  # abstract


@extension_point("first", "core.model.chart:Chart")
def helm_load_chart(path: str, options: LoadOptions, kernel: KernelView) -> Chart | None:
    """Read the chart at a path.

    Called once per chart; subcharts are the loader's business. `options` has the limits on sizes. Return a `Chart`,
    or None when what is at `path` is not of your kind. Raise ChartError with the reason; never write. May block on
    disk. Default implementer: `chart_loader` (directories and gzipped archives).

    Example::

        @hookimpl
        def helm_load_chart(path):
            if not path.endswith(".chart.json"):
                return None
            document = json.loads(open(path).read())
            return Chart(Metadata(document["name"], document["version"]))
    """
    raise NotImplementedError  # abstract


@extension_point("first", "builtins:dict")
def helm_read_values(sources: ValueSources, kernel: KernelView) -> dict[str, Any] | None:
    """Read and merge the values that a user gave by files and flags.

    Called once per operation. `sources` has the files and ``--set`` texts in order. Return the merged table
    (numbers as float, keys as text), or None to leave it to others. Raise ValuesError. May block (files, URLs,
    standard input). Default implementer: `values`.

    Example::

        @hookimpl(wrapper=True)
        def helm_read_values(sources):
            values = yield
            return resolve_secrets(values)
    """
    raise NotImplementedError  # abstract


@extension_point("first", "builtins:dict")
def helm_coalesce_values(chart: Chart, overrides: dict[str, Any], kernel: KernelView) -> dict[str, Any] | None:
    """Lay the user's values over the defaults of a chart and its subcharts, globals included.

    Called once per render, and by requirements processing. Neither `chart` nor `overrides` may be changed. Return
    the table that templates see as `.Values`, or None. Raise ValuesError. May not block. Default implementer:
    `values`.

    Example::

        @hookimpl(wrapper=True)
        def helm_coalesce_values(chart):
            values = yield
            values.setdefault("global", {})["chart"] = chart.name
            return values
    """
    raise NotImplementedError  # abstract


@extension_point("first", "builtins:list", texts=True)
def helm_explain_value(
    chart: Chart, sources: ValueSources, path: str, kernel: KernelView
) -> list[str] | None:
    """Say which default, file or flag set the value at a dotted path.

    Called by ``template --explain-value``. `chart` is the loaded chart, `sources` the files and flags, `path` the
    value asked about. Return the lines to print, or None. Raise ValuesError. May block on files. Default
    implementer: `values`.

    Example::

        @hookimpl
        def helm_explain_value(path):
            return [f"{path}: set by the company's defaults"] if path in COMPANY else None
    """
    raise NotImplementedError  # abstract


@extension_point("first", "core.model.chart:Chart")
def helm_process_requirements(chart: Chart, overrides: dict[str, Any], kernel: KernelView) -> Chart | None:
    """Apply requirements.yaml to a loaded chart: which subcharts stay, under which names, which values they lend.

    Called once per operation, before values are coalesced, with the user's `overrides`. Return the chart to go on
    with (`chart` itself may not be changed), or None. Raise RequirementsError (missing subcharts, bad aliases). May
    not block. Default implementer: `requirements`.

    Example::

        @hookimpl(wrapper=True)
        def helm_process_requirements(chart):
            processed = yield
            processed.dependencies = [d for d in processed.dependencies if d.name not in BANNED]
            return processed
    """
    raise NotImplementedError  # abstract


@extension_point("first", "builtins:bool")
def helm_update_requirements(path: str, options: RequirementsUpdate, kernel: KernelView) -> bool | None:
    """Bring the subcharts that a chart directory's requirements name into its charts folder, and write the lock.

    Called by ``--dep-up`` and the dependency commands. `path` is the chart's directory, `options` say how subcharts are
    fetched. Return True when done, or None. Raise RequirementsError. May block on the network. Default implementer:
    `requirements`.

    Example::

        @hookimpl
        def helm_update_requirements(path):
            return True if run(["vendor-charts", path]).returncode == 0 else None
    """
    raise NotImplementedError  # abstract


@extension_point("first", "core.model.requirements:RequirementsListing")
def helm_list_requirements(path: str, kernel: KernelView) -> RequirementsListing | None:
    """Compare what a chart's requirements name with what its charts folder holds.

    Called by ``dependency list``. `path` is the chart's directory or archive. Return a `RequirementsListing`, or None.
    Raise RequirementsError, ChartError. May block on disk. Default implementer: `requirements`.

    Example::

        @hookimpl
        def helm_list_requirements(path):
            return RequirementsListing(declared=False) if path.endswith(".chart.json") else None
    """
    raise NotImplementedError  # abstract


@extension_point("first", "builtins:str")
def helm_package_chart(chart: Chart, options: PackageOptions, kernel: KernelView) -> str | None:
    """Write a chart into an archive.

    Called by ``package`` and for subcharts that are folders. `options` have the folder to write to. Return the path of
    the archive, or None. Raise ChartError. May block on disk. Default implementer: `packaging` (``NAME-VERSION.tgz``).

    Example::

        @hookimpl(wrapper=True)
        def helm_package_chart(chart):
            chart.metadata.annotations = {**chart.metadata.annotations, "built-by": "ci"}
            return (yield)
    """
    raise NotImplementedError  # abstract


@extension_point("first", "builtins:bool")
def helm_create_chart(path: str, options: ScaffoldOptions, kernel: KernelView) -> bool | None:
    """Write a new chart into a folder whose last part is the chart's name.

    Called by ``create``. `options` may name a starter. Return True when done, or None. Raise ChartError; never replace
    a file. May block on disk. Default implementer: `scaffold`.

    Example::

        @hookimpl
        def helm_create_chart(path, options):
            return copy_company_template(path) if not options.starter else None
    """
    raise NotImplementedError  # abstract


@extension_point("first", "core.model.lint:LintReport")
def helm_lint_chart(path: str, options: LintOptions, kernel: KernelView) -> LintReport | None:
    """Check a chart with all rules that are on.

    Called once per chart by ``lint``. `path` is the chart's folder or archive, `options` have values and the choice of
    rules. Return a `LintReport`, or None. Raise ChartError for what cannot be opened at all. May block on disk. Default
    implementer: `lint`, with the rules of `helm_register_lint_rules`.

    Example::

        @hookimpl
        def helm_lint_chart(path):
            return LintReport((), 0) if path.endswith("/generated") else None
    """
    raise NotImplementedError  # abstract


@extension_point("first", "core.model.capabilities:Capabilities")
def helm_resolve_capabilities(request: CapabilitiesRequest, kernel: KernelView) -> Capabilities | None:
    """Say which API versions and versions of Kubernetes and Tiller templates shall see without a cluster.

    Called once per local render. Return `Capabilities`, or None. Raise UsageError for a version that cannot be
    parsed. May not block. Default implementer: `capabilities` (Kubernetes 1.14).

    Example::

        @hookimpl
        def helm_resolve_capabilities(request):
            return recorded_capabilities("production") if not request.kube_version else None
    """
    raise NotImplementedError  # abstract


# --- rendering ---------------------------------------------------------------------------------------------------


@extension_point("first", "builtins:dict", texts=True)
def helm_render_chart(
    chart: Chart, render_values: RenderValues, options: RenderOptions, kernel: KernelView
) -> RenderedFiles | None:
    """Render all templates of a chart and its subcharts.

    Called once per operation; never per template. `chart` has been through requirements processing, `render_values`
    has values, release and capabilities, `options` how strict to be. Return text by full template name
    (``parent/charts/child/templates/x.yaml``), or None when the chart's engine is not yours. Raise TemplateError
    with file, line and column. May not block; charts are hostile input and an engine may not reach network,
    cluster, environment or files. Default implementer: `gotpl`, asked last.

    Example::

        @hookimpl
        def helm_render_chart(chart, render_values):
            if chart.metadata.engine != "upper":
                return None
            return {f"{chart.name}/{t.name}": t.data.decode().upper() for t in chart.templates}
    """
    raise NotImplementedError  # abstract


@extension_point("first", "builtins:str")
def helm_render_text(template: TextTemplate, data: dict[str, Any], kernel: KernelView) -> str | None:
    """Render one text that the user gave on the command line, such as ``--name-template``.

    Called once per such flag. `data` is the root object: plain values and models of `core.model`. Return the text,
    or None. Raise TemplateError. May not block. Default implementer: `gotpl`.

    Example::

        @hookimpl
        def helm_render_text(template, data):
            return template.text.format(**data) if template.name == "python" else None
    """
    raise NotImplementedError  # abstract


@extension_point("first", "builtins:list")
def helm_find_value_uses(chart: Chart, kernel: KernelView) -> list[ValueUse] | None:
    """Say where the templates of a chart and its subcharts read which values, without rendering them.

    Called by lint rules. `chart` is as loaded: requirements are not applied. Every branch of a template counts, and a
    key that only running it would tell is ``*``. Return a list of `ValueUse`, or None when the chart's engine is not
    yours or templates of its kind cannot be looked through. Raise TemplateError. May not block. Default implementer:
    `gotpl`, asked last.

    Example::

        @hookimpl
        def helm_find_value_uses(chart):
            if chart.metadata.engine != "upper":
                return None
            return []  # templates of this engine are plain texts
    """
    raise NotImplementedError  # abstract


@extension_point("pipe", "builtins:dict", texts=True)
def helm_post_render(files: RenderedFiles, chart: Chart, kernel: KernelView) -> RenderedFiles | None:
    """Change rendered files before anything else looks at them, chart hooks and notes included.

    Called once per render of `chart`, first-registered first; each implementer gets the `files` that the one before
    gave, text by template name. Return the new files, or None to leave them as they are. Raise ManifestError. May
    block. Default implementer: none, files go on unchanged.

    Example::

        @hookimpl
        def helm_post_render(files):
            return {name: text.replace("docker.io/", "mirror.example/") for name, text in files.items()}
    """
    raise NotImplementedError  # abstract


@extension_point("first", "core.model.manifest:ClassifiedManifests")
def helm_classify_manifests(
    files: RenderedFiles, order: str, kernel: KernelView
) -> ClassifiedManifests | None:
    """Split rendered files into documents and tell chart hooks from generic manifests.

    Called once per operation on a release. `order` is ``install`` or ``uninstall``. Return `ClassifiedManifests`,
    or None. Raise ManifestError that names the file. May not block. Default implementer: `manifests`.

    Example::

        @hookimpl(wrapper=True)
        def helm_classify_manifests(files):
            classified = yield
            classified.manifests.sort(key=lambda manifest: WAVES.get(manifest.name, 0))
            return classified
    """
    raise NotImplementedError  # abstract


@extension_point("first", "builtins:list")
def helm_sort_manifests(manifests: list[Manifest], order: str, kernel: KernelView) -> list[Manifest] | None:
    """Put manifests into the order in which they are installed or uninstalled.

    Called once per render with whole files or documents. `order` is ``install`` or ``uninstall``. Return a new
    list, or None. Raise ManifestError. May not block. Default implementer: `manifests` (Helm's kind order, then the
    file's name).

    Example::

        @hookimpl
        def helm_sort_manifests(manifests, order):
            return sorted(manifests, key=lambda manifest: manifest.source) if order == "install" else None
    """
    raise NotImplementedError  # abstract


# --- what a user asks for ----------------------------------------------------------------------------------------


@extension_point("first")
def helm_open_client(kernel: KernelView) -> Client | None:
    """Do what a user asks for: the steps between a command line, or a Python program, and the other plugins.

    Called once per command, and once per session of the Python API. Return a `Client`
    (`pilothouse.core.client_protocol`), or None. Raise PilothouseError. May not block; what the client does may.
    Default implementer: `client` (the order of steps, defaults and messages of Helm's client).

    Example::

        @hookimpl(wrapper=True)
        def helm_open_client(kernel):
            return FourEyesClient((yield), kernel)  # asks a second person before `upgrade` and `uninstall`
    """
    raise NotImplementedError  # abstract


# --- releases and clusters ---------------------------------------------------------------------------------------


@extension_point("first", "core.model.kube_object:ChartHookReport")
def helm_run_chart_hooks(
    event: str, hooks: list[ChartHook], options: ChartHookOptions, kube: KubeClient, kernel: KernelView
) -> ChartHookReport | None:
    """Run the chart hooks of one event on a cluster, by weight and then by name, and wait for them.

    Called once per event that has chart hooks. `event` is the annotation's word (``pre-install``), `hooks` are those of
    this event in the order of the record, `options` names the release and the timeout, `kube` is the cluster. Set
    `last_run` of what ran. Return a `ChartHookReport`, or None. Raise ReleaseError or KubeError when one fails. May
    block for minutes. Default implementer: `chart_hooks`.

    Example::

        @hookimpl(wrapper=True)
        def helm_run_chart_hooks(event):
            audit("before " + event)
            return (yield)
    """
    raise NotImplementedError  # abstract


@extension_point("first", "builtins:str")
def helm_default_namespace(kernel: KernelView) -> str | None:
    """Say into which namespace a release goes when no flag says it.

    Called once per command that needs a namespace; no cluster is asked. Return its name, or None. Raise KubeError.
    May not block. Default implementer: `kube` (the namespace of the chosen kubeconfig context, else ``default``).

    Example::

        @hookimpl
        def helm_default_namespace():
            return os.environ.get("TEAM_NAMESPACE")
    """
    raise NotImplementedError  # abstract


@extension_point("first")
def helm_connect_kube_transport(target: ClusterTarget, kernel: KernelView) -> KubeTransport | None:
    """Open the way to the API server of a cluster.

    Called once per operation that needs a cluster, by the default `helm_connect_kube`. `target` says which cluster.
    Return a `KubeTransport`, or None when the target is not of your kind. Raise KubeError. May block. Default
    implementers: `kube` (clusters of a kubeconfig), `sandbox` (the embedded cluster).

    Example::

        @hookimpl
        def helm_connect_kube_transport(target):
            return TunnelledTransport(target.context) if target.cluster == "tunnel" else None
    """
    raise NotImplementedError  # abstract


@extension_point("first")
def helm_connect_kube(target: ClusterTarget, kernel: KernelView) -> KubeClient | None:
    """Connect to a cluster.

    Called once per operation that needs a cluster. `target` says which one. Return a `KubeClient`, or None. Raise
    KubeError. May block. Default implementer: `kube`, over any transport.

    Example::

        @hookimpl
        def helm_connect_kube(target):
            return RecordedCluster(target.context) if target.cluster == "recorded" else None
    """
    raise NotImplementedError  # abstract


@extension_point("first", "core.model.kube_object:ApplyReport")
def helm_apply_manifests(
    change: ManifestChange, options: ApplyOptions, kube: KubeClient, kernel: KernelView
) -> ApplyReport | None:
    """Bring the objects of a release from one manifest to another.

    Called once per install, upgrade, rollback and delete. `change` has the manifest texts: no `current` for an install,
    no `wanted` for a delete. `options` says how (strategy, waiting, force), `kube` is the cluster. Return an
    `ApplyReport`, or None when the strategy is not yours. Raise KubeError; errors of a delete go into the report. May
    block for minutes. Default implementer: `apply` (two-way as Helm v2, three-way, server-side).

    Example::

        @hookimpl
        def helm_apply_manifests(change, options, kube):
            return my_apply(change, kube) if options.strategy == "mine" else None
    """
    raise NotImplementedError  # abstract


@extension_point("first", "builtins:bool")
def helm_wait_until_ready(
    objects: list[KubeObject], timeout: int, kube: KubeClient, kernel: KernelView
) -> bool | None:
    """Wait until objects are ready (``--wait``).

    Called once after objects were created or changed. `objects` are those of the release, `timeout` is in seconds (0:
    none), `kube` the cluster. Return True when all are ready, or None. Raise KubeTimeoutError with a line for each
    object that is not. May block for as long. Default implementer: `readiness`, by the rules of
    `helm_register_readiness`.

    Example::

        @hookimpl
        def helm_wait_until_ready(objects):
            return True if all(thing.kind == "ConfigMap" for thing in objects) else None
    """
    raise NotImplementedError  # abstract


@extension_point("first", "builtins:str")
def helm_describe_objects(manifest: str, namespace: str, kube: KubeClient, kernel: KernelView) -> str | None:
    """Print the live objects of a manifest as tables (the RESOURCES of ``status``).

    Called once per status. `manifest` is the text of a release's objects, `namespace` the release's, `kube` the
    cluster. Return the text, or None. Raise KubeError. May block. Default implementer: `object_tables`.

    Example::

        @hookimpl
        def helm_describe_objects(manifest, namespace, kube):
            return "".join(f"{thing.kind} {thing.name} " for thing in kube.build(manifest, namespace))
    """
    raise NotImplementedError  # abstract


@extension_point("first")
def helm_connect_release_service(target: ServiceTarget, kernel: KernelView) -> ReleaseService | None:
    """Reach the service that owns releases.

    Called once per command on releases. `target` says where it is. Return a `ReleaseService`, or None. Raise
    ReleaseError. May block. Default implementers: `releases` (in this process), `tiller_client` (a Tiller).

    Example::

        @hookimpl
        def helm_connect_release_service(target):
            return ReplayedService("session.jsonl") if target.host == "replay" else None
    """
    raise NotImplementedError  # abstract


@extension_point("first")
def helm_open_tunnel(target: ServiceTarget, kernel: KernelView) -> Tunnel | None:
    """Open a way from this machine to the Tiller of a cluster.

    Called for command plugins with ``useTunnel`` and wherever a program beside this one is to reach Tiller. `target`
    says in which namespace it is and how long connecting may take. Return a `Tunnel`, or None. Raise ReleaseError and
    KubeError. May block. Default implementer: `tiller_client` (a port of the Pod, through the API server).

    Example::

        @hookimpl
        def helm_open_tunnel(target):
            return SshTunnel("bastion", target.namespace) if os.environ.get("BASTION") else None
    """
    raise NotImplementedError  # abstract


@extension_point("first", "builtins:bool")
def helm_serve_releases(options: TillerOptions, kernel: KernelView) -> bool | None:
    """Serve releases to others until the program is stopped.

    Called by ``tiller``. `options` have addresses and TLS. Return True in the end, or None. Raise ReleaseError when
    an address cannot be used, and what TLS and the cluster refuse. May block until then. Default implementer:
    `tiller_server` (Helm's gRPC service).

    Example::

        @hookimpl
        def helm_serve_releases(options):
            return serve_rest(options.listen) if os.environ.get("REST") else None
    """
    raise NotImplementedError  # abstract


@extension_point("collect")
def helm_call_refusals(call: TillerCall, kernel: KernelView) -> Iterable[str] | None:
    """Say why a client may not make a call.

    Called before each call that a served Tiller answers, but for its version and its health. `call` has the method,
    the release and who calls, and whether the client brings a plan to be applied (`planned`). Return texts, or None to
    let it pass: one text of one implementer is enough to refuse, and so is a failing implementer. Should not block: the
    client waits. Default implementer: none.

    Example::

        @hookimpl
        def helm_call_refusals(call):
            if call.method == "UninstallRelease" and "admins" not in call.identity.organizations:
                return ["only admins delete releases"]
    """
    raise NotImplementedError  # abstract


@extension_point("tell")
def helm_release_recorded(release: Release, previous_status: str, kernel: KernelView) -> None:
    """Hear that a release record was written.

    Called after each write of `release`, with its `previous_status` (empty for a new record). Answers are ignored;
    a failure is reported and the operation goes on. Should not block. Default implementer: none.

    Example::

        @hookimpl
        def helm_release_recorded(release):
            notify("release " + release.name)
    """
    raise NotImplementedError  # abstract


# --- previews, plans, drift --------------------------------------------------------------------------------------


@extension_point("first")
def helm_rehearse_writes(kube: KubeClient, kernel: KernelView) -> Rehearsal | None:
    """Give a twin of a cluster in which writes are rehearsed and noted, and nothing is changed.

    Called once per preview. `kube` is the cluster. Return a `Rehearsal`, or None. Raise KubeError. May block when it is
    used, as `kube` does. Default implementer: `preview` (dry runs of the server's; computed where the server refuses
    them).

    Example::

        @hookimpl
        def helm_rehearse_writes(kube):
            return OfflineRehearsal(kube) if os.environ.get("OFFLINE") else None
    """
    raise NotImplementedError  # abstract


@extension_point("first", "core.model.comparison:Comparison")
def helm_compare_objects(
    objects: list[ObjectStates], options: ComparisonOptions, kernel: KernelView
) -> Comparison | None:
    """Say what differs between two states of objects.

    Called once per comparison. `objects` have the states, in order; `options` have rules for what does not count.
    Return a `Comparison`, or None. Raise UsageError for a rule that cannot be read. May not block. Default implementer:
    `comparison`.

    Example::

        @hookimpl(wrapper=True)
        def helm_compare_objects(options):
            found = yield
            return found.replace(title=found.title.upper())
    """
    raise NotImplementedError  # abstract


@extension_point("first", "builtins:str")
def helm_show_comparison(comparison: Comparison, display: ComparisonDisplay, kernel: KernelView) -> str | None:
    """Print a comparison.

    Called once per comparison that is shown. `display` has the format and how much is wanted. Return the text, or None
    when the format is not yours; printing never fails. May not block. Default implementer: `comparison` (text, json,
    markdown).

    Example::

        @hookimpl
        def helm_show_comparison(comparison, display):
            if display.format != "count":
                return None
            return str(len(comparison.objects))
    """
    raise NotImplementedError  # abstract


@extension_point("first", "builtins:bool")
def helm_save_plan(plan: Plan, path: str, kernel: KernelView) -> bool | None:
    """Write a plan to a file.

    Called by ``upgrade --plan``. `path` is where; what is there is replaced as a whole, or not at all. Return True when
    it is written, or None. Raise ReleaseError. May block on disk. Default implementer: `plans`.

    Example::

        @hookimpl
        def helm_save_plan(plan, path):
            return upload(plan, path) if path.startswith("vault:") else None
    """
    raise NotImplementedError  # abstract


@extension_point("first", "core.model.plan:Plan")
def helm_open_plan(path: str, kernel: KernelView) -> Plan | None:
    """Read a plan from a file.

    Called by ``apply``. Return the `Plan`, or None. Raise ReleaseError for what is no plan. May block on disk. Default
    implementer: `plans`.

    Example::

        @hookimpl
        def helm_open_plan(path):
            return download(path) if path.startswith("vault:") else None
    """
    raise NotImplementedError  # abstract


@extension_point("first", "core.model.preview:ReleasePreview")
def helm_find_drift(release: Release, kube: KubeClient, kernel: KernelView) -> ReleasePreview | None:
    """Find out how the objects of a release differ from its record.

    Called once per release that is looked at. `release` is its deployed revision, `kube` the cluster, in which nothing
    is changed. Return a `ReleasePreview` from the live objects to the recorded ones, or None. Raise KubeError. May
    block. Default implementer: `drift` (a rehearsal of the three-way strategy).

    Example::

        @hookimpl
        def helm_find_drift(release):
            unmanaged = release.name.startswith("legacy-")
            return ReleasePreview(release, release) if unmanaged else None
    """
    raise NotImplementedError  # abstract


@extension_point("first", "core.model.kube_object:ApplyReport")
def helm_correct_drift(
    release: Release, objects: list[ObjectPreview], kube: KubeClient, kernel: KernelView
) -> ApplyReport | None:
    """Bring drifted objects back to what is recorded.

    Called once per release that is corrected. `objects` are those that have drifted, as `helm_find_drift` found them;
    others stay alone. `kube` is the cluster. Return an `ApplyReport`, or None. Raise KubeError. May block. Default
    implementer: `drift`.

    Example::

        @hookimpl
        def helm_correct_drift(release, objects):
            return ask_first(release, objects) if release.namespace == "production" else None
    """
    raise NotImplementedError  # abstract


# --- tests of charts ---------------------------------------------------------------------------------------------


@extension_point("first", "core.model.chart_tests:ChartTestReport")
def helm_run_chart_tests(path: str, options: ChartTestOptions, kernel: KernelView) -> ChartTestReport | None:
    """Run the tests that a chart has as files.

    Called once per chart by ``unittest``. `path` is the chart's folder, `options` say which tests and how. Return a
    `ChartTestReport`, or None when the tests are not of your kind. Raise ChartError. May block. Default implementer:
    `chart_tests` (YAML files in the form of helm-unittest).

    Example::

        @hookimpl
        def helm_run_chart_tests(path, options):
            return run_bats(path, options) if glob(path + "/tests/*.bats") else None
    """
    raise NotImplementedError  # abstract


@extension_point("first", "builtins:str")
def helm_report_coverage(coverage: Coverage, format: str, kernel: KernelView) -> str | None:
    """Print which parts of templates were reached.

    Called once per report. `coverage` has lines and branches, `format` is ``table``, ``json``, ``html`` or what a
    plugin knows. Return the text, or None when the format is not yours; writing it never fails. May not block. Default
    implementer: `chart_tests`.

    Example::

        @hookimpl
        def helm_report_coverage(coverage, format):
            return lcov(coverage) if format == "lcov" else None
    """
    raise NotImplementedError  # abstract


# --- repositories and trust --------------------------------------------------------------------------------------


@extension_point("first")
def helm_open_repositories(kernel: KernelView) -> RepositoryService | None:
    """Give access to the chart repositories that the user has registered.

    Called once per command that works with repositories. Return a `RepositoryService`, or None. Raise RepositoryError.
    May block on disk. Default implementer: `repositories` (repositories.yaml and the indexes in `$HELM_HOME`).

    Example::

        @hookimpl
        def helm_open_repositories():
            return CompanyRepositories("https://charts.example.com/api")
    """
    raise NotImplementedError  # abstract


@extension_point("first")
def helm_fetch_repository_index(entry: RepositoryEntry, path: str, kernel: KernelView) -> RepositoryIndex | None:
    """Say afresh which charts and versions a repository has.

    Called when a repository is added or updated, or named by its URL alone. `entry` has the URL and the credentials for
    it; what is to be found again later is written to the file `path` (empty: nothing is). A repository that needs no
    index file may write nothing and answer from its server. Return a `RepositoryIndex`, or None when the URL is not of
    your kind. Raise RepositoryError. May block. Default implementer: `repositories` (index.yaml, through a getter).

    Example::

        @hookimpl
        def helm_fetch_repository_index(entry):
            return BucketIndex(entry.url) if entry.url.startswith("s3://") else None
    """
    raise NotImplementedError  # abstract


@extension_point("first")
def helm_open_repository_index(entry: RepositoryEntry, path: str, kernel: KernelView) -> RepositoryIndex | None:
    """Say which charts and versions a repository had when it was last updated.

    Called when charts are searched or a reference is resolved. `path` is the file that `helm_fetch_repository_index`
    wrote. Return a `RepositoryIndex`, or None when the URL is not of your kind. Raise RepositoryError. May block.
    Default implementer: `repositories`.

    Example::

        @hookimpl
        def helm_open_repository_index(entry):
            return BucketIndex(entry.url) if entry.url.startswith("s3://") else None
    """
    raise NotImplementedError  # abstract


@extension_point("first")
def helm_find_getter(scheme: str, kernel: KernelView) -> Getter | None:
    """Find what fetches URLs of a scheme for which no getter is registered.

    Called once per fetch of such a URL. `scheme` is in lower case. Return a `Getter`, or None. Raise PluginError. May
    block on disk. Default implementer: `command_plugins` (the ``downloaders`` of command plugins).

    Example::

        @hookimpl
        def helm_find_getter(scheme):
            return rclone_getter if scheme in rclone_remotes() else None
    """
    raise NotImplementedError  # abstract


@extension_point("first", "builtins:bool")
def helm_serve_charts(options: ServeOptions, kernel: KernelView) -> bool | None:
    """Serve a folder of charts over HTTP until the program is stopped.

    Called by ``serve``. `options` have folder and address. Return True in the end, or None. Raise RepositoryError when
    the address cannot be used. May block until then. Default implementer: `chart_server`.

    Example::

        @hookimpl
        def helm_serve_charts(options):
            return exec_nginx(options.folder) if options.address.endswith(":443") else None
    """
    raise NotImplementedError  # abstract


@extension_point("first", "core.model.provenance:Verification")
def helm_verify_provenance(path: str, keyring: str, kernel: KernelView) -> Verification | None:
    """Check the signature of a chart archive.

    Called once per archive when verification is asked for. `path` is the archive, `keyring` the file of public
    keys. Return what was verified, or None when you cannot judge. Raise ProvenanceError; absence and emptiness are
    failures. May block. If nobody answers, verification has failed. Default implementer: `provenance` (OpenPGP).

    Example::

        @hookimpl
        def helm_verify_provenance(path):
            return cosign_verify(path) if exists(path + ".sig") else None
    """
    raise NotImplementedError  # abstract


@extension_point("first", "builtins:str")
def helm_sign_chart(path: str, options: SigningOptions, kernel: KernelView) -> str | None:
    """Sign a chart archive.

    Called by ``package --sign``. `path` is the archive, `options` name the key. Write the signature beside the archive.
    Return its path, or None. Raise ProvenanceError. May block. Default implementer: `provenance` (``PATH.prov``).

    Example::

        @hookimpl
        def helm_sign_chart(path, options):
            return cosign_sign(path) if options.key.startswith("kms://") else None
    """
    raise NotImplementedError  # abstract


# --- command plugins and Tiller ----------------------------------------------------------------------------------


@extension_point("first", "builtins:list")
def helm_find_commands(kernel: KernelView) -> list[FoundCommand] | None:
    """Find commands that are not registered, such as those of Helm's command plugins.

    Called when a command line names no registered command, and for the list of commands in the help text. Return a
    list of `FoundCommand`, or None. Raise PluginError. May block on disk. Default implementer: `command_plugins`.

    Example::

        @hookimpl(wrapper=True)
        def helm_find_commands():
            commands = yield
            return [*commands, FoundCommand("hello", "greet", "Greets.", lambda words: 0)]
    """
    raise NotImplementedError  # abstract


@extension_point("tell")
def helm_command_started(command: str, kernel: KernelView) -> None:
    """Hear that a command is about to run.

    Called once its command line is read, before it does anything. `command` is its name with those of its groups
    (``repo add``). Answers are ignored; a failure is reported and the command goes on. Must not block: every command
    waits for it. Default implementer: `repositories` (a warning of addresses that are gone).

    Example::

        @hookimpl
        def helm_command_started(command):
            audit_log("helm " + command)
    """
    raise NotImplementedError  # abstract


@extension_point("first")
def helm_open_command_plugins(kernel: KernelView) -> CommandPluginService | None:
    """Give access to the command plugins (``plugin.yaml``) of the user.

    Called by ``plugin install`` and its siblings. Return a `CommandPluginService`, or None. Raise PluginError. May
    block on disk. Default implementer: `command_plugins`.

    Example::

        @hookimpl
        def helm_open_command_plugins():
            return ReadOnlyPlugins("/opt/helm-plugins")
    """
    raise NotImplementedError  # abstract


@extension_point("first", "builtins:list")
def helm_build_tiller_manifests(
    installation: TillerInstallation, kernel: KernelView
) -> list[dict[str, Any]] | None:
    """Build the objects with which Tiller is installed in a cluster.

    Called once by ``init``. `installation` has its flags. Return the objects as documents, or None. Raise UsageError.
    May block on files. Default implementer: `tiller_manifests`.

    Example::

        @hookimpl(wrapper=True)
        def helm_build_tiller_manifests():
            deployment, *others = yield
            deployment["metadata"]["labels"]["team"] = "platform"
            return [deployment, *others]
    """
    raise NotImplementedError  # abstract


# --- errors ------------------------------------------------------------------------------------------------------


@extension_point("collect")
def helm_error_hints(error: PilothouseError, kernel: KernelView) -> Iterable[str] | None:
    """Add lines of advice to an error that is about to be printed.

    Called once, before the error is printed; each implementer is isolated, so that a failing one cannot hide the
    error. Return texts, or None. May not block. Default implementer: none.

    Example::

        @hookimpl
        def helm_error_hints(error):
            return ["ask #platform for access"] if "forbidden" in error.message else None
    """
    raise NotImplementedError  # abstract
