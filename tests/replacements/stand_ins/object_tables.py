"""Live objects in one line each."""

from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_describe_objects(manifest, namespace, kube):
    return "".join(f"{each.kind} called {each.name}\n" for each in kube.build(manifest, namespace))
