import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DASHBOARD = join(import.meta.dirname, '../../deploy/grafana/recado.dashboard.json');

/** Every PromQL expression of the dashboard's panels, with Grafana's variables in it. */
export function expressionsOfDashboard(): readonly string[] {
  const dashboard: unknown = JSON.parse(readFileSync(DASHBOARD, 'utf8'));
  return expressionsIn(valueAt(dashboard, 'panels'));
}

function expressionsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(expressionsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) =>
    key === 'expr' && typeof below === 'string' ? [below] : expressionsIn(below),
  );
}

function valueAt(value: unknown, key: string): unknown {
  const entries: [string, unknown][] = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entries.find(([name]) => name === key)?.[1];
}
