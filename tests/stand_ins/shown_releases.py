"""Releases to look at: a real history on a cluster, many records beside it, damaged, pending and hostile ones."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from pathlib import Path

from pilothouse.core.errors import PilothouseError
from pilothouse.core.hapi import record
from pilothouse.core.kernel import Kernel, build_kernel
from pilothouse.core.kube_namespace import ensure_namespace
from pilothouse.core.manifest_documents import split_documents
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.manifest import ChartHook, Manifest
from pilothouse.core.model.release import Release, ReleaseInfo
from pilothouse.core.model.release_requests import InstallRequest, RollbackRequest, UpdateRequest
from pilothouse.core.protocols import KubeClient
from pilothouse.core.settings import Settings
from pilothouse.core.testkit import RecordingConsole
from pilothouse.plugins.builtin.releases.service import InProcessReleaseService

SECRET = "correct-horse-battery"
HOSTILE = (
    "</pre></p><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> \" ' & \u202e"
)
LONG = "a-release-whose-name-is-as-long-as-a-name-may-ever-be"
DAY = 86400 * 1_000_000_000

_DEPLOYMENT = """# The pages of the shop.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  labels:
    app: {{ .Chart.Name }}
    version: {{ .Values.image.tag | quote }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels: {app: {{ .Chart.Name }}}
  template:
    metadata:
      labels: {app: {{ .Chart.Name }}}
    spec:
      containers:
      - name: web
        image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
        ports:
        - containerPort: 8080
"""
_SERVICE = """apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  selector: {app: {{ .Chart.Name }}}
  ports:
  - port: 80
    targetPort: 8080
"""
_SETTINGS = """apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-settings
data:
  shop.conf: |
    # how the shop answers
    workers: {{ .Values.workers }}
    greeting: {{ .Values.greeting }}
    log_level: info
"""
_SECRET = """apiVersion: v1
kind: Secret
metadata:
  name: {{ .Release.Name }}-database
type: Opaque
data:
  password: {{ .Values.database.password | b64enc }}
"""
_MIGRATION = """apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-migration
  annotations:
    "helm.sh/hook": pre-upgrade
    "helm.sh/hook-weight": "-5"
    "helm.sh/hook-delete-policy": before-hook-creation
data:
  steps: "12"
"""
_NOTES = """The shop is at http://{{ .Release.Name }}.example.com

The password of its database is {{ .Values.database.password }}
"""
_VALUES = """replicas: 2
workers: 4
greeting: Good morning
image:
  repository: registry.example.com/shop/web
  tag: "1.0"
database:
  host: database
  existingSecretName: shop-database
  password: none
"""

WAITING = """
---
# Source: reports/templates/door.yaml
apiVersion: v1
kind: Service
metadata: {name: reports-door}
spec: {type: LoadBalancer, selector: {app: reports}, ports: [{port: 80}]}
---
# Source: reports/templates/settings.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: reports-settings}
data: {}
---
# Source: reports/templates/other.yaml
apiVersion: example.com/v1
kind: Report
metadata: {name: reports}
"""
"""Objects of which one is there, one is missing and one is of a kind that there is not."""


def shop(version: str = "2.3.1") -> Chart:
    """A chart with everything that pages show."""
    metadata = Metadata("shop", version)
    metadata.app_version = f"1.{version.partition('.')[0]}"
    metadata.description = "A shop with a database behind it"
    templates = {
        "deployment.yaml": _DEPLOYMENT,
        "service.yaml": _SERVICE,
        "settings.yaml": _SETTINGS,
        "secret.yaml": _SECRET,
        "migration.yaml": _MIGRATION,
        "NOTES.txt": _NOTES,
    }
    files = [File(f"templates/{name}", text.encode()) for name, text in templates.items()]
    return Chart(metadata, files, _VALUES)


def settings(folder: Path, **environment: str) -> dict[str, str]:
    """The environment of a run on a sandbox in a folder."""
    return {"HELM_HOME": str(folder), "HOME": str(folder), "PILOTHOUSE_CLUSTER": "sandbox", **environment}


def service_of(environment: Mapping[str, str]) -> InProcessReleaseService:
    """The release service that the settings mean."""
    return InProcessReleaseService(kernel_of(environment))


def kernel_of(environment: Mapping[str, str]) -> Kernel:
    """A kernel that prints nothing."""
    return build_kernel(Settings(dict(environment)), RecordingConsole())


def install_shop(service: InProcessReleaseService, namespace: str, name: str = "shop") -> None:
    """A release with five revisions, of which the third one failed."""
    password = f"database: {{password: {SECRET}}}\n"
    service.install(InstallRequest(shop(), password, name=name, namespace=namespace))
    service.update(UpdateRequest(name, shop(), f"{password}greeting: Good evening\n"))
    broken = shop("2.4.0")
    broken.templates.append(
        File("templates/odd.yaml", b"apiVersion: v1\nkind: Service\nmetadata: {name: Not_A_Name}\n")
    )
    try:
        service.update(UpdateRequest(name, broken, password))
    except PilothouseError:
        pass
    service.rollback(RollbackRequest(name, 2))
    service.update(
        UpdateRequest(
            name,
            shop("3.0.0"),
            f"image: {{tag: '1.4'}}\nworkers: 8\nreplicas: 3\nallowed: [shop.example.com, {name}.example.com]\n"
            "database: {password: another-horse-battery}\n",
        )
    )


class Records:
    """Writes records as they stand in a store."""

    def __init__(self, service: InProcessReleaseService) -> None:
        self._driver = service._connections.driver

    def put(self, release: Release) -> None:
        """Store a revision."""
        self.put_body(release.name, release.revision, release.info.status, record.pack(release))

    def put_body(self, name: str, revision: int, status: str, body: str) -> None:
        """Store any text as the record of a revision."""
        labels = {"NAME": name, "OWNER": "TILLER", "STATUS": status, "VERSION": str(revision)}
        self._driver.create(f"{name}.v{revision}", body, labels)


def revision(
    name: str,
    number: int = 1,
    status: str = "DEPLOYED",
    *,
    chart: str = "demo",
    version: str = "1.0.0",
    app_version: str = "",
    namespace: str = "default",
    days: float = 1,
    description: str = "Install complete",
    manifest: str = "",
    values: str = "",
    notes: str = "",
) -> Release:
    """A revision that was made some days ago."""
    metadata = Metadata(chart, version)
    metadata.app_version = app_version
    when = time.time_ns() - int(days * DAY)
    info = ReleaseInfo(status, first_deployed=when, last_deployed=when, description=description, notes=notes)
    return Release(name, namespace, number, Chart(metadata), info=info, manifest=manifest, values_text=values)


def many_objects(count: int, size: int = 1, prefix: str = "part") -> str:
    """The manifest of many ConfigMaps, each with some lines."""
    return "".join(
        f"\n---\n# Source: parts/templates/part-{number % 7}.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n"
        f"  name: {prefix}-{number:03}\n  labels: {{app: parts}}\ndata:\n"
        + "".join(f'  line-{line:04}: "{prefix} {number * line}"\n' for line in range(size))
        for number in range(count)
    )


def write_records(records: Records) -> None:
    """A store as years leave it behind."""
    charts = (
        ("postgresql", "10.3.18", "11.11.0", "databases"),
        ("redis", "14.8.8", "6.2.5", "databases"),
        ("nginx-ingress", "1.41.3", "v0.34.1", "ingress"),
        ("cert-manager", "v1.8.2", "v1.8.2", "cert-manager"),
        ("prometheus", "11.12.1", "2.20.1", "monitoring"),
        ("grafana", "5.5.7", "7.1.1", "monitoring"),
        ("rabbitmq", "8.24.13", "3.9.8", "queues"),
        ("external-dns", "5.4.15", "0.10.1", "kube-system"),
    )
    for number, (chart, version, app, namespace) in enumerate(charts):
        for copy in ("", "-staging"):
            records.put(
                revision(
                    chart + copy, chart=chart, version=version, app_version=app, namespace=namespace + copy,
                    days=number * 17 + 2.5,
                )
            )  # fmt: skip
    records.put(revision("billing", 1, "SUPERSEDED", chart="billing", days=40))
    records.put(
        revision(
            "billing", 2, "FAILED", chart="billing", version="1.1.0", days=0.2,
            description='Upgrade "billing" failed: Deployment.apps "billing" is invalid: spec.template.spec.containers'
            '[0].image: Required value',
        )
    )  # fmt: skip
    records.put(revision("reports", 1, "DEPLOYED", chart="reports", days=90, manifest=WAITING))
    records.put(
        revision("reports", 2, "PENDING_UPGRADE", chart="reports", version="1.0.1", days=0.01,
                 description="Preparing upgrade", manifest=WAITING)
    )  # fmt: skip
    records.put(
        revision("old-shop", 1, "DELETED", chart="shop", version="1.0.0", days=300, description="Deletion complete")
    )
    records.put(revision("search", 1, "SUPERSEDED", chart="search", days=30))
    records.put_body("search", 2, "DEPLOYED", "bm90IGEgcmVsZWFzZQ==")
    records.put(
        revision(
            LONG, chart="a-chart-whose-name-is-about-as-long-as-that-of-the-release", version="10.20.30-alpha.1+build",
            app_version="2026.11.23-nightly-0123456789abcdef", namespace="a-namespace-with-a-name-of-the-greatest-"
            "length-there-is-for-one", description="x" * 400,
        )
    )  # fmt: skip
    records.put(revision("parts", 1, "SUPERSEDED", chart="parts", days=3, manifest=many_objects(300, 20)))
    changed = many_objects(300, 20).replace("line-0003", "row-0003")
    records.put(revision("parts", 2, chart="parts", version="2.0.0", days=1, manifest=changed))
    records.put(revision("bulk", 1, "SUPERSEDED", chart="bulk", days=3, manifest=many_objects(1, 4000)))
    records.put(revision("bulk", 2, chart="bulk", days=1, manifest=many_objects(1, 5000).replace("part", "bulk")))


def write_hostile(records: Records, name: str = "hostile") -> None:
    """A release in every text of which there is markup."""
    secret = base64.b64encode(SECRET.encode()).decode()
    manifest = (
        f"\n---\n# Source: {HOSTILE}\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: |\n    {HOSTILE}\n"
        f"data:\n  page: |\n    {HOSTILE}\n"
        f"\n---\n# Source: broken.yaml\n{HOSTILE}: [\n"
        f"\n---\n# Source: secret.yaml\napiVersion: v1\nkind: Secret\nmetadata: {{name: one}}\ndata: {{a: {secret}}}\n"
    )
    for number, status in ((1, "SUPERSEDED"), (2, "DEPLOYED")):
        release = revision(
            name, number, status, chart=HOSTILE, version=HOSTILE, app_version=HOSTILE, namespace=HOSTILE,
            description=HOSTILE, notes=f"{HOSTILE}\n{SECRET}", manifest=manifest.replace("page:", f"page{number}:"),
            values=f"given: |\n  {HOSTILE}{number}\n",
        )  # fmt: skip
        release.chart.metadata.description = HOSTILE
        hook = Manifest(HOSTILE, f"kind: {HOSTILE!r}\n", name=HOSTILE)
        release.hooks.append(ChartHook(hook, ["post-install"], 3, ["hook-failed"]))
        records.put(release)


def drift_away(kube: KubeClient, namespace: str) -> None:
    """Change objects of the shop behind its back."""
    (settings_map,) = kube.build(
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: shop-settings, namespace: {namespace}}}", namespace
    )
    kube.patch(settings_map, {"data": {"shop.conf": "workers: 1\n"}}, "application/merge-patch+json")
    (service,) = kube.build(
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: shop, namespace: {namespace}}}", namespace
    )
    kube.patch(service, {"spec": {"ports": [{"port": 8080, "targetPort": 8080}]}}, "application/merge-patch+json")
    (deployment,) = kube.build(
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: shop, namespace: {namespace}}}", namespace
    )
    kube.patch(deployment, {"spec": {"replicas": 1}}, "application/merge-patch+json")


def write_world(folder: Path, **environment: str) -> dict[str, str]:
    """All of it in a sandbox; the environment of whoever wants to look at it."""
    found = settings(folder, **environment)
    service = service_of(found)
    kube = service._connections.connect()
    for namespace in ("kube-system", "shops"):
        ensure_namespace(kube, namespace)
    install_shop(service, "shops")
    drift_away(kube, "shops")
    kube.create(kube.build(split_documents(WAITING)[0], "default")[0])
    records = Records(service)
    write_records(records)
    write_hostile(records)
    service._connections.kernel.finish()
    return found
