import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { expressionsOfDashboard } from '../support/dashboard-expressions.js';
import { root } from './project-files.js';

/*
 * What wakes people: rules, the chapters that they lead to, the figures that they rest on. Prometheus' own `promtool` tries the
 * rules where it is at hand (Debian: apt-get install prometheus; macOS: brew install prometheus; or its path in PROMTOOL).
 */
const RULES = 'deploy/prometheus/recado.rules.yaml';
const RULE_TESTS = 'deploy/prometheus/recado.rules.test.yaml';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const listAt = (value: unknown, key: string): readonly unknown[] => {
  const list: unknown = isRecord(value) ? value[key] : undefined;
  return Array.isArray(list) ? list : [];
};

interface Rule {
  readonly alert: string | null;
  readonly expr: string;
  readonly runbook: string;
}

function rules(): readonly Rule[] {
  const file: unknown = parse(read(RULES));
  return listAt(file, 'groups')
    .flatMap((group) => listAt(group, 'rules'))
    .filter(isRecord)
    .map(({ alert, expr, annotations }) => ({
      alert: typeof alert === 'string' ? alert : null,
      expr: String(expr),
      runbook: isRecord(annotations) ? String(annotations['runbook_url']) : '',
    }));
}

const alerts = rules().flatMap((rule) => (rule.alert === null ? [] : [{ ...rule, alert: rule.alert }]));

/** The figures of an expression, histograms by their own name. */
function figuresOf(expr: string): string[] {
  return [...expr.matchAll(/\brecado_[a-z_]+/g)].map(([name]) => name.replace(/_(bucket|count|sum)$/, ''));
}

/** Names in the table of docs/metrics.md, which is made from what the processes register. */
const figures = [...read('docs/metrics.md').matchAll(/^\| `(recado_[a-z_]+)`/gm)].map(([, name = '']) => name);

describe('every alert', () => {
  it('has a chapter of its name in the runbook, links it, and there is no other chapter of an alert', () => {
    const chapters = [...read('docs/runbook.md').matchAll(/^## (Recado\w+)$/gm)].map(([, name = '']) => name);
    expect(chapters.toSorted()).toEqual(alerts.map(({ alert }) => alert).toSorted());
    for (const { alert, runbook } of alerts) expect(runbook).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
  });

  it('has a chapter that says what it means, what to look at and what to do', () => {
    for (const chapter of read('docs/runbook.md').split('\n## ').slice(1)) {
      if (!chapter.startsWith('Recado')) continue;
      for (const part of ['**What it means.**', '**Look at**', '**Do']) expect(chapter).toContain(part);
    }
  });

  it('rests on figures that there are', () => {
    const asked = rules().flatMap(({ expr }) => figuresOf(expr));
    expect(new Set(asked).size).toBeGreaterThan(10);
    expect(asked.filter((name) => !figures.includes(name))).toEqual([]);
  });

  it('is seen firing in a test of the rules, silent before, and silent while all is well', () => {
    const file: unknown = parse(read(RULE_TESTS));
    const tests = listAt(file, 'tests').filter(isRecord);
    const expected = (test: Record<string, unknown>, fires: boolean): string[] =>
      listAt(test, 'alert_rule_test')
        .filter(isRecord)
        .filter((entry) => listAt(entry, 'exp_alerts').length > 0 === fires)
        .map(({ alertname }) => String(alertname));
    const broken = tests.filter(({ name }) => name !== 'all is well');
    const well = tests.filter(({ name }) => name === 'all is well');
    const names = alerts.map(({ alert }) => alert).toSorted();
    expect([...new Set(broken.flatMap((test) => expected(test, true)))].toSorted()).toEqual(names);
    expect([...new Set(broken.flatMap((test) => expected(test, false)))].toSorted()).toEqual(names);
    expect(well.flatMap((test) => expected(test, true))).toEqual([]);
    expect([...new Set(well.flatMap((test) => expected(test, false)))].toSorted()).toEqual(names);
  });
});

describe('the dashboard', () => {
  it('asks for figures that there are, and shows every one', () => {
    const asked = expressionsOfDashboard().flatMap(figuresOf);
    expect(asked.filter((name) => !figures.includes(name))).toEqual([]);
    expect(figures.filter((name) => !asked.includes(name))).toEqual([]);
  });

  it('has panels with a title, an id of their own and a place of their own', () => {
    const dashboard: unknown = JSON.parse(read('deploy/grafana/recado.dashboard.json'));
    const panels = listAt(dashboard, 'panels').filter(isRecord);
    expect(panels.length).toBeGreaterThan(20);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ gridPos }) => JSON.stringify(gridPos))).size).toBe(panels.length);
    expect(panels.filter(({ title }) => typeof title !== 'string' || title === '')).toEqual([]);
  });
});

const promtool = process.env['PROMTOOL'] ?? 'promtool';
const atHand = process.env['PROMTOOL'] !== undefined || spawnSync(promtool, ['--version']).status === 0;
if (!atHand) {
  const missing = 'the rules of Prometheus are not tried: no promtool; install prometheus or set PROMTOOL';
  if (process.env['CI'] === 'true') throw new Error(missing);
  process.stderr.write(`\n!!! ${missing.toUpperCase()} !!!\n\n`);
}

describe.runIf(atHand)('by the word of promtool,', () => {
  const run = (...words: readonly string[]): { status: number | null; said: string } => {
    const { status, stdout, stderr } = spawnSync(promtool, words, {
      cwd: join(root, 'deploy/prometheus'),
      encoding: 'utf8',
    });
    return { status, said: stdout + stderr };
  };

  it('the rules can be read', () => {
    expect(run('check', 'rules', 'recado.rules.yaml')).toMatchObject({ status: 0 });
  });

  it('each alert fires when it should, once, and none while all is well', () => {
    const { status, said } = run('test', 'rules', 'recado.rules.test.yaml');
    expect(said).toContain('SUCCESS');
    expect(status).toBe(0);
  });

  it('control: a rule that never fires would be seen', () => {
    const { status, said } = run('test', 'rules', '../../test/house/planted-rules.test.yaml');
    expect(said).toContain('FAILED');
    expect(status).toBe(1);
  });

  it('the example of a configuration can be read', () => {
    expect(run('check', 'config', '--syntax-only', 'prometheus.yaml')).toMatchObject({ status: 0 });
  });
});
