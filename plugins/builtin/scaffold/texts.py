"""The texts of a new chart.

What a chart made by `helm create` holds and renders is what Helm's does (file names, keys of values, names of
definitions, objects); the texts are our own. `NAME_MARK` stands for the name of the chart, as it may stand inside a
quoted text of a template.
"""

from __future__ import annotations

NAME_MARK = "<CHARTNAME>"
"""What starters have where the name of the new chart belongs. Rule: pkg/chartutil/create.go."""

VALUES = """\
# What a user of this chart may set, with the defaults. Templates see it as .Values.

# How many Pods run side by side.
replicaCount: 1

image:
  repository: nginx
  tag: stable
  pullPolicy: IfNotPresent

# Secrets with which the image is pulled, as a list of {name: SECRET}.
imagePullSecrets: []

# Takes the place of the chart's name in the names of objects ...
nameOverride: ""
# ... or of the whole name, that of the release included.
fullnameOverride: ""

serviceAccount:
  # Whether the chart makes an account of its own.
  create: true
  # Its name. Empty: the full name where the chart makes it, else "default".
  name: ""

# Security settings of the Pod, such as {fsGroup: 2000}.
podSecurityContext: {}

# Security settings of the container, such as
# {runAsNonRoot: true, runAsUser: 1000, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}.
securityContext: {}

service:
  type: ClusterIP
  port: 80

ingress:
  enabled: false
  # Settings of the ingress controller, such as {kubernetes.io/ingress.class: nginx}.
  annotations: {}
  hosts:
    - host: chart-example.local
      # The paths that lead to the service, such as ["/"].
      paths: []
  # Certificates, as a list of {secretName: SECRET, hosts: [chart-example.local]}.
  tls: []

# What the container asks for and may take, such as
# {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}.
# Without it the chart fits a small cluster too.
resources: {}

# Where Pods may run.
nodeSelector: {}

tolerations: []

affinity: {}
"""

IGNORE = """\
# What is left out when the chart is packed: one shell pattern a line, folders end with a slash,
# a leading exclamation mark takes back what a pattern above it left out.

# Version control
.git/
.gitignore
.bzr/
.bzrignore
.hg/
.hgignore
.svn/

# Editors and desktops
.DS_Store
.idea/
.project
.vscode/
*.tmproj

# Leftovers
*.bak
*.swp
*.tmp
*~
"""

HELPERS = """\
{{/*
Definitions that the templates of this chart share. Names of objects are cut to the 63 characters
that Kubernetes allows, and do not end with a dash.
*/}}

{{/* What the application is called: the name of the chart, unless nameOverride says otherwise. */}}
{{- define "<CHARTNAME>.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{/* What its objects are called: release and application, named once where the one contains the other. */}}
{{- define "<CHARTNAME>.fullname" -}}
{{- $application := .Values.nameOverride | default .Chart.Name -}}
{{- $fullname := .Values.fullnameOverride -}}
{{- if not $fullname -}}
{{- $fullname = .Release.Name -}}
{{- if not (contains $application .Release.Name) -}}
{{- $fullname = printf "%s-%s" .Release.Name $application -}}
{{- end -}}
{{- end -}}
{{- $fullname | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{/* Name and version of the chart, as a label may have them (no plus sign). */}}
{{- define "<CHARTNAME>.chart" -}}
{{- list .Chart.Name .Chart.Version | join "-" | replace "+" "_" | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{/* The labels of every object. */}}
{{- define "<CHARTNAME>.labels" -}}
app.kubernetes.io/name: {{ include "<CHARTNAME>.name" . }}
helm.sh/chart: {{ include "<CHARTNAME>.chart" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- with .Chart.AppVersion }}
app.kubernetes.io/version: {{ quote . }}
{{- end }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* The account under which Pods run. */}}
{{- define "<CHARTNAME>.serviceAccountName" -}}
{{- $otherwise := "default" -}}
{{- if .Values.serviceAccount.create -}}
{{- $otherwise = include "<CHARTNAME>.fullname" . -}}
{{- end -}}
{{- .Values.serviceAccount.name | default $otherwise -}}
{{- end }}
"""

DEPLOYMENT = """\
{{- /* The Pods. Selectors cannot be changed later, so they have the two labels that stay. */ -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "<CHARTNAME>.fullname" . }}
  labels: {{- include "<CHARTNAME>.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicaCount }}
  selector:
    matchLabels:
      app.kubernetes.io/name: {{ include "<CHARTNAME>.name" . }}
      app.kubernetes.io/instance: {{ .Release.Name }}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {{ include "<CHARTNAME>.name" . }}
        app.kubernetes.io/instance: {{ .Release.Name }}
    spec:
      {{- with .Values.imagePullSecrets }}
      imagePullSecrets: {{- toYaml . | nindent 8 }}
      {{- end }}
      serviceAccountName: {{ include "<CHARTNAME>.serviceAccountName" . }}
      securityContext: {{- toYaml .Values.podSecurityContext | nindent 8 }}
      containers:
        - name: {{ .Chart.Name }}
          securityContext: {{- toYaml .Values.securityContext | nindent 12 }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          imagePullPolicy: {{ .Values.image.pullPolicy }}
          ports:
            - name: http
              containerPort: 80
              protocol: TCP
          {{- range $probe := list "livenessProbe" "readinessProbe" }}
          {{ $probe }}:
            httpGet:
              path: /
              port: http
          {{- end }}
          resources: {{- toYaml .Values.resources | nindent 12 }}
      {{- with .Values.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.affinity }}
      affinity: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
"""

