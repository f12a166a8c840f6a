"""``get``: everything that is recorded about a release. Rules: cmd/helm/get.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import INT32, Flag, command
from ._arguments import release_name
from ._connection import connect
from ._secrets import HIDE_SECRETS_FLAG, without_secrets
from ._shown_release import shown_release
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command(
    "get",
    Flag("--revision", kind=INT32, help="revision to show; 0 for the newest"),
    Flag("--template", help="Go template over the release, such as {{.Release.Name}}"),
    HIDE_SECRETS_FLAG,
    *TLS_FLAGS,
    usage=" [flags] RELEASE_NAME",
)
def get(
    kernel: Kernel, args: tuple[str, ...], *, revision: int, template: str, hide_secrets: bool, **tls: object
) -> None:
    """Show what is recorded about a release: values given and computed, chart hooks, manifest.

    The commands below it show one of these alone.
    """
    name = release_name(args)
    service = connect(kernel, tls)
    release = service.content(name, revision)
    if hide_secrets:
        release = without_secrets(release)
    if not template:
        kernel.console.write(shown_release(kernel, release))
        return
    from ....core.model.options import TextTemplate

    text = TextTemplate(template, "_", root_type="services.GetReleaseContentResponse")
    kernel.console.write(kernel.first("helm_render_text", template=text, data={"Release": release}))
