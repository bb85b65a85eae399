import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Metrics } from '#runtime';
import { at, exampleMessage, exampleOrder, textAt } from '../support/examples.js';
import { type Answer, SENDER, type Stack, startStack, until } from '../support/stack.js';

const NAMES = [
  'recado_messages_total',
  'recado_message_failures_total',
  'recado_graph_request_duration_seconds',
  'recado_time_to_sent_seconds',
  'recado_time_to_delivered_seconds',
  'recado_queue_jobs',
  'recado_queue_oldest_waiting_seconds',
  'recado_sender_paused',
  'recado_sender_heard_seconds',
  'recado_token_expires_seconds',
  'recado_sender_pace',
  'recado_portfolio_recipients',
  'recado_template_category_drifted',
  'recado_webhook_events_total',
  'recado_webhook_lag_seconds',
  'recado_webhook_parked_oldest_seconds',
  'recado_webhook_parked_dropped_total',
  'recado_webhook_signature_failures_total',
  'recado_unconfirmed_messages',
  'recado_held_messages',
  'recado_unconfirmed_resolved_total',
  'recado_undelivered_total',
  'recado_database_up',
  'recado_conversations_month',
  'recado_free_tier_remaining',
  'recado_estimated_cost_month',
  'recado_retention_behind_seconds',
  'recado_duplicate_sends_total',
  'recado_callback_deliveries_total',
  'recado_callback_oldest_due_seconds',
  'recado_callback_endpoints_disabled',
];

/** Every message to this recipient is refused by the sandbox with Meta's code 131026. */
const REFUSED = '+34601131026';

let stack: Stack;
beforeAll(async () => {
  const started = await startStack({ worker: true });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
  const read = await stack.call('POST', '/purchase-orders', { body: exampleOrder() });
  const failed = await stack.call('POST', '/messages', { body: exampleMessage({ to: REFUSED }) });
  await until('one is read and one has failed', async () => {
    return (await statusOf(read)) === 'READ' && (await statusOf(failed)) === 'FAILED';
  });
  await stack.call('POST', '/webhook', { key: null, body: { object: 'whatsapp_business_account', entry: [] } });
});
afterAll(() => stack.stop());

async function statusOf({ json }: Answer): Promise<unknown> {
  return at((await stack.call('GET', `/messages/${textAt(json, 'id')}`)).json, 'status');
}

const apiMetrics = (): Promise<Answer> => stack.call('GET', '//metrics');
const workerMetrics = async (): Promise<string> => (await fetch(`${stack.workerUrl}/metrics`)).text();

it('shows the 0 of each figure that an alert looks at the increase of, before anything is counted', async () => {
  const shown = await workerMetrics();
  expect(shown).toMatch(new RegExp(`^recado_undelivered_total\\{sender="${SENDER}",app="worker"\\} 0$`, 'm'));
  expect(shown).toMatch(/^recado_duplicate_sends_total\{app="worker"\} 0$/m);
});

/** The sum over both processes, as Prometheus would make it, of the series with these labels. */
async function sum(name: string, ...labels: readonly string[]): Promise<number> {
  const lines = `${(await apiMetrics()).text}\n${await workerMetrics()}`.split('\n');
  return lines
    .filter((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)))
    .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** A figure may be counted a moment after the row is committed. */
async function expectSum(expected: number, name: string, ...labels: readonly string[]): Promise<void> {
  await until(`${name} is ${expected}`, async () => (await sum(name, ...labels)) >= expected, 5_000).catch(() => null);
  expect([name, ...labels, await sum(name, ...labels)]).toEqual([name, ...labels, expected]);
}

