import { createHmac } from 'node:crypto';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { exampleMessage, textAt } from '../support/examples.js';
import { recado } from '../support/recado.js';
import { SENDER, type Stack, startStack } from '../support/stack.js';

let stack: Stack;

beforeAll(async () => {
  const started = await startStack();
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});

afterAll(() => stack.stop());

/** Meta says that it was read, in a POST that is signed as Meta does. */
async function webhookRead(messageId: string): Promise<number> {
  const statuses = [
    { id: `wamid.${v7()}`, status: 'read', timestamp: '1795426200', biz_opaque_callback_data: `${messageId}.1` },
  ];
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: SENDER }, statuses };
  const raw = JSON.stringify({ entry: [{ changes: [{ field: 'messages', value }] }] });
  const signature = createHmac('sha256', defaultSettings.appSecret).update(raw).digest('hex');
  const headers = { 'x-hub-signature-256': `sha256=${signature}` };
  return (await stack.call('POST', '/webhook', { key: null, raw, headers })).status;
}

describe('recado replay', () => {
  it('brings back what a message has forgotten, while the API runs, and says so', async () => {
    const id = textAt((await stack.call('POST', '/messages', { body: exampleMessage() })).json, 'id');
    expect(await webhookRead(id)).toBe(200);
    expect(recado(stack.databaseUrl, 'replay', '--since', '2020-01-01')).toEqual({
      code: 0,
      said: '1 webhook(s) with 1 status(es) applied again: 0 were news, 0 message(s) changed.\n',
      complained: '',
    });
    const json = recado(stack.databaseUrl, 'replay', '--since', '2020-01-01', '--json');
    expect(JSON.parse(json.said)).toMatchObject({ webhooks: 1, statuses: 1, news: 0, messagesChanged: 0 });
    await stack.sql('UPDATE whatsapp_messages SET progress = 0, read_at = NULL, delivered_at = NULL');
    const { code, said } = recado(
      stack.databaseUrl,
      'replay',
      '--since',
      '2020-01-01T00:00:00Z',
      '--until',
      '2100-01-01T00:00:00+01:00',
    );
    expect([code, said]).toEqual([
      0,
      '1 webhook(s) with 1 status(es) applied again: 0 were news, 1 message(s) changed.\n',
    ]);
    expect((await stack.call('GET', `/messages/${id}`)).json).toMatchObject({ status: 'READ' });
  });

  it('tells of a message that turns out to have been sent twice', async () => {
    const id = textAt((await stack.call('POST', '/messages', { body: exampleMessage() })).json, 'id');
    await webhookRead(id);
    await webhookRead(id);
    // As if the second acceptance had not been understood when it came.
    await stack.sql('DELETE FROM wamids WHERE wamid = (SELECT max(wamid) FROM wamids WHERE message_id = $1)', [id]);
    const { code, complained } = recado(stack.databaseUrl, 'replay', '--since', '2020-01-01');
    expect([code, complained]).toEqual([1, `Meta accepted 1 message(s) twice: ${id}.\n`]);
  });

  it.each([
    [['--since', 'yesterday'], "option '--since <time>' argument 'yesterday' is invalid. It must look like"],
    [['--since', '2026-02-30'], "argument '2026-02-30' is invalid"],
    [['--since', '12'], "argument '12' is invalid"],
    [['--since', '2026-12-01T08:00:00'], "argument '2026-12-01T08:00:00' is invalid"],
    [['--since', '2026-12-01', '--until', 'now'], "option '--until <time>' argument 'now' is invalid"],
    [['--since', '2026-12-02', '--until', '2026-12-01'], '--until must be later than --since'],
    [[], "required option '--since <time>' not specified"],
  ] as const)('refuses %j and says why', (options, words) => {
    const { code, said, complained } = recado(stack.databaseUrl, 'replay', ...options);
    expect([code, said]).toEqual([1, '']);
    expect(complained).toContain(words);
  });
});
