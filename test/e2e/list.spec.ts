import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, exampleMessage, exampleTemplate, textAt } from '../support/examples.js';
import { type Stack, startStack } from '../support/stack.js';

let stack: Stack;
beforeAll(async () => {
  const started = await startStack();
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
  await accept(30, 'old');
});
afterAll(() => stack.stop());

async function accept(count: number, prefix: string): Promise<void> {
  const messages = Array.from({ length: count }, (_, index) => exampleMessage({ reference: `${prefix}-${index}` }));
  await stack.call('POST', '/messages/batch', { body: { messages } });
}

/** The id of a message of which Meta reported a failure. */
async function failedWith(code: string, reference: string): Promise<string> {
  const { json } = await stack.call('POST', '/messages', { body: exampleMessage({ reference }) });
  const id = textAt(json, 'id');
  await stack.sql('DELETE FROM send_queue WHERE message_id = $1', [id]);
  await stack.sql(
    `UPDATE whatsapp_messages SET progress = 4, error_code = $2, error_source = 'META', failed_at = now() WHERE id = $1`,
    [id, code],
  );
  await stack.sql(
    `INSERT INTO message_failures (message_id, code, failed_at, source, sender_id, template_name)
     SELECT id, error_code, failed_at, error_source, sender_id, template_name FROM whatsapp_messages WHERE id = $1`,
    [id],
  );
  return id;
}

function references(json: unknown): string[] {
  const items = at(json, 'items');
  return Array.isArray(items) ? items.map((item: unknown) => textAt(item, 'reference')) : [];
}

describe('GET /messages', () => {
  it('pages through all of them once, though new ones arrive meanwhile', async () => {
    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; page === 0 || cursor !== 'null'; page += 1) {
      const { json } = await stack.call('GET', `/messages?limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...references(json));
      cursor = textAt(json, 'nextCursor');
      await accept(3, `new-${page}`);
    }
    expect(seen).toHaveLength(30);
    expect(new Set(seen).size).toBe(30);
    expect(seen.every((reference) => reference.startsWith('old-'))).toBe(true);
  });

  it('shows the newest first', async () => {
    await accept(1, 'newest');
    const { json } = await stack.call('GET', '/messages?limit=1');
    expect(references(json)).toEqual(['newest-0']);
  });

  it('finds by each filter', async () => {
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const { json } = await stack.call('POST', '/messages', {
      body: exampleMessage({
        to: '+34655443322',
        reference: 'FIND-ME',
        recipientName: 'Suministros Ñu',
        sendAt: later,
      }),
    });
    const createdAt = textAt(json, 'createdAt');
    const finding = [
      'reference=FIND-ME',
      'to=%2B34655443322',
      'to=+34655443322',
      'q=FIND',
      'q=%2B3465544',
      'q=suministros',
      'pendingReason=SCHEDULED',
      `status=PENDING&reference=FIND-ME&template=po_notification&sender=${textAt(json, 'sender')}`,
      `reference=FIND-ME&createdFrom=${createdAt}`,
      `reference=FIND-ME&updatedFrom=${createdAt}`,
    ];
    for (const query of finding) {
      const found = await stack.call('GET', `/messages?${query}`);
      expect([query, references(found.json)]).toEqual([query, ['FIND-ME']]);
    }
    const missing = [
      'status=READ',
      'errorCode=131026',
      'undelivered=true',
      'template=another',
      'sender=1',
      `reference=FIND-ME&createdTo=${createdAt}`,
      'q=%25',
      'q=_',
    ];
    for (const query of missing) {
      const found = await stack.call('GET', `/messages?${query}`);
      expect([query, references(found.json)]).toEqual([query, []]);
    }
  });

  it('finds by the code of a failure what has failed with it, and nothing that was delivered since', async () => {
    const [failed, delivered, otherwise] = await Promise.all([
      failedWith('131026', 'FAILED-WITH'),
      failedWith('131026', 'DELIVERED-SINCE'),
      failedWith('131026', 'SHOWN-OTHERWISE'),
    ]);
    await stack.sql('UPDATE whatsapp_messages SET progress = 5, error_code = NULL WHERE id = $1', [delivered]);
    await stack.sql(`UPDATE whatsapp_messages SET error_code = '131047' WHERE id = $1`, [otherwise]);
    const { json } = await stack.call('GET', '/messages?errorCode=131026');
    expect(references(json)).toEqual(['FAILED-WITH']);
    expect(at(json, 'items', 0)).toMatchObject({ id: failed, status: 'FAILED', error: { code: '131026' } });
  });

  it('shows each message as GET by its id does', async () => {
    await stack.call('POST', '/messages', { body: exampleMessage({ template: exampleTemplate() }) });
    const { json } = await stack.call('GET', '/messages?limit=1');
    const read = await stack.call('GET', `/messages/${textAt(json, 'items', 0, 'id')}`);
    expect(read.json).toMatchObject(Object(at(json, 'items', 0)));
  });
});
