{{/* Names of all objects begin with it, those of Services, too: they must be labels of the DNS, which a release's name need not be. */}}
{{- define "recado.fullname" -}}
{{- $name := .Release.Name -}}
{{- if .Values.fullnameOverride -}}
{{- $name = .Values.fullnameOverride -}}
{{- else if not (contains .Chart.Name .Release.Name) -}}
{{- $name = printf "%s-%s" .Release.Name .Chart.Name -}}
{{- end -}}
{{- $name = $name | trunc 40 | trimSuffix "-" -}}
{{- if not (regexMatch "^[a-z]([a-z0-9-]*[a-z0-9])?$" $name) -}}
{{- fail (printf "no Service may be called %s-api: begin the release's name with a letter, without dots, or set fullnameOverride" $name) -}}
{{- end -}}
{{- $name -}}
{{- end -}}

{{/* Of `autoscaling` or `keda`: the cluster would refuse it when everything else is there. Takes `of` and `counts`. */}}
{{- define "recado.replicas" -}}
{{- if gt (int .counts.minReplicas) (int .counts.maxReplicas) -}}
{{- fail (printf "%s: minReplicas (%d) is more than maxReplicas (%d)" .of (int .counts.minReplicas) (int .counts.maxReplicas)) -}}
{{- end -}}
{{- end -}}

{{/* What a selector looks at. Takes `root` and `component`. */}}
{{- define "recado.selector" -}}
app.kubernetes.io/name: recado-{{ .component }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}

{{/* Takes `root` and, of an object that belongs to one kind of process, `component`. */}}
{{- define "recado.labels" -}}
{{- if .component -}}
{{ include "recado.selector" . }}
{{- else -}}
app.kubernetes.io/name: recado
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}
app.kubernetes.io/part-of: recado
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "recado.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{- define "recado.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (include "recado.fullname" .) }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end -}}
