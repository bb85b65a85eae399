import { once } from 'node:events';
import { type RequestListener, createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { CallbackAddresses } from './callback-addresses.js';
import { CallbackConnection, type CallbackExchange } from './callback-connection.js';
import type { Resolve } from './guarded-lookup.js';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

/** Its port; how often it was called stands in `calls`. */
async function receiver(listener: RequestListener): Promise<{ port: number; calls: string[] }> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(request.url ?? '');
    listener(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, calls };
}

function connect(
  allowed: readonly string[],
  {
    timeoutMs = 2_000,
    httpsOnly = false,
    resolve,
  }: { timeoutMs?: number; httpsOnly?: boolean; resolve?: Resolve } = {},
): (url: string, signal?: AbortSignal) => Promise<CallbackExchange> {
  const connection = new CallbackConnection({
    addresses: new CallbackAddresses(allowed),
    timeoutMs,
    httpsOnly,
    ...(resolve && { resolve }),
  });
  cleanUps.push(() => connection.close());
  return (url, signal = new AbortController().signal) => connection.post(url, { 'webhook-id': 'x' }, '{}', signal);
}

/** A name server that answers with these, one after the other. */
function answering(...answers: readonly string[]): Resolve {
  const left = [...answers];
  return (_host, _options, done) => {
    const address = (left.length > 1 ? left.shift() : left[0]) ?? '';
    done(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
  };
}

describe('a callback', () => {
  it('is posted, and the first bytes of the answer are kept', async () => {
    const { port } = await receiver((_request, response) => response.end(`${'é'.repeat(511)}xy and more`));
    const exchange = await connect(['127.0.0.1'])(`http://127.0.0.1:${port}/hook`);
    expect(exchange).toMatchObject({ kind: 'answered', status: 200, answer: `${'é'.repeat(511)}xy` });
  });

  it('is not sent on to where a redirect points', async () => {
    const inside = await receiver((_request, response) => response.end('secrets'));
    const outside = await receiver((_request, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${inside.port}/admin` }).end(),
    );
    const exchange = await connect(['127.0.0.1'])(`http://127.0.0.1:${outside.port}/`);
    expect(exchange).toMatchObject({ kind: 'answered', status: 307 });
    expect(inside.calls).toEqual([]);
  });

  it('does not go to a private address that stands in the URL, however it came there', async () => {
    const { port, calls } = await receiver((_request, response) => response.end());
    for (const host of ['127.0.0.1', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1'])
      expect(await connect([])(`http://${host}:${port}/`)).toEqual({ kind: 'unanswered', error: 'ADDRESS_REFUSED' });
    expect(calls).toEqual([]);
  });

  it('goes nowhere without TLS in production, though its endpoint was saved before', async () => {
    const { port, calls } = await receiver((_request, response) => response.end());
    const post = connect(['127.0.0.1'], { httpsOnly: true });
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ kind: 'unanswered', error: 'NOT_HTTPS' });
    expect(calls).toEqual([]);
  });

  it('does not go where a name leads that was harmless when it was looked at first (DNS rebinding)', async () => {
    const { port, calls } = await receiver((_request, response) => response.end());
    const post = connect([], { resolve: answering('127.0.0.1') });
    expect(await post(`http://rebound.example:${port}/`)).toEqual({ kind: 'unanswered', error: 'ADDRESS_REFUSED' });
    expect(calls).toEqual([]);
  });

  it('goes to the address that was looked at: the name is asked once', async () => {
    const { port, calls } = await receiver((_request, response) => response.end());
    // The second answer would be refused.
    const post = connect(['127.0.0.0/30'], { resolve: answering('127.0.0.1', '10.0.0.1') });
    expect(await post(`http://twofaced.example:${port}/`)).toMatchObject({ status: 200 });
    expect(calls).toHaveLength(1);
  });

  it('control: without the look it would have arrived', async () => {
    const { port, calls } = await receiver((_request, response) => response.end());
    const post = connect(['rebound.example'], { resolve: answering('127.0.0.1') });
    expect(await post(`http://rebound.example:${port}/`)).toMatchObject({ status: 200 });
    expect(calls).toHaveLength(1);
  });

  it('is given up where nobody answers in time', async () => {
    const { port } = await receiver(() => undefined);
    const exchange = await connect(['127.0.0.1'], { timeoutMs: 50 })(`http://127.0.0.1:${port}/`);
    expect(exchange).toEqual({ kind: 'unanswered', error: 'TIMEOUT' });
  });

  it('is given up where nobody answers after a word in between (103)', async () => {
    const { port } = await receiver((_request, response) => response.writeEarlyHints({ link: '</x>; rel=preload' }));
    const exchange = await connect(['127.0.0.1'], { timeoutMs: 100 })(`http://127.0.0.1:${port}/`);
    expect(exchange).toEqual({ kind: 'unanswered', error: 'TIMEOUT' });
  });

  it('has arrived when 200 was said in time, whatever follows', async () => {
    const { port } = await receiver((_request, response) => response.writeHead(200).write('wait …'));
    const exchange = await connect(['127.0.0.1'], { timeoutMs: 100 })(`http://127.0.0.1:${port}/`);
    expect(exchange).toMatchObject({ kind: 'answered', status: 200, answer: 'wait …' });
  });

  it('reads no more of an answer without end than it keeps connections open for', async () => {
    const { port } = await receiver((_request, response) => {
      const more = (): void => {
        while (response.write('x'.repeat(16_384)));
        response.once('drain', more);
      };
      more();
    });
    const exchange = await connect(['127.0.0.1'])(`http://127.0.0.1:${port}/`);
    expect(exchange).toMatchObject({ kind: 'answered', status: 200, answer: 'x'.repeat(1_024) });
  });

  it('says what the network said', async () => {
    const { port } = await receiver(() => undefined);
    await cleanUps.pop()?.();
    expect(await connect(['127.0.0.1'])(`http://127.0.0.1:${port}/`)).toEqual({
      kind: 'unanswered',
      error: 'ECONNREFUSED',
    });
  });

  it('ends when the process does', async () => {
    const { port } = await receiver(() => undefined);
    const exchange = await connect(['127.0.0.1'])(`http://127.0.0.1:${port}/`, AbortSignal.timeout(50));
    expect(exchange).toEqual({ kind: 'unanswered', error: 'CANCELLED' });
  });
});
