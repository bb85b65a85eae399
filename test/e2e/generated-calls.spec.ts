import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Pool } from 'undici';
import { ApiKeysRepository } from '#clients';
import { BASE_PATH } from '../../apps/api/src/border/paths.js';
import { PROBLEM_CODES, isProblemCode } from '../../apps/api/src/problems/problem-codes.js';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';
import { LONG, SEED } from '../faults/fault-stack.js';
import { tell } from '../faults/tell.js';
import { at, exampleMessage, exampleOrder, textAt } from '../support/examples.js';
import {
  CallGenerator,
  type GeneratedCall,
  type Known,
  type Operation,
  operationsOf,
} from '../support/generated-calls.js';
import { ADMIN_KEY, SENDER, type Stack, startStack } from '../support/stack.js';

/*
 * Whatever a client sends, the API answers, and as its own description says. Calls are made from /openapi.json, the same ones for
 * the same FAULT_SEED; all 5,000 with `npm run test:faults`.
 */
const CALLS = LONG ? 5_000 : 900;
/** Under way together. */
const AT_ONCE = 20;
/** A delivery is named together with the endpoint that it was for. */
const DELIVERY = `${BASE_PATH}/callback-endpoints/{id}/deliveries/{deliveryId}`;

let stack: Stack;
let document: unknown;
let pool: Pool;

beforeAll(async () => {
  const started = await startStack({
    backend: 'postgres',
    environment: { API_RATE_LIMIT: '0', ENCRYPTION_KEY: randomBytes(32).toString('base64') },
  });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
  document = (await stack.call('GET', '//openapi.json', { key: null })).json;
  pool = new Pool(stack.url, { connections: AT_ONCE });
});
afterAll(async () => {
  await pool.close();
  await stack.stop();
});

interface Answer {
  readonly status: number;
  readonly mediaType: string;
  readonly json: unknown;
}

