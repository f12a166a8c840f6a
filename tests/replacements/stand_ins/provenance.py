"""Signatures that anybody can make."""

import os
from pathlib import Path

from pilothouse.core.errors import ProvenanceError
from pilothouse.core.model.provenance import Verification
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_sign_chart(path, options):
    Path(f"{path}.prov").write_text(f"signed, {options.key}")
    return f"{path}.prov"


@hookimpl
def helm_verify_provenance(path):
    signature = Path(f"{path}.prov")
    if not signature.exists():
        raise ProvenanceError(f"nobody has signed {os.path.basename(path)}")
    return Verification((signature.read_text(),), "", "sha256:0", os.path.basename(path))
