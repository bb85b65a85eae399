{{/* Variables that are no secret, each as text, with those that follow from the chart itself. */}}
{{- define "recado.environment" -}}
{{- range $name, $value := .Values.environment }}
{{ $name }}: {{ $value | toString | quote }}
{{- end }}
API_PORT: '3000'
WORKER_PORT: '3001'
{{- with .Values.secrets.accessToken }}
{{- if .name }}
WHATSAPP_ACCESS_TOKEN_FILE: {{ printf "/run/secrets/recado/%s" .key | quote }}
{{- end }}
{{- end }}
{{- if .Values.secrets.senders }}
WHATSAPP_SENDERS_FILE: /run/secrets/recado-senders/senders.yaml
{{- end }}
{{- if .Values.rateCard }}
RATE_CARD_FILE: /etc/recado/rate-card.yaml
{{- end }}
{{- end -}}
