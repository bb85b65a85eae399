import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '#local-postgres';
import { defaultSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { expressionsOfDashboard } from '../support/dashboard-expressions.js';
import { at, exampleMessage } from '../support/examples.js';
import { ADMIN_KEY, type Stack, startStack, until } from '../support/stack.js';
import { LONG } from './fault-stack.js';

/*
 * A real Prometheus scrapes a running product; then every expression of the dashboard must show something, and every rule must
 * have been evaluated. Where a `prometheus` is at hand (Debian: apt-get install prometheus; or its path in PROMETHEUS); with CI=true it must be.
 */
const ROOT = new URL('../..', import.meta.url).pathname;
const PROGRAM = process.env['PROMETHEUS'] ?? 'prometheus';
const atHand = spawnSync(PROGRAM, ['--version']).status === 0;
if (!atHand) {
  const missing = 'the expressions of the dashboard are not asked: no prometheus; install it or set PROMETHEUS';
  if (process.env['CI'] === 'true') throw new Error(missing);
  process.stderr.write(`\n!!! ${missing.toUpperCase()} !!!\n\n`);
}

/** Long enough for rates: several scrapes of a second each. */
const TRAFFIC_MS = LONG ? 30_000 : 8_000;
const PAUSE_MS = 200;
/** Of the expressions' variables, as Grafana fills them in. */
const RATE_INTERVAL = '15s';

describe.runIf(atHand)('the dashboard on a Prometheus that scrapes a running product', () => {
  let stack: Stack;
  let folder: string;
  let prometheus: ChildProcess;
  let url: string;

  beforeAll(async () => {
    const started = await startStack({
      environment: {
        WHATSAPP_APP_ID: defaultSettings.appId,
        PORTFOLIO_DAILY_RECIPIENTS: '1000',
        WHATSAPP_SEND_TIMEOUT_MS: '500',
        RATE_CARD_FILE: join(ROOT, 'deploy/rate-card.example.yaml'),
      },
    });
    if (started === null) throw new Error('PostgreSQL is always there');
    stack = started;
    await control('PUT', '/token', { expiresAt: Math.floor(Date.now() / 1_000) + 30 * 86_400 });
    await stack.startWorker();
    folder = await mkdtemp(join(tmpdir(), 'recado-prometheus-'));
    url = await startPrometheus();
    await traffic();
  });

  afterAll(async () => {
    const ended = once(prometheus, 'exit');
    prometheus.kill('SIGTERM');
    await ended;
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function control(method: string, path: string, body: object): Promise<void> {
    await fetch(`${stack.sandboxUrl}/sandbox${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async function startPrometheus(): Promise<string> {
    const listen = `127.0.0.1:${await freePort()}`;
    const config = join(folder, 'prometheus.yaml');
    const target = (address: string): string => new URL(address).host;
    await writeFile(join(folder, 'key'), ADMIN_KEY, { mode: 0o600 });
    await writeFile(
      config,
      [
        'global: { scrape_interval: 1s, evaluation_interval: 1s }',
        `rule_files: [${join(ROOT, 'deploy/prometheus/recado.rules.yaml')}]`,
        'scrape_configs:',
        '  - job_name: recado-api',
        `    authorization: { type: Bearer, credentials_file: ${join(folder, 'key')} }`,
        `    static_configs: [{ targets: ['${target(stack.url)}'] }]`,
        '  - job_name: recado-worker',
        `    static_configs: [{ targets: ['${target(stack.workerUrl)}'] }]`,
      ].join('\n'),
    );
    prometheus = spawn(
      PROGRAM,
      [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=${listen}`],
      { stdio: 'ignore' },
    );
    await until('Prometheus is ready', () =>
      fetch(`http://${listen}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    return `http://${listen}`;
  }

  /** Of every kind that a panel shows, until there is something to make rates of. */
  async function traffic(): Promise<void> {
    await control('PUT', '/templates/purchase_order_urgent/category', { category: 'MARKETING' });
    const until = performance.now() + TRAFFIC_MS;
    for (let count = 0; performance.now() < until; count += 1) {
      const to = count % 5 === 0 ? '+34601131026' : `+34600${String(count).padStart(6, '0')}`;
      await stack.call('POST', '/messages', { body: exampleMessage({ to }) });
      if (count % 5 === 1) await stack.call('POST', '/webhook', { key: null, body: {} });
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  async function query(expr: string): Promise<unknown> {
    const filled = expr.replaceAll('$__rate_interval', RATE_INTERVAL).replaceAll('$sender', '.*');
    const answer: unknown = await (
      await fetch(`${url}/api/v1/query?${new URLSearchParams({ query: filled }).toString()}`)
    ).json();
    return answer;
  }

  const expressions = [...new Set(expressionsOfDashboard())];

  it.each(expressions)('shows %s', async (expr) => {
    const answer = await query(expr);
    expect(answer).toMatchObject({ status: 'success' });
    const result = at(answer, 'data', 'result');
    const values = Array.isArray(result) ? result.map((series: unknown) => Number(at(series, 'value', 1))) : [];
    expect(values.filter(Number.isFinite).length, JSON.stringify(answer)).toBeGreaterThan(0);
  });

  it('control: what nobody tells shows nothing', async () => {
    expect(await query('sum(recado_nobody_tells_it)')).toMatchObject({ data: { result: [] } });
  });

  it('and the rules are evaluated without a fault', async () => {
    const answer: unknown = await (await fetch(`${url}/api/v1/rules`)).json();
    const groups = at(answer, 'data', 'groups');
    const rules = (Array.isArray(groups) ? groups : []).flatMap((group: unknown): unknown[] => {
      const list = at(group, 'rules');
      return Array.isArray(list) ? list : [];
    });
    expect(rules.length).toBeGreaterThan(15);
    expect(rules.filter((rule) => at(rule, 'health') !== 'ok')).toEqual([]);
  });
});
