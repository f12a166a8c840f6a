"""Operations on charts: what needs no cluster."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.model.chart import Chart
from ..core.model.client_requests import Fetching, Linting, LocalRendering, Packaging
from ..core.model.lint import LintOptions
from ..core.model.options import ChartLocation, RequirementsUpdate
from ..core.settings import KEYRING
from .arguments import checks_arguments
from .operations import Operations
from .records import LintResult, Rendered
from .values import Texts, Values, texts, value_sources

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..core.model.provenance import Verification


@checks_arguments
class ChartOperations(Operations):
    """Finding, reading, rendering, checking, packing and downloading charts."""

    def load(
        self,
        reference: str | os.PathLike[str],
        *,
        version: str = "",
        repo: str = "",
        devel: bool = False,
        verify: bool = False,
        keyring: str | os.PathLike[str] = KEYRING,
        username: str = "",
        password: str = "",
        cert_file: str | os.PathLike[str] = "",
        key_file: str | os.PathLike[str] = "",
        ca_file: str | os.PathLike[str] = "",
    ) -> Chart:
        """Find a chart, download it where it is in a repository, and read it."""
        location = ChartLocation(
            os.fspath(reference),
            version,
            verify,
            os.fspath(keyring),
            repo,
            username,
            password,
            os.fspath(cert_file),
            os.fspath(key_file),
            os.fspath(ca_file),
        )
        with self.operation():
            return self.client.load_chart(self.client.find_chart(location, devel=devel))

    def render(
        self,
        chart: str | os.PathLike[str] | Chart,
        *,
        values: Values | None = None,
        files: Texts = (),
        set: Texts = (),
        set_string: Texts = (),
        set_file: Texts = (),
        name: str = "release-name",
        name_template: str = "",
        namespace: str = "",
        is_upgrade: bool = False,
        kube_version: str = "1.14",
        api_versions: Iterable[str] = (),
        profile: dict[str, float] | None = None,
    ) -> Rendered:
        """Render a chart without a cluster, as `template`: a folder, an archive, or a chart that `load` gave.

        `profile` receives the seconds that each template has taken.
        """
        with self.operation() as kernel:
            loaded = chart if isinstance(chart, Chart) else None
            path = ""
            if not isinstance(chart, Chart):
                location = ChartLocation(os.fspath(chart), local_only=True)
                path = kernel.first("helm_locate_chart", location=location)
            rendered = self.client.render(
                LocalRendering(
                    path,
                    value_sources(values, files, set, set_string, set_file),
                    chart=loaded,
                    name=name,
                    name_template=name_template,
                    namespace=namespace,
                    is_upgrade=is_upgrade,
                    kube_version=kube_version,
                    api_versions=tuple(api_versions),
                    profile=profile,
                )
            )
            shown = self.client.manifests(rendered.files)
            texts = {one.source: one.content for one in shown if not one.source.rpartition("/")[2].startswith("_")}
            return Rendered(texts, rendered.chart)

    def lint(
        self,
        *paths: str | os.PathLike[str],
        values: Values | None = None,
        files: Texts = (),
        set: Texts = (),
        set_string: Texts = (),
        set_file: Texts = (),
        namespace: str = LintOptions.namespace,
        strict: bool = False,
        enable: Texts = (),
        disable: Texts = (),
        kube_version: str = "",
    ) -> list[LintResult]:
        """Check charts for mistakes, the current folder when none is named; whether one has failed is in its result."""
        linting = Linting(
            texts(paths) or (".",),
            value_sources(values, files, set, set_string, set_file),
            namespace=namespace,
            strict=strict,
            enable=texts(enable),
            disable=texts(disable),
            kube_version=kube_version,
        )
        with self.operation():
            return [
                LintResult(one.path, one.report.findings if one.report else (), one.failed, one.skipped)
                for one in self.client.lint(linting)
            ]

    def package(
        self,
        folder: str | os.PathLike[str],
        *,
        destination: str | os.PathLike[str] = ".",
        version: str = "",
        app_version: str = "",
        dependency_update: bool = False,
        reproducible: bool = False,
        save: bool = True,
        sign: bool = False,
        key: str = "",
        keyring: str | os.PathLike[str] = KEYRING,
        passphrase: str | None = None,
    ) -> Path:
        """Pack the chart in a folder; the path of the archive. Without `passphrase`, HELM_KEY_PASSPHRASE has it."""
        known = self.kernel.settings.environment.get("HELM_KEY_PASSPHRASE") if passphrase is None else passphrase
        packaging = Packaging(
            os.fspath(folder),
            destination=os.fspath(destination),
            version=version,
            app_version=app_version,
            update_requirements=dependency_update,
            reproducible=reproducible,
            save=save,
            sign=sign,
            key=key,
            keyring=os.fspath(keyring),
            passphrase=None if known is None else lambda _name: known,
        )
        with self.operation():
            return Path(self.client.package(packaging))

    def fetch(
        self,
        reference: str,
        *,
        destination: str | os.PathLike[str] = ".",
        version: str = "",
        repo: str = "",
        devel: bool = False,
        verify: bool = False,
        prov: bool = False,
        keyring: str | os.PathLike[str] = KEYRING,
        untar: bool = False,
        untardir: str | os.PathLike[str] = ".",
        username: str = "",
        password: str = "",
    ) -> Path:
        """Download a chart; the path of the archive, or with `untar` of the folder."""
        location = ChartLocation(reference, version, verify, os.fspath(keyring), repo, username, password)
        fetching = Fetching(
            location,
            devel=devel,
            destination=os.fspath(destination),
            keep_provenance=prov,
            untar=untar,
            untar_folder=os.fspath(untardir),
        )
        with self.operation():
            return Path(self.client.fetch(fetching).path)

    def verify(self, path: str | os.PathLike[str], *, keyring: str | os.PathLike[str] = KEYRING) -> Verification:
        """Check the signature of an archive: who has signed it. Raises ProvenanceError."""
        with self.operation() as kernel:
            keys = kernel.settings.keyring(os.fspath(keyring))
            verification: Verification = kernel.first("helm_verify_provenance", path=os.fspath(path), keyring=keys)
            return verification

    def update_dependencies(
        self,
        folder: str | os.PathLike[str],
        *,
        verify: bool = False,
        keyring: str | os.PathLike[str] = KEYRING,
        skip_refresh: bool = False,
        locked: bool = False,
    ) -> None:
        """Fetch what a chart's requirements name; with `locked` what its lock names, as `dependency build`."""
        with self.operation() as kernel:
            keys = kernel.settings.keyring(os.fspath(keyring))
            options = RequirementsUpdate(verify, keys, skip_refresh, locked)
            kernel.first("helm_update_requirements", path=os.fspath(folder), options=options)
