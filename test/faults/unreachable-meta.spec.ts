import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { until } from '../support/stack.js';
import { AUTHORITY_FILE } from '../support/tls-certificates.js';
import { BACKENDS, FaultStack, LONG } from './fault-stack.js';
import { judge, settled } from './oracle.js';
import { tell } from './tell.js';
import { TlsGate } from './tls-gate.js';

const backend = BACKENDS[0] ?? 'postgres';

let stack: FaultStack;
let gate: TlsGate;
/** Where the next worker that starts looks for Meta. */
let metaUrl = '';
const posted: string[] = [];

beforeAll(async () => {
  stack = await FaultStack.start({
    backend,
    workers: 1,
    workerEnvironment: () => ({
      // Asked for the first time before the gate is there.
      ...(metaUrl !== '' && { WHATSAPP_GRAPH_URL: metaUrl }),
      NODE_EXTRA_CA_CERTS: AUTHORITY_FILE,
      LOG_LEVEL: 'info',
    }),
  });
  gate = await TlsGate.open(stack.sandboxUrl);
  await lookForMetaAt(gate.url);
});

afterAll(async () => {
  await stack.close();
  await gate.close();
});

async function lookForMetaAt(url: string): Promise<void> {
  metaUrl = url;
  await stack.terminateWorker(0);
}

async function read(id: string): Promise<unknown> {
  const response = await fetch(`${stack.apiUrl}/messages/${id}`, { headers: stack.headers });
  return response.json();
}

async function post(): Promise<string> {
  const body = JSON.stringify(exampleMessage());
  const response = await fetch(`${stack.apiUrl}/messages`, { method: 'POST', headers: stack.headers, body });
  expect(response.status).toBe(202);
  const id = textAt(await response.json(), 'id');
  posted.push(id);
  return id;
}

/** Resolves when a call for this message came to nothing twice, each time without a byte sent. */
async function missedTwice(id: string, outcome: RegExp): Promise<void> {
  await until(`two calls ended with ${outcome.source}`, async () => {
    const rows: { outcome: string | null }[] = await stack.database.query(
      'SELECT outcome FROM send_attempts WHERE message_id = $1 AND outcome IS NOT NULL',
      [id],
    );
    for (const row of rows) expect(row.outcome).toMatch(outcome);
    return rows.length >= 2;
  });
}

async function expectToWaitUnsent(id: string, outcome: RegExp): Promise<void> {
  expect(await read(id)).toMatchObject({ status: 'PENDING', pendingReason: 'RETRYING' });
  expect(at(await stack.control('GET', `/sandbox/accepted?id=${id}`), id)).toBe(0);
  expect([gate.bytesHeard, gate.plaintext]).toEqual([0, 0]);
  // What an operator sees of it.
  const [, workerMetrics = ''] = stack.metricsUrls;
  const figures = await (await fetch(workerMetrics)).text();
  expect(figures).toMatch(/^recado_graph_request_duration_seconds_count\{.*outcome="not_sent".*\} [1-9]/m);
  const said = (await stack.workerLog()).split('\n').filter((line) => line.includes(id));
  const outcomes = said.map((line) => /"message.requeued".*"outcome":"([^"]+)"/.exec(line)?.[1] ?? '');
  expect(outcomes.filter((told) => outcome.test(told))).not.toEqual([]);
}

async function expectAllToBeSentOnceNow(): Promise<void> {
  await settled(stack, posted, 30_000);
  const verdict = await judge(stack, posted);
  tell('A17', { ...verdict });
  expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: posted.length, stuck: 0, unconfirmedEver: 0 });
}

describe.runIf(LONG)('a message waits and is sent as soon as Meta can be trusted again (A17), when', () => {
  it.each([
    ['has expired', 'localhost-expired', /^not_sent: CERT_HAS_EXPIRED$/],
    ['is of another host', 'graph.example', /^not_sent: ERR_TLS_CERT_ALTNAME_INVALID$/],
  ] as const)('the certificate %s', async (_what, certificate, outcome) => {
    gate.bytesHeard = 0;
    await gate.show(certificate);
    const id = await post();
    await missedTwice(id, outcome);
    await expectToWaitUnsent(id, outcome);
    await gate.show('localhost');
    await expectAllToBeSentOnceNow();
    expect(gate.bytesHeard).toBeGreaterThan(0);
  });

  it("Meta's name has no address", async () => {
    gate.bytesHeard = 0;
    await gate.show('localhost');
    await lookForMetaAt('https://graph.invalid');
    const id = await post();
    // The second where no name server is at hand.
    const outcome = /^not_sent: (ENOTFOUND|EAI_AGAIN)$/;
    await missedTwice(id, outcome);
    await expectToWaitUnsent(id, outcome);
    await lookForMetaAt(gate.url);
    await expectAllToBeSentOnceNow();
  });
});
