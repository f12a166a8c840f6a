"""Records in ConfigMaps, Tiller's default. Rules: pkg/storage/driver/cfgmaps.go."""

from __future__ import annotations

from ....core.model.kube_object import ApiResource
from .kube_records import KubeRecords


class ConfigMaps(KubeRecords):
    """The store ``configmap``."""

    name = "ConfigMap"
    resource = ApiResource("", "v1", "ConfigMap", "configmaps", namespaced=True)
