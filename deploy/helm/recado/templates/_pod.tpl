{{/* Of every pod: the strictest profile of Kubernetes' Pod Security Standards. */}}
{{- define "recado.podSecurity" -}}
automountServiceAccountToken: false
# No variables of other Services, which nobody reads.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "recado.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end -}}

{{/* Where a pod runs. Takes the values of `api`, `worker`, `migrate` or `test`. */}}
{{- define "recado.placement" -}}
{{- with .priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* API or worker. Takes `root` and `component`. */}}
{{- define "recado.pod" -}}
{{- $root := .root }}
{{- $own := index $root.Values .component }}
{{- $secrets := $root.Values.secrets }}
metadata:
  annotations:
    # A changed setting rolls the pods.
    checksum/environment: {{ include "recado.environment" $root | sha256sum }}
    {{- with $own.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  labels:
    {{- include "recado.selector" . | nindent 4 }}
    {{- with $own.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "recado.serviceAccount" $root }}
  terminationGracePeriodSeconds: {{ $own.terminationGracePeriodSeconds }}
  {{- include "recado.podSecurity" $root | nindent 2 }}
  {{- include "recado.placement" $own | nindent 2 }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "recado.selector" . | nindent 10 }}
  containers:
    - name: {{ .component }}
      image: {{ include "recado.image" $root | quote }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      args: [{{ .component }}]
      envFrom:
        - configMapRef: { name: {{ include "recado.fullname" $root }}-environment }
        - secretRef: { name: {{ $secrets.environment }} }
      ports:
        - { name: http, containerPort: {{ ternary 3000 3001 (eq .component "api") }} }
      startupProbe:
        httpGet: { path: /health/live, port: http }
        periodSeconds: 2
        failureThreshold: 30
      livenessProbe:
        httpGet: { path: /health/live, port: http }
        periodSeconds: 10
        timeoutSeconds: 3
      readinessProbe:
        httpGet: { path: /health/ready, port: http }
        periodSeconds: {{ ternary 5 10 (eq .component "api") }}
        timeoutSeconds: 3
      {{- if eq .component "api" }}
      lifecycle:
        # Endpoints are withdrawn while the pod is being told to stop: requests still arrive for some seconds.
        preStop:
          exec: { command: [sleep, '5'] }
      {{- end }}
      resources:
        {{- toYaml $own.resources | nindent 8 }}
      {{- include "recado.containerSecurity" . | nindent 6 }}
      volumeMounts:
        {{- if $secrets.accessToken.name }}
        - { name: access-token, mountPath: /run/secrets/recado, readOnly: true }
        {{- end }}
        {{- if $secrets.senders }}
        - { name: senders, mountPath: /run/secrets/recado-senders, readOnly: true }
        {{- end }}
        {{- if $root.Values.rateCard }}
        - { name: rate-card, mountPath: /etc/recado, readOnly: true }
        {{- end }}
        - { name: tmp, mountPath: /tmp }
  volumes:
    {{- with $secrets.accessToken.name }}
    # A file, not a variable: Kubernetes renews it in place and the processes read it again. 0440 (288, as YAML does not agree on octal
    # numbers): they read it as the group that it belongs to (fsGroup), and nobody else does.
    - name: access-token
      secret: { secretName: {{ . }}, defaultMode: 288 }
    {{- end }}
    {{- with $secrets.senders }}
    - name: senders
      secret: { secretName: {{ . }}, defaultMode: 288 }
    {{- end }}
    {{- with $root.Values.rateCard }}
    - name: rate-card
      configMap: { name: {{ . }} }
    {{- end }}
    - name: tmp
      emptyDir: { medium: Memory, sizeLimit: 16Mi }
{{- end -}}
