import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { SENDER, type Stack, startStack, until } from '../support/stack.js';

/** Not accepted by the sandbox, and never answered. */
const NEVER_ANSWERED = '+34603000020';
const SOLO_WAIT_MS = 5_000;
const LIMIT_MS = 3_000;

let stack: Stack;

beforeAll(async () => {
  const started = await startStack({
    worker: true,
    environment: {
      WHATSAPP_SEND_TIMEOUT_MS: '500',
      SEND_LEASE: '2s',
      UNCONFIRMED_WAIT: '1s',
      UNCONFIRMED_SOLO_WAIT: `${SOLO_WAIT_MS}ms`,
      UNCONFIRMED_MAX: `${LIMIT_MS}ms`,
    },
  });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});

afterAll(() => stack.stop());

interface Shown {
  readonly status: string;
  readonly waits: string;
  readonly until: string;
  readonly code: string;
}

async function shown(id: string): Promise<Shown> {
  const { json } = await stack.call('GET', `/messages/${id}`);
  return {
    status: textAt(json, 'status'),
    waits: textAt(json, 'pendingReason'),
    until: textAt(json, 'pendingUntil'),
    code: textAt(json, 'error', 'code'),
  };
}

const ended = (id: string) => until(`${id} has failed`, async () => (await shown(id)).status === 'FAILED');

async function accepted(
  expiresInMs: number,
  to = '+34612345678',
): Promise<{ id: string; waits: string; until: string }> {
  const expiresAt = new Date(Date.now() + expiresInMs).toISOString();
  const { status, json } = await stack.call('POST', '/messages', { body: exampleMessage({ to, expiresAt }) });
  expect(status).toBe(202);
  return { id: textAt(json, 'id'), waits: textAt(json, 'pendingReason'), until: textAt(json, 'pendingUntil') };
}

/** How often Meta took it. */
async function takenByMeta(id: string): Promise<number> {
  const answer: unknown = await (await fetch(`${stack.sandboxUrl}/sandbox/accepted?id=${id}`)).json();
  return Number(at(answer, id) ?? 0);
}

/** What is accepted behind it is read: whatever could be sent before has been. */
async function everythingElseIsSent(): Promise<void> {
  const { id } = await accepted(60_000);
  await until(`${id} is read`, async () => (await shown(id)).status === 'READ');
  expect(await takenByMeta(id)).toBe(1);
}

/** What the API knows of senders and installation is a second old at most. */
const told = (reason: string) =>
  until(`the API says ${reason}`, async () => {
    const { id, waits } = await accepted(60_000);
    await stack.call('POST', `/messages/${id}/cancel`);
    return waits === reason;
  });

describe('a message past its time', () => {
  it.each([
    [
      'its sender was paused',
      'SENDER_PAUSED',
      `UPDATE senders SET state = 'PAUSED', paused_by = 'PERSON'`,
      `UPDATE senders SET state = 'ACTIVE', paused_by = NULL`,
    ],
    [
      'sending was switched off',
      'DISABLED',
      'UPDATE installation SET sending_enabled = false',
      'UPDATE installation SET sending_enabled = true',
    ],
  ])('while %s has failed as EXPIRED, and is not sent when that is over', async (_what, reason, begin, end) => {
    await stack.sql(begin);
    await told(reason);
    const { id, waits } = await accepted(2_500);
    expect(waits).toBe(reason);
    expect(await shown(id)).toMatchObject({ status: 'PENDING', waits: reason, until: 'null' });
    await ended(id);
    expect(await shown(id)).toMatchObject({ code: 'EXPIRED', waits: 'null' });
    await stack.sql(end);
    await everythingElseIsSent();
    expect(await takenByMeta(id)).toBe(0);
  });

  it('says until when its sender waits, in the answer as well as later', async () => {
    await stack.sql(`UPDATE senders SET wait_until = date_trunc('milliseconds', now()) + interval '4 seconds'`);
    await told('SENDER_PAUSED');
    const answer = await accepted(60_000);
    const [sender] = await stack.sql('SELECT wait_until FROM senders WHERE phone_number_id = $1', [SENDER]);
    expect(await shown(answer.id)).toMatchObject({ waits: 'SENDER_PAUSED', until: answer.until });
    expect(new Date(answer.until)).toEqual(sender?.['wait_until']);
    await until('it is sent', async () => (await takenByMeta(answer.id)) === 1);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(answer.until));
  });

  it('whose send nobody heard the end of has failed as UNCONFIRMED after the solo wait, HELD or not, and is not sent', async () => {
    const [early, held] = [await accepted(2_000, NEVER_ANSWERED), await accepted(LIMIT_MS + 4_000, NEVER_ANSWERED)];
    await until('one waits for a person', async () => (await shown(held.id)).waits === 'HELD');
    await Promise.all([early, held].map(({ id }) => ended(id)));
    for (const { id } of [early, held]) {
      expect(await shown(id)).toMatchObject({ status: 'FAILED', code: 'UNCONFIRMED' });
      const [times] = await stack.sql(
        `SELECT extract(epoch FROM m.failed_at - a.started_at)::float8 * 1000 AS waited, m.failed_at > m.expires_at AS over,
           (SELECT count(*)::integer FROM send_attempts WHERE message_id = m.id) AS attempts
         FROM whatsapp_messages m JOIN send_attempts a ON a.message_id = m.id WHERE m.id = $1`,
        [id],
      );
      expect(times).toMatchObject({ over: true, attempts: 1 });
      expect(times?.['waited']).toBeGreaterThanOrEqual(SOLO_WAIT_MS);
    }
    await everythingElseIsSent();
    expect(await Promise.all([early, held].map(({ id }) => takenByMeta(id)))).toEqual([0, 0]);
  });
});
