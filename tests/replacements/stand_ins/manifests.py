"""Documents in the order of their files' names, backwards; no chart hooks."""

from pilothouse.core.golib.yaml import load
from pilothouse.core.model.manifest import ClassifiedManifests, Manifest
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_classify_manifests(files, order):
    manifests = []
    for source, text in sorted(files.items(), reverse=order == "install"):
        document = load(text.encode())
        if isinstance(document, dict):
            manifests.append(Manifest(source, f"# kept in order\n{text}", document["kind"], document["apiVersion"]))
    return ClassifiedManifests([], manifests, [])


@hookimpl
def helm_sort_manifests(manifests):
    return sorted(manifests, key=lambda manifest: manifest.source, reverse=True)
