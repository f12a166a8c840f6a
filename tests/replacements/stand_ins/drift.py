"""All drift is a note that says so, and is corrected by crossing it out."""

from pilothouse.core.model.kube_object import ApplyReport
from pilothouse.core.model.preview import ObjectPreview, ReleasePreview
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_find_drift(release):
    note = ObjectPreview("delete", "v1", "Note", "", release.name, {"kind": "Note", "text": "all is well"})
    return ReleasePreview(release, release, release.revision, (note,), "by hand")


@hookimpl
def helm_correct_drift(objects):
    return ApplyReport(changed=tuple(f"{each.kind} of {each.name}" for each in objects))