describe('GET /metrics', () => {
  it('shows every figure by its name, in both processes', async () => {
    const known = new Metrics('api').registry.getMetricsAsArray().map(({ name }) => name);
    expect(known.filter((name) => name.startsWith('recado_')).toSorted()).toEqual(NAMES.toSorted());
    for (const text of [(await apiMetrics()).text, await workerMetrics()]) {
      for (const name of NAMES) expect(text).toContain(`# TYPE ${name} `);
      expect(text).toContain('process_resident_memory_bytes');
    }
  });

  it.each([
    ['PENDING', 2],
    ['SENT', 1],
    ['DELIVERED', 1],
    ['READ', 1],
    ['FAILED', 1],
  ])('counts each message that became %s once, whoever learned it first', async (status, count) => {
    await expectSum(count, 'recado_messages_total', `status="${status}"`);
    await expectSum(count, 'recado_messages_total', `status="${status}"`, `sender="${SENDER}"`, 'po_notification');
  });

  it('counts a failure by its code', async () => {
    await expectSum(1, 'recado_message_failures_total', 'code="131026"', `sender="${SENDER}"`);
    await expectSum(1, 'recado_message_failures_total');
  });

  it('times each call to Meta by its outcome', async () => {
    await expectSum(1, 'recado_graph_request_duration_seconds_count', 'outcome="accepted"', `sender="${SENDER}"`);
    await expectSum(1, 'recado_graph_request_duration_seconds_count', 'outcome="rejected"', `sender="${SENDER}"`);
  });

  it('times how long a message took until Meta had it and until it was delivered', async () => {
    await expectSum(1, 'recado_time_to_sent_seconds_count');
    await expectSum(1, 'recado_time_to_delivered_seconds_count');
    expect(await sum('recado_time_to_delivered_seconds_sum')).toBeLessThan(20);
  });

  it('counts what Meta told and how late, and what was not signed by Meta', async () => {
    await expectSum(3, 'recado_webhook_events_total', 'field="messages"');
    await expectSum(3, 'recado_webhook_lag_seconds_count');
    await expectSum(1, 'recado_webhook_signature_failures_total');
  });

  it('shows in the worker how long ago Meta told of a message of each number', async () => {
    const [, seconds] =
      new RegExp(`^recado_sender_heard_seconds\\{sender="${SENDER}",.*\\} ([\\d.]+)$`, 'm').exec(
        await workerMetrics(),
      ) ?? [];
    expect(Number(seconds)).toBeLessThan(20);
  });

  it('shows in the worker what waits, which is nothing', async () => {
    const text = await workerMetrics();
    for (const name of ['queue_oldest_waiting_seconds', 'unconfirmed_messages', 'held_messages']) {
      expect(text).toMatch(new RegExp(`^recado_${name}\\{sender="${SENDER}",app="worker"\\} 0$`, 'm'));
    }
    expect(text).toMatch(new RegExp(`^recado_sender_paused\\{sender="${SENDER}",.*\\} 0$`, 'm'));
    expect(text).toMatch(new RegExp(`^recado_queue_jobs\\{queue="send-${SENDER}",state="waiting",.*\\} 0$`, 'm'));
    await expectSum(0, 'recado_duplicate_sends_total');
  });

  it('holds neither phone, name, order number nor key', async () => {
    const text = `${(await apiMetrics()).text}${await workerMetrics()}`;
    expect(text).not.toMatch(/\+34\d|\b34[67]\d{8}\b|Proveedor|PO-2024|wamid|admin-key/);
  });

  it('times a scheduled message from the time that it was to be sent at', async () => {
    const scheduled = await stack.call('POST', '/messages', {
      body: exampleMessage({ to: '+34600000009', sendAt: new Date(Date.now() + 3_600_000).toISOString() }),
    });
    // Handed in two hours ago, to be sent now.
    await stack.sql(
      `UPDATE whatsapp_messages SET created_at = now() - interval '2 hours', scheduled_at = now() WHERE id = $1`,
      [textAt(scheduled.json, 'id')],
    );
    await stack.sql('UPDATE send_queue SET due_at = now() WHERE message_id = $1', [textAt(scheduled.json, 'id')]);
    await until('it is delivered', async () => ['DELIVERED', 'READ'].includes(String(await statusOf(scheduled))));
    await until('it is counted', async () => (await sum('recado_time_to_delivered_seconds_count')) === 2, 5_000);
    expect(await sum('recado_time_to_sent_seconds_sum')).toBeLessThan(60);
    expect(await sum('recado_time_to_delivered_seconds_sum')).toBeLessThan(60);
  });
});
