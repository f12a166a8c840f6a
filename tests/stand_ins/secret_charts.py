"""A chart that shows a secret in many ways, and where all of them are looked for."""

from __future__ import annotations

import base64
import urllib.parse
from collections.abc import Iterable
from pathlib import Path

CANARY = 'canary&<s3cr3t>"Zwölf" of one line'
"""A secret with characters that every format escapes in its own way."""

TEMPLATE = """\
apiVersion: v1
kind: Secret
metadata: {name: "{{ .Release.Name }}"}
data:
  password: {{ .Values.db.password | b64enc }}
  login: {{ printf "user:%s" .Values.db.password | b64enc }}
  config: {{ dict "auth" (printf "%s:x" .Values.db.password) | toJson | b64enc }}
stringData:
  raw: '{{ .Values.db.password }}'
  quoted: {{ .Values.db.password | quote }}
  json: '{{ .Values.db | toJson }}'
  block: |
    {{- .Values.db | toYaml | nindent 4 }}
  url: "https://u:{{ .Values.db.password | urlquery }}@host"
  own: {{ .Values.own }}
"""
HOOK = """\
apiVersion: batch/v1
kind: Job
metadata: {name: "{{ .Release.Name }}-hook", annotations: {"helm.sh/hook": post-delete}}
spec:
  template:
    spec: {containers: [{name: c, image: i, args: [{{ .Values.db.password | quote }}]}], restartPolicy: Never}
"""


def write_chart(folder: Path) -> Path:
    """The chart. Its own values refer to a variable that nobody may look up for it."""
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v1\nname: app\nversion: 0.1.0\n")
    (folder / "values.yaml").write_text("db: {password: none}\nown: ref+env://OWN\n")
    (folder / "templates" / "secret.yaml").write_text(TEMPLATE)
    (folder / "templates" / "hook.yaml").write_text(HOOK)
    (folder / "templates" / "NOTES.txt").write_text("The password is {{ .Values.db.password }}.\n")
    return folder


def traces(text: str, secret: str = CANARY) -> list[str]:
    """What a text shows of a secret: any eight characters of it, or of a form that documents give it."""
    raw = secret.encode()
    forms = {secret, urllib.parse.quote(secret), urllib.parse.quote_plus(secret)}
    for before in range(3):
        # The first and the last characters have bits of what is beside the secret.
        forms.add(base64.b64encode(b"x" * before + raw).decode()[4:-4])
    return sorted({piece for form in forms for piece in _pieces(form) if piece in text})


def _pieces(form: str) -> Iterable[str]:
    return (form[at : at + 8] for at in range(len(form) - 7))
