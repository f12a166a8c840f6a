{{/* The name of everything in this release, short enough for a label. */}}
{{- define "lighthouse.fullname" -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "lighthouse.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "lighthouse.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{/* "Fl(3) W 20s": how a nautical chart writes a light. */}}
{{- define "lighthouse.character" -}}
{{- with .Values.light -}}
Fl({{ int .flashes }}) {{ .colour | upper | trunc 1 }} {{ .period }}
{{- end -}}
{{- end -}}
