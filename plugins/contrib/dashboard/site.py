"""What all pages share: the service, the cluster, the templates, and how texts of strangers become parts of a page."""

from __future__ import annotations

import os
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from ....core.cluster_choice import connect_cluster
from ....core.errors import PilothouseError
from ....core.plugin_module import describe_cause
from ....core.text import decoded, printable
from . import assets
from .yaml_markup import yaml_markup

if TYPE_CHECKING:
    from ....core.client_protocol import Client
    from ....core.kernel import Kernel
    from ....core.model.service_target import ServiceTarget
    from ....core.protocols import KubeClient, ReleaseService

_TEMPLATES = os.path.join(os.path.dirname(__file__), "templates")
_MOST_DETAILS = 20


class Site:
    """The releases that are shown, and what makes pages of them. Safe for several threads.

    `base` is the path below which all pages are, `seconds` how long one may take. With `may_show_secrets` a page shows
    what Secrets hold when it is asked to.
    """

    def __init__(
        self,
        kernel: Kernel,
        client: Client,
        service: ReleaseService,
        target: ServiceTarget,
        base: str,
        *,
        seconds: float,
        may_show_secrets: bool,
    ) -> None:
        self.kernel = kernel
        self.client = client
        self.service = service
        self.base = base
        self.seconds = seconds
        self.may_show_secrets = may_show_secrets
        self.place = _place(kernel, target)
        self.sees_cluster = not target.host
        self._lock = Lock()
        self._kube: KubeClient | None = None
        self._templates = _environment(self)

    def cluster(self) -> KubeClient:
        """The cluster that releases are in. Raises KubeError, and PilothouseError where it is known to a Tiller alone.

        A Tiller at an address may work on any cluster, whatever a kubeconfig says.
        """
        if not self.sees_cluster:
            raise PilothouseError(
                "the cluster of this Tiller is not known",
                details=("releases are asked of a Tiller at an address; it may work on any cluster",),
            )
        with self._lock:
            if self._kube is None:
                self._kube = connect_cluster(self.kernel)
            return self._kube

    def render(self, template: str, facts: dict[str, Any]) -> str:
        """A page. What the run conceals is hidden in it."""
        page: str = self._templates.get_template(template).render(facts)
        return self.kernel.concealed(page)

    def safe(self, value: Any) -> Any:
        """Facts for JSON: texts without what is no character, and without what the run conceals."""
        if isinstance(value, str):
            return self.kernel.concealed(decoded(value))
        if isinstance(value, dict):
            return {self.safe(str(key)): self.safe(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.safe(item) for item in value]
        return value

    def shown_error(self, error: Exception) -> dict[str, Any]:
        """An error as facts: its first line is Helm's sentence. What nobody has declared is named, without a place."""
        if isinstance(error, PilothouseError):
            details = [line for line in error.details if line][:_MOST_DETAILS]
            return {"message": error.message, "details": details, "hint": error.hint}
        if self.kernel.settings.enabled("debug"):
            self.kernel.console.traceback(error)
        message = f"internal error: {describe_cause(error)}"
        return {"message": message, "details": [], "hint": "with --debug, the command prints where it happened"}

    def catch_up(self) -> None:
        """Do what plugins have put off until a page is out, such as filling caches; a failure is logged."""
        try:
            self.kernel.catch_up()
        except Exception as error:
            self.kernel.warn(f"warning: {error}")

    def link(self, *parts: str, **query: Any) -> str:
        """The address of a page: its path's parts, and the fields of its query that have a value."""
        path = "/".join(quote(decoded(part), safe="") for part in parts)
        fields = urlencode({name: decoded(str(value)) for name, value in query.items() if value not in ("", None, 0)})
        return f"{self.base}/{path}{'?' if fields else ''}{fields}"


def _environment(site: Site) -> Any:
    """Jinja's environment of our own templates: everything is escaped, a name without a value is an error."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters["yaml"] = yaml_markup
    environment.globals.update(link=site.link, asset=assets.address, site=site)
    return environment


def _finalize(value: Any) -> Any:
    """A value as it is printed: control characters, and those that turn text around, can be seen."""
    from markupsafe import Markup

    if isinstance(value, Markup) or not isinstance(value, str):
        return "" if value is None else value
    return printable(decoded(value.replace("\r\n", "\n")))


def _place(kernel: Kernel, target: ServiceTarget) -> str:
    """Where the releases are, in few words."""
    if target.host:
        return f"Tiller at {target.host}"
    cluster = kernel.setting("cluster")
    context = kernel.setting("kube-context")
    name = cluster or (f"context {context}" if context else "cluster")
    how = "Tiller in " if target.tunnel else ""
    return f"{how}{name} · records in {kernel.setting('tiller-namespace') or 'kube-system'}"
