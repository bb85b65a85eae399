import { describeChartRules } from './generate-chart-rules.js';

/** The alerts as an object of the Prometheus Operator, for kustomize. */
export async function describePrometheusRule(): Promise<string> {
  const [origin = '', ...groups] = (await describeChartRules()).trimEnd().split('\n');
  const head = [
    'apiVersion: monitoring.coreos.com/v1',
    'kind: PrometheusRule',
    'metadata:',
    '  name: recado',
    '  labels: { app.kubernetes.io/name: recado }',
    'spec:',
  ];
  return [origin, ...head, ...groups.map((line) => (line === '' ? '' : `  ${line}`)), ''].join('\n');
}
