"""The records of Helm 3 in a cluster: Secrets or ConfigMaps in the namespace of each release."""

from __future__ import annotations

from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64
from typing import TYPE_CHECKING, Any

from ....core.cluster_choice import connect_cluster
from ....core.errors import DamagedRecordError, KubeStatusError, SettingError
from ....core.golib.strconv import quote
from ....core.kube_namespace import NAMESPACES
from ....core.model.kube_object import ApiResource, KubeObject
from . import helm3_record

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import KubeClient

_SECRETS = ApiResource("", "v1", "Secret", "secrets", namespaced=True)
_CONFIG_MAPS = ApiResource("", "v1", "ConfigMap", "configmaps", namespaced=True)
_DRIVERS = {
    "": _SECRETS,
    "secret": _SECRETS,
    "secrets": _SECRETS,
    "configmap": _CONFIG_MAPS,
    "configmaps": _CONFIG_MAPS,
}


class Helm3Revision:
    """One record as it is in the cluster: the revision that its name tells, and its text."""

    __slots__ = ("body", "name", "namespace", "revision", "thing")

    def __init__(self, thing: dict[str, Any], name: str, revision: int, namespace: str, body: str) -> None:
        self.thing = thing
        self.name = name
        self.revision = revision
        self.namespace = namespace
        self.body = body

    @property
    def key(self) -> str:
        """The revision's key, as in our store."""
        return f"{self.name}.v{self.revision}"

    def document(self) -> dict[str, Any]:
        """The JSON of the record. Raises DamagedRecordError."""
        return helm3_record.unpack(self.body, self.key)


class Helm3Store:
    """Helm 3's records in the cluster of the settings. All methods raise KubeError."""

    def __init__(self, kube: KubeClient, resource: ApiResource) -> None:
        self.kube = kube
        self.resource = resource

    def revisions(self, namespace: str, name: str = "") -> list[Helm3Revision]:
        """The records of a namespace, or those of one release in it, by name and revision."""
        labels = f"owner={helm3_record.OWNER}" + (f",name={name}" if name else "")
        found = []
        for thing in self.kube.list_objects(self.resource, namespace, labels=labels):
            revision = self._revision(thing, namespace)
            if revision is not None and (not name or revision.name == name):
                found.append(revision)
        return sorted(found, key=lambda each: (each.name, each.revision))

    def content(self, namespace: str, name: str, revision: int, body: str, labels: dict[str, str]) -> dict[str, Any]:
        """The object with a revision, as it is written."""
        content: dict[str, Any] = {
            "apiVersion": "v1",
            "kind": self.resource.kind,
            "metadata": {"name": helm3_record.object_name(name, revision), "namespace": namespace, "labels": labels},
        }
        if self.resource is _SECRETS:
            text = b2a_base64(body.encode("ascii"), newline=False).decode("ascii")
            return {**content, "type": helm3_record.SECRET_TYPE, "data": {"release": text}}
        return {**content, "data": {"release": body}}

    def has_namespace(self, namespace: str) -> bool:
        """Whether the cluster has a namespace."""
        try:
            self.kube.get(KubeObject(NAMESPACES, "", namespace))
        except KubeStatusError as error:
            if error.code == 404:
                return False
            raise
        return True

    def create(self, content: dict[str, Any]) -> None:
        """Write an object that must not exist yet."""
        self.kube.create(self._target(content))

    def replace(self, content: dict[str, Any], live: dict[str, Any]) -> None:
        """Put an object in the place of another one, if that is still what it was when it was read."""
        version = live.get("metadata", {}).get("resourceVersion", "")
        metadata = {**content["metadata"], "resourceVersion": version}
        self.kube.replace(self._target({**content, "metadata": metadata}))

    def delete(self, content: dict[str, Any]) -> None:
        """Delete an object; one that is gone is as good."""
        try:
            self.kube.delete(self._target(content))
        except KubeStatusError as error:
            if error.code != 404:
                raise

    def _target(self, content: dict[str, Any]) -> KubeObject:
        metadata = content["metadata"]
        return KubeObject(self.resource, metadata["namespace"], metadata["name"], content)

    def _revision(self, thing: dict[str, Any], namespace: str) -> Helm3Revision | None:
        """The record in an object; None for one that has Helm's label and not its name."""
        key = str(thing.get("metadata", {}).get("name", ""))
        name, mark, digits = key.removeprefix(helm3_record.KEY_PREFIX).rpartition(".v")
        if not key.startswith(helm3_record.KEY_PREFIX) or not mark or not _is_number(digits):
            return None
        data = thing.get("data")
        text = data.get("release") if isinstance(data, dict) else None
        return Helm3Revision(thing, name, int(digits), namespace, self._body(text, key))

    def _body(self, text: object, key: str) -> str:
        if not isinstance(text, str):
            return ""
        if self.resource is not _SECRETS:
            return text
        try:
            return a2b_base64(text).decode("ascii", "replace")
        except (Base64Error, ValueError):
            raise DamagedRecordError(f"the data of {key} is no base64", key=key) from None


def _is_number(digits: str) -> bool:
    return digits.isascii() and digits.isdecimal() and len(digits) < 10 and not digits.startswith("0")


def open_helm3_store(kernel: Kernel) -> Helm3Store:
    """The records in the cluster of the settings, in what HELM_DRIVER names. Raises SettingError, KubeError."""
    driver = kernel.setting("helm3-driver")
    resource = _DRIVERS.get(driver)
    if resource is None:
        raise SettingError(
            f"records of Helm 3 in {quote(driver)} cannot be read or written",
            hint="HELM_DRIVER takes secret (the default) or configmap here",
        )
    return Helm3Store(connect_cluster(kernel), resource)
