"""A server that only says what it would serve."""

from pilothouse.core.entries import GrpcServiceEntry
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_register_grpc_services():
    return [
        GrpcServiceEntry(name, "stand_in_tiller_server:serve", replaces="tiller_server")
        for name in ("releases", "release-care", "health")
    ]


@hookimpl
def helm_serve_releases(options, kernel):
    for name in kernel.registered_names("helm_register_grpc_services"):
        kernel.console.line(f"{name} at {options.listen}: {kernel.registered('helm_register_grpc_services', name)()}")
    return True


def serve() -> str:
    return "served"