async function send({ operation: { method }, target, headers, body }: GeneratedCall): Promise<Answer> {
  const answer = await pool.request({ method, path: target, headers: { ...headers }, body });
  const text = await answer.body.text();
  return { status: answer.statusCode, mediaType: String(answer.headers['content-type'] ?? ''), json: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What is wrong with an answer, by the description of its operation; null where nothing is. */
function faultOf({ description }: Operation, { status, mediaType, json }: Answer): string | null {
  if (status >= 500) return `answered ${status}`;
  const described = at(description, 'responses', String(status));
  if (described === undefined) return `answered ${status}, which is not described (${textAt(json, 'code')})`;
  if (status < 400) return null;
  const code = textAt(json, 'code');
  if (!mediaType.startsWith('application/problem+json') || !isProblemCode(code))
    return `answered ${status} without a problem`;
  if (PROBLEM_CODES[code].status !== status) return `answered ${status} with ${code}`;
  return textAt(described, 'description').includes(`\`${code}\``)
    ? null
    : `answered ${status} with ${code}, which is not described`;
}

async function accepted(to: string): Promise<string> {
  return textAt((await stack.call('POST', '/messages', { body: exampleMessage({ to }) })).json, 'id');
}

/** Messages in every state that a call may ask for, a suppression, and keys that may do less. */
async function prepared(): Promise<Known> {
  const keys = stack.app.get(ApiKeysRepository);
  const make = async (name: string, senderIds: readonly string[] | null): Promise<string> =>
    (await keys.create({ clientName: name, keyName: name, scopes: ['messages:read'], senderIds, expiresAt: null }))
      .text;
  const messages: string[] = [];
  for (let number = 0; number < 60; number += 1) messages.push(await accepted(`+346000${String(10_000 + number)}`));
  const held = messages.slice(0, 40);
  await stack.sql('UPDATE send_queue SET state = 3, attempt = 1, attempted_at = now() WHERE message_id = ANY($1)', [
    held,
  ]);
  for (const id of held.slice(0, 10)) await stack.call('POST', `/messages/${id}/fail`);
  const suppressions: string[] = [];
  for (let number = 0; number < 30; number += 1) {
    const { json } = await stack.call('POST', '/suppressions', {
      body: { to: `+346001${String(10_000 + number)}`, scope: 'all' },
    });
    suppressions.push(textAt(json, 'id'));
  }
  const endpoints: string[] = [];
  for (let number = 0; number < 20; number += 1) {
    const body = { url: `https://callbacks.example.com/${number}` };
    endpoints.push(textAt((await stack.call('POST', '/callback-endpoints', { body })).json, 'id'));
  }
  const deliveries: string[] = [];
  for (const id of endpoints) {
    const { json } = await stack.call('POST', `/callback-endpoints/${id}/test`);
    deliveries.push(DELIVERY.replace('{id}', id).replace('{deliveryId}', textAt(json, 'id')));
  }
  return {
    keys: [ADMIN_KEY, await make('reader', null), await make('bound', [SENDER])],
    bodies: { Messages_accept: exampleMessage(), PurchaseOrders_accept: exampleOrder() },
    ids: {
      messages,
      suppressions,
      'callback-endpoints': endpoints,
      senders: [SENDER],
      templates: ['po_notification', 'hello_world'],
    },
    paths: { [DELIVERY]: deliveries, [`${DELIVERY}/redeliver`]: deliveries.map((path) => `${path}/redeliver`) },
  };
}

describe('whatever is called, as /openapi.json describes it,', () => {
  it('is never answered by a failure of ours, and only by what stands there', async () => {
    const known = await prepared();
    const generator = new CallGenerator(document, seededRandom(SEED));
    const statuses: Record<string, number> = {};
    const reached = new Set<string>();
    const faults: string[] = [];
    for (let number = 0; number < CALLS; number += AT_ONCE) {
      const calls = Array.from({ length: Math.min(AT_ONCE, CALLS - number) }, (_, index) =>
        generator.call(number + index, known),
      );
      const answers = await Promise.all(calls.map(send));
      for (const [index, answer] of answers.entries()) {
        const call = calls[index];
        if (call === undefined) continue;
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        // A conflict is told by what is there, as a success is.
        if (answer.status < 400 || answer.status === 409) reached.add(call.operation.id);
        const fault = faultOf(call.operation, answer);
        if (fault !== null)
          faults.push(`${call.operation.method} ${call.target} ${call.body ?? ''}: ${fault}`.slice(0, 500));
      }
      // The recipient of every example, once suppressed, would leave nothing to be accepted.
      await stack.sql(`DELETE FROM suppressions WHERE recipient_phone = '+34612345678'`);
    }
    tell('E16 generated calls', {
      calls: CALLS,
      operations: operationsOf(document).length,
      statuses,
      faults: faults.length,
    });
    expect(faults).toEqual([]);
    // Most of them are refused at the border: each operation has to be reached as well.
    expect(
      operationsOf(document)
        .map(({ id }) => id)
        .filter((id) => !reached.has(id)),
    ).toEqual([]);
  });

  it.each<readonly [what: string, answer: Answer, fault: RegExp]>([
    ['a failure', { status: 500, mediaType: 'application/problem+json', json: { code: 'INTERNAL_ERROR' } }, /500/],
    ['a status that is not described', { status: 418, mediaType: 'text/plain', json: null }, /418.* not described/],
    [
      'a code that is not',
      { status: 409, mediaType: 'application/problem+json', json: { code: 'NOT_HELD' } },
      /NOT_HELD.* not described/,
    ],
    ['a refusal in other words', { status: 400, mediaType: 'application/json', json: {} }, /without a problem/],
  ])('control: %s would be seen', (_what, answer, fault) => {
    const cancel = operationsOf(document).find(({ id }) => id === 'Messages_cancel');
    if (cancel === undefined) throw new Error('it is described');
    expect(faultOf(cancel, answer)).toMatch(fault);
    expect(faultOf(cancel, { status: 200, mediaType: 'application/json', json: {} })).toBeNull();
  });
});
