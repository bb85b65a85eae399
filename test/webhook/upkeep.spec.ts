import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { SENDER, type Stack, startStack } from '../support/stack.js';

/*
 * What webhooks leave for the worker to do later: it does it soon after it was left, or as soon as it starts.
 */
let stack: Stack;
beforeAll(async () => {
  const started = await startStack();
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
  await restrict();
  await leaveParkedStatus('wamid.of-another-system', '25 hours');
  await leaveParkedStatus('wamid.too-young', '23 hours');
  await leaveSetAside('8 days 1 hour');
  await leaveSetAside('7 days 23 hours');
  await changeTemplate();
  await stack.startWorker();
});
afterAll(() => stack.stop());

async function tell(field: string, value: unknown): Promise<void> {
  const time = Math.floor(Date.now() / 1_000);
  const entry = [{ id: defaultSettings.wabaId, time, changes: [{ field, value }] }];
  const raw = Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry }));
  const signature = `sha256=${createHmac('sha256', defaultSettings.appSecret).update(raw).digest('hex')}`;
  const headers = { 'x-hub-signature-256': signature };
  expect((await stack.call('POST', '/webhook', { key: null, raw, headers })).status).toBe(200);
}

/** Until a moment that is over when the worker starts. */
async function restrict(): Promise<void> {
  const expiration = Math.floor(Date.now() / 1_000) + 3_600;
  const info = { restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration };
  await tell('account_update', { event: 'ACCOUNT_RESTRICTION', restriction_info: [info] });
  expect(await sender()).toMatchObject({ state: 'PAUSED', pause_reason: 'ACCOUNT_RESTRICTED: by webhook' });
  await stack.sql(`UPDATE sender_account_facts SET ends_at = now() - interval '1 second'`);
}

async function leaveParkedStatus(wamid: string, age: string): Promise<void> {
  await stack.sql(
    `INSERT INTO parked_statuses (wamid, status, error_code, sender_id, occurred_at, received_at, payload)
     VALUES ($1, 'sent', '', $2, now() - $3::interval, now() - $3::interval, '{}')`,
    [wamid, SENDER, age],
  );
}

async function leaveSetAside(age: string): Promise<void> {
  await stack.sql(
    `INSERT INTO webhook_quarantine (key, received_at, field, reason, event)
     VALUES (sha256($1::text::bytea), now() - $1::interval, 'messages', $1, '{}')`,
    [age],
  );
}

/** The account's list was read a while ago, and is not due again: what reads it now is what Meta told. */
async function changeTemplate(): Promise<void> {
  await stack.sql(`INSERT INTO template_reads (waba_id, due_at) VALUES ($1, now() + interval '15 minutes')`, [
    defaultSettings.wabaId,
  ]);
  await stack.sql(
    `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, synced_at)
     VALUES ($1, 'po_notification', 'es', 'APPROVED', 'UTILITY', 'POSITIONAL', '[]', now() - interval '1 minute')`,
    [defaultSettings.wabaId],
  );
  const template = { message_template_name: 'po_notification', message_template_language: 'es' };
  await tell('message_template_components_update', { ...template, message_template_element: 'Otro texto' });
  expect(await stack.sql('SELECT FROM template_sync_requests')).toHaveLength(1);
}

async function sender(): Promise<unknown> {
  return (await stack.sql('SELECT state, pause_reason FROM senders WHERE phone_number_id = $1', [SENDER]))[0];
}

it('the senders of a restricted account go on when the restriction is over', async () => {
  await expect.poll(sender, { timeout: 10_000 }).toMatchObject({ state: 'ACTIVE' });
});

it('a status that nobody knew for a day is dropped, and counted', async () => {
  const parked = async (): Promise<unknown> => stack.sql('SELECT wamid FROM parked_statuses');
  await expect.poll(parked, { timeout: 10_000 }).toEqual([{ wamid: 'wamid.too-young' }]);
  // Counted when it is committed, which is what has just been seen.
  const metrics = async (): Promise<string> => (await fetch(`${stack.workerUrl}/metrics`)).text();
  await expect.poll(metrics, { timeout: 10_000 }).toMatch(/^recado_webhook_parked_dropped_total(\{.*\})? 1$/m);
});

it('what was set aside is dropped with the body that it was a part of, after 8 days', async () => {
  const aside = async (): Promise<unknown> => stack.sql('SELECT reason FROM webhook_quarantine');
  await expect.poll(aside, { timeout: 10_000 }).toEqual([{ reason: '7 days 23 hours' }]);
});

it("an account's templates are read again when Meta has told that one has other components", async () => {
  const components = async (): Promise<unknown> =>
    (await stack.sql(`SELECT components FROM templates WHERE name = 'po_notification' AND language = 'es'`))[0];
  await expect.poll(components, { timeout: 10_000 }).not.toEqual({ components: [] });
  await expect.poll(() => stack.sql('SELECT FROM template_sync_requests'), { timeout: 10_000 }).toEqual([]);
});