SERVICE = """\
{{- /* The address of the Pods inside the cluster, or outside of it with another type. */ -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "<CHARTNAME>.fullname" . }}
  labels: {{- include "<CHARTNAME>.labels" . | nindent 4 }}
spec:
  type: {{ .Values.service.type }}
  ports:
    - port: {{ .Values.service.port }}
      targetPort: http
      protocol: TCP
      name: http
  selector:
    app.kubernetes.io/name: {{ include "<CHARTNAME>.name" . }}
    app.kubernetes.io/instance: {{ .Release.Name }}
"""

SERVICE_ACCOUNT = """\
{{- /* The account under which the Pods run, where the chart makes it. */ -}}
{{- with .Values.serviceAccount -}}
{{- if .create -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "<CHARTNAME>.serviceAccountName" $ }}
  labels: {{- include "<CHARTNAME>.labels" $ | nindent 4 }}
{{- end -}}
{{- end -}}
"""

INGRESS = """\
{{- /* The way in from outside the cluster, for the hosts and paths of the values. */ -}}
{{- if .Values.ingress.enabled -}}
{{- $backend := include "<CHARTNAME>.fullname" . -}}
{{- $isNew := semverCompare ">=1.14-0" .Capabilities.KubeVersion.GitVersion -}}
apiVersion: {{ $isNew | ternary "networking.k8s.io" "extensions" }}/v1beta1
kind: Ingress
metadata:
  name: {{ $backend }}
  labels: {{- include "<CHARTNAME>.labels" . | nindent 4 }}
  {{- with .Values.ingress.annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- with .Values.ingress.tls }}
  tls:
    {{- range . }}
    - hosts:
        {{- range .hosts }}
        - {{ quote . }}
        {{- end }}
      secretName: {{ .secretName }}
    {{- end }}
  {{- end }}
  rules:
    {{- range .Values.ingress.hosts }}
    - host: {{ quote .host }}
      http:
        paths:
          {{- range .paths }}
          - path: {{ . }}
            backend:
              serviceName: {{ $backend }}
              servicePort: {{ $.Values.service.port }}
          {{- end }}
    {{- end }}
{{- end }}
"""

NOTES = """\
{{- $fullname := include "<CHARTNAME>.fullname" . -}}
{{- $kubectl := printf "kubectl --namespace %s" .Release.Namespace -}}
{{- if .Values.ingress.enabled -}}
The application answers at:
{{- range $one := .Values.ingress.hosts }}
{{- range .paths }}
  {{ $.Values.ingress.tls | empty | ternary "http" "https" }}://{{ $one.host }}{{ . }}
{{- end }}
{{- end }}
{{- else if contains "NodePort" .Values.service.type -}}
The application answers on a port of every node. To see its address:

  node=$({{ $kubectl }} get nodes -o jsonpath="{.items[0].status.addresses[0].address}")
  port=$({{ $kubectl }} get service {{ $fullname }} -o jsonpath="{.spec.ports[0].nodePort}")
  echo "http://$node:$port"
{{- else if contains "LoadBalancer" .Values.service.type -}}
The application answers at its load balancer, as soon as that has an address. To wait for one:

  {{ $kubectl }} get service {{ $fullname }} --watch

Then to see it:

  address=$({{ $kubectl }} get service {{ $fullname }} -o jsonpath="{.status.loadBalancer.ingress[0]['ip','hostname']}")
  echo "http://$address:{{ .Values.service.port }}"
{{- else if contains "ClusterIP" .Values.service.type -}}
The application answers inside the cluster only. To reach it at http://127.0.0.1:8080 from here:

  {{ $kubectl }} port-forward service/{{ $fullname }} 8080:{{ .Values.service.port }}
{{- end }}
"""

TEST_CONNECTION = """\
{{- /* `helm test` runs this Pod: it succeeds when the service answers. */ -}}
apiVersion: v1
kind: Pod
metadata:
  name: "{{ include "<CHARTNAME>.fullname" . }}-test-connection"
  labels: {{- include "<CHARTNAME>.labels" . | nindent 4 }}
  annotations:
    "helm.sh/hook": test-success
spec:
  containers:
    - name: wget
      image: busybox
      command: ['wget']
      args: ['{{ include "<CHARTNAME>.fullname" . }}:{{ .Values.service.port }}']
  restartPolicy: Never
"""

FILES: dict[str, str] = {
    "values.yaml": VALUES,
    ".helmignore": IGNORE,
    "templates/ingress.yaml": INGRESS,
    "templates/deployment.yaml": DEPLOYMENT,
    "templates/service.yaml": SERVICE,
    "templates/serviceaccount.yaml": SERVICE_ACCOUNT,
    "templates/NOTES.txt": NOTES,
    "templates/_helpers.tpl": HELPERS,
    "templates/tests/test-connection.yaml": TEST_CONNECTION,
}
"""Every file but Chart.yaml, by its path in the chart."""

FOLDERS = ("templates", "templates/tests", "charts")
"""The folders of every chart."""
