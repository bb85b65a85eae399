import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { normalizeWebhook } from '@kapso/whatsapp-cloud-api/server';
import { WhatsAppAPI } from 'whatsapp-api-js';
import { describe, expect, it } from 'vitest';
import { readWebhook } from '#webhook-events';
import { at } from '../support/examples.js';

const FOLDER = join(import.meta.dirname, '../fixtures/meta');

interface Fixture {
  readonly name: string;
  readonly body: unknown;
}

/** Every body that Meta's fixtures hold; a sequence is several. */
const FIXTURES: readonly Fixture[] = readdirSync(FOLDER)
  .filter((name) => name.startsWith('webhook-'))
  .flatMap((file) => {
    const parsed: unknown = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
    const name = file.replace(/^webhook-|\.json$/g, '');
    return Array.isArray(parsed)
      ? parsed.map((body: unknown, index) => ({ name: `${name} ${index + 1}`, body }))
      : [{ name, body: parsed }];
  });

const line = (...parts: readonly unknown[]): string => JSON.stringify(parts.map((part) => part ?? null));

/** What we read, a line each: a status or a message, its id, its word, its time and what else tells it from another. */
function ours(body: unknown): readonly string[] {
  const { statuses, inboundMessages } = readWebhook(Buffer.from(JSON.stringify(body)), new Date());
  const seconds = (time: Date): number => time.getTime() / 1_000;
  return [
    ...statuses.map(({ wamid, status, occurredAt, failure, pricing }) =>
      line(
        'status',
        wamid,
        status,
        String(seconds(occurredAt)),
        failure === null ? null : Number(failure.code),
        pricing?.['category'],
        pricing?.['billable'],
      ),
    ),
    ...inboundMessages.map(({ wamid, type, phone, userId, occurredAt, contextWamid, text, button }) =>
      line('message', wamid, type, phone, userId, String(seconds(occurredAt)), contextWamid, text, button?.payload),
    ),
  ];
}

/** Of one status as Meta's JSON has it, or with its keys in camelCase. */
const statusLine = (status: unknown): string =>
  line(
    'status',
    at(status, 'id'),
    at(status, 'status'),
    at(status, 'timestamp'),
    at(status, 'errors', 0, 'code'),
    at(status, 'pricing', 'category'),
    at(status, 'pricing', 'billable'),
  );

function messageLine(message: unknown): string {
  const from = at(message, 'from');
  return line(
    'message',
    at(message, 'id'),
    at(message, 'type'),
    typeof from === 'string' ? `+${from}` : null,
    at(message, 'from_user_id') ?? at(message, 'fromUserId'),
    at(message, 'timestamp'),
    at(message, 'context', 'id'),
    at(message, 'text', 'body'),
    at(message, 'button', 'payload') ??
      at(message, 'interactive', 'button_reply', 'id') ??
      at(message, 'interactive', 'buttonReply', 'id'),
  );
}

/** What @kapso/whatsapp-cloud-api reads. */
function kapso(body: unknown): readonly string[] {
  const { statuses, messages } = normalizeWebhook(body);
  return [...statuses.map(statusLine), ...messages.map(messageLine)];
}

/** What whatsapp-api-js reads; 'nothing' where it throws. */
async function whatsappApiJs(body: unknown): Promise<readonly string[] | 'nothing'> {
  const api = new WhatsAppAPI({ token: 'unused', secure: false, v: 'v25.0' });
  const read: string[] = [];
  api.on.status = ({ id, status, timestamp, error, pricing }) => {
    read.push(statusLine({ id, status, timestamp, errors: error && [error], pricing }));
  };
  api.on.message = ({ message }) => {
    read.push(messageLine(message));
  };
  // Its types know only what it understands; JSON is what it is called with.
  const data: Parameters<typeof api.post>[0] = JSON.parse(JSON.stringify(body));
  return api.post(data).then(
    () => read,
    () => 'nothing',
  );
}

/** A word that says nothing of delivery is one of many here. */
const OTHER_WORDS = new Set(['status-played']);

/** Statuses and messages come in the field `messages` alone. */
const ofMessages = (body: unknown): boolean =>
  at(body, 'entry', 0, 'changes', 0, 'field') === 'messages' &&
  at(body, 'entry', 0, 'changes', 0, 'value', 'errors') === undefined;

const HOLDING = FIXTURES.filter(({ body }) => ours(body).length > 0);

describe('public readers of Meta’s webhooks', () => {
  it('have something to read here', () => {
    expect(FIXTURES.filter(({ body }) => ofMessages(body)).length).toBeGreaterThan(25);
    expect(HOLDING.length).toBeGreaterThan(25);
  });

  it.each(HOLDING.filter(({ name }) => !OTHER_WORDS.has(name)))('read $name as we do', async ({ body }) => {
    const read = ours(body);
    expect(kapso(body)).toEqual(read);
    expect(await whatsappApiJs(body)).toEqual(read);
  });

  // Of other fields one hands on their JSON in camelCase, which is no reading that could be compared; the other throws,
  // because they have no phone_number_id or no messages.
  it.each(FIXTURES.filter((fixture) => !HOLDING.includes(fixture)))(
    'have nothing to say of $name',
    async ({ body }) => {
      expect([ours(body), await whatsappApiJs(body)]).toEqual([[], 'nothing']);
    },
  );

  it.each(FIXTURES.filter(({ name }) => OTHER_WORDS.has(name)))(
    'read $name as we do, but for its word, which they keep',
    async ({ body }) => {
      const word = String(at(body, 'entry', 0, 'changes', 0, 'value', 'statuses', 0, 'status'));
      const read = kapso(body).map((text) => text.replace(word, 'other'));
      expect(read).toEqual(ours(body));
      expect(kapso(body)).toEqual(await whatsappApiJs(body));
    },
  );

  it('read a batch of all of them: one as we do, one only its first change', async () => {
    const known = FIXTURES.filter(({ name, body }) => !OTHER_WORDS.has(name) && ofMessages(body));
    const entries = known.map(({ body }) => at(body, 'entry', 0));
    const batch = { object: 'whatsapp_business_account', entry: entries };
    const read = ours(batch);
    expect(read.toSorted()).toEqual(known.flatMap(({ body }) => ours(body)).toSorted());
    expect(kapso(batch).toSorted()).toEqual(read.toSorted());
    expect(await whatsappApiJs(batch)).toEqual(ours(known[0]?.body));
  });
});
