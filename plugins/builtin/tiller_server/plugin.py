"""The extension points that `tiller_server` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.entries import GrpcServiceEntry
from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.tiller_serving import TillerOptions

_HERE = __package__


@hookimpl
def helm_serve_releases(options: TillerOptions, kernel: Kernel) -> bool:
    """Serves until the program is stopped. Raises ReleaseError, SettingError, StorageError, KubeError, PluginError."""
    try:
        from .serve import serve
    except ModuleNotFoundError as error:
        from ....core.errors import SettingError

        raise SettingError(
            f"serving releases needs the package {(error.name or '').partition('.')[0]}",
            hint="pip install 'pilothouse[tiller]'",
        ) from error
    serve(options, kernel)
    return True


@hookimpl
def helm_register_grpc_services() -> list[GrpcServiceEntry]:
    """Tiller's service, what Helm's protocol does not have, and health."""
    return [
        GrpcServiceEntry("releases", f"{_HERE}.release_services:add_release_service"),
        GrpcServiceEntry("release-care", f"{_HERE}.release_services:add_care_service"),
        GrpcServiceEntry("health", f"{_HERE}.health:add_health_service"),
    ]
