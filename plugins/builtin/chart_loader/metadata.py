"""Chart.yaml: its fields, read as Helm reads them into a Go struct.

Rules: pkg/chartutil/chartfile.go, pkg/proto/hapi/chart/metadata.pb.go, ghodss/yaml (see `core.golib.unmarshal`).
"""

from __future__ import annotations

from ....core.errors import ChartError
from ....core.golib.types import GoError
from ....core.golib.unmarshal import unmarshal
from ....core.model.chart import Metadata
from ....core.model.chart_metadata import METADATA, metadata_of


def read_metadata(content: bytes, path: str = "Chart.yaml") -> Metadata:
    """The metadata in the bytes of a Chart.yaml; no field is required here. `path` is what an error calls the file.

    Raises ChartError with the text of the YAML error or of the value that does not fit its field.
    """
    try:
        return metadata_of(unmarshal(content, METADATA))
    except GoError as error:
        from ....core.source_place import yaml_details, yaml_hint

        raise ChartError(str(error), details=yaml_details(path, content, error), hint=yaml_hint(error)) from None
