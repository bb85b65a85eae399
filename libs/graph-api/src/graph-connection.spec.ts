import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  createServer as createHttpServer,
  type RequestListener,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { buildConnector, Pool } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { AUTHORITY_FILE, shown } from '../../../test/support/tls-certificates.js';
import { GraphConnection, type Exchange, type GraphConnectionOptions } from './graph-connection.js';

// Signed by itself, so that nobody trusts it.
const selfSigned = {
  key: createPrivateKey({
    format: 'der',
    type: 'pkcs8',
    key: Buffer.from(
      'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMQQLJvv/R9VL9OLuAgvCv/5OkWoLY3bCucq+nAT3RQmhRANCAAQFtpOHlIDpNSeCW7k29/cZuEoytXBIq9vtN2ZkXTv2qR6WT/fbVGn0mBMMcrwei26tR6rZfgu5kw3yjBiTep1Z',
      'base64',
    ),
  })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString(),
  cert: `-----BEGIN CERTIFICATE-----
MIIBjzCCATagAwIBAgIUBRVAsiYI292xuXEa8R4662XWFn4wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzE5MDc1MFoYDzIxMjYxMDMw
MTkwNzUwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQFtpOHlIDpNSeCW7k29/cZuEoytXBIq9vtN2ZkXTv2qR6WT/fbVGn0
mBMMcrwei26tR6rZfgu5kw3yjBiTep1Zo2QwYjAdBgNVHQ4EFgQUNcujYX+OAWqg
4CUE9Fv1UYtD3DcwHwYDVR0jBBgwFoAUNcujYX+OAWqg4CUE9Fv1UYtD3DcwDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0cAMEQC
IDKgz4z6tydfDBnQDoU68ceMrDO3EK8FGXQKKDvsIg9IAiAXgOyh2/FfRIKBy3fR
eMO3eAHZTtR+av1+bVwjswDswQ==
-----END CERTIFICATE-----`,
};

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function connect(origin: string, options: Partial<GraphConnectionOptions> = {}): GraphConnection {
  const connection = new GraphConnection({ origin, timeoutMs: 5_000, connections: 10, ...options });
  cleanUps.push(() => connection.close().catch(() => undefined));
  return connection;
}

function send(connection: GraphConnection, signal?: AbortSignal): Promise<Exchange> {
  return connection.exchange({ method: 'POST', path: '/v25.0/1/messages', accessToken: 'token', body: '{}' }, signal);
}

async function sendTo(listener: RequestListener, timeoutMs = 5_000): Promise<Exchange & { requests: number }> {
  const { server, requests } = counting(listener);
  const connection = connect(`http://127.0.0.1:${await listen(server)}`, { timeoutMs });
  const exchange = await send(connection);
  return { ...exchange, requests: requests() };
}

function counting(listener: RequestListener): { server: HttpServer; requests: () => number } {
  let count = 0;
  const server = createHttpServer((request, response) => {
    count += 1;
    request.resume();
    request.on('end', () => listener(request, response));
  });
  return { server, requests: () => count };
}

describe('a request that never left this machine', () => {
  it('is one whose connection was refused', async () => {
    const server = createTcpServer();
    const port = await listen(server);
    await cleanUps.pop()?.();
    expect(await send(connect(`http://127.0.0.1:${port}`))).toEqual({ kind: 'never_left', reason: 'ECONNREFUSED' });
  });

  it('is one whose host has no address', async () => {
    const exchange = await send(connect('http://graph.invalid'));
    expect(exchange).toEqual({ kind: 'never_left', reason: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) });
  });

  it('is one whose connection was not made within three seconds', { timeout: 10_000 }, async () => {
    const mute = await listen(createTcpServer());
    const exchange = await send(connect(`https://127.0.0.1:${mute}`));
    expect(exchange).toEqual({ kind: 'never_left', reason: 'UND_ERR_CONNECT_TIMEOUT' });
  });

  it('is one whose server showed a certificate that nobody trusts', async () => {
    let requests = 0;
    const port = await listen(createHttpsServer(selfSigned, () => (requests += 1)));
    const exchange = await send(connect(`https://127.0.0.1:${port}`));
    expect(exchange).toEqual({ kind: 'never_left', reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(requests).toBe(0);
  });

  it.each([
    ['has expired', 'localhost-expired', 'CERT_HAS_EXPIRED'],
    ['is of another host', 'graph.example', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ] as const)('is one whose server showed a certificate that %s', async (_what, certificate, reason) => {
    let requests = 0;
    const port = await listen(createHttpsServer(shown(certificate), () => (requests += 1)));
    const origin = `https://localhost:${port}`;
    const dispatcher = new Pool(origin, { connect: { ca: readFileSync(AUTHORITY_FILE, 'utf8') } });
    expect(await send(connect(origin, { dispatcher }))).toEqual({ kind: 'never_left', reason });
    expect(requests).toBe(0);
  });

  it('is not one whose server showed a good certificate', async () => {
    const port = await listen(createHttpsServer(shown('localhost'), (_request, response) => response.end('{}')));
    const origin = `https://localhost:${port}`;
    const dispatcher = new Pool(origin, { connect: { ca: readFileSync(AUTHORITY_FILE, 'utf8') } });
    expect(await send(connect(origin, { dispatcher }))).toMatchObject({ kind: 'answered', status: 200 });
  });

  it('is one whose server does not speak TLS', async () => {
    const port = await listen(createHttpServer());
    expect(await send(connect(`https://127.0.0.1:${port}`))).toMatchObject({ kind: 'never_left' });
  });

  it('is one whose connection was reset during the handshake, though the error looks like a reset after writing', async () => {
    const port = await listen(createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())));
    const exchange = await send(connect(`https://127.0.0.1:${port}`));
    expect(exchange).toEqual({ kind: 'never_left', reason: 'ECONNRESET' });
  });

  it('is one that was cancelled before it was asked for', async () => {
    const { server, requests } = counting((_request, response) => response.end('{}'));
    const connection = connect(`http://127.0.0.1:${await listen(server)}`);
    expect(await send(connection, AbortSignal.abort())).toEqual({ kind: 'never_left', reason: 'cancelled' });
    expect(await send(connection)).toMatchObject({ kind: 'answered' });
    expect(requests()).toBe(1);
  });

  it('is one that was given up while it waited for a connection', async () => {
    const cancelSecond = new AbortController();
    const { server, requests } = counting((_request, response) => {
      cancelSecond.abort();
      response.end('{}');
    });
    const connection = connect(`http://127.0.0.1:${await listen(server)}`, { connections: 1 });
    const exchanges = await Promise.all([send(connection), send(connection, cancelSecond.signal)]);
    expect(exchanges.map(({ kind }) => kind)).toEqual(['answered', 'never_left']);
    expect(await send(connection)).toMatchObject({ kind: 'answered' });
    expect(requests()).toBe(2);
  });
});

describe('a request whose process was frozen while it was connecting', () => {
  it('is not written long after its time: what has become of it meanwhile nobody knows', async () => {
    const { server, requests } = counting((_request, response) => response.end('{}'));
    const origin = `http://127.0.0.1:${await listen(server)}`;
    const connectNow = buildConnector({});
    const dispatcher = new Pool(origin, {
      connect: (options, done) =>
        connectNow(options, (...made) => {
          // It hears of the connection first, when it goes on: the timer is overdue, and not heard yet.
          const until = performance.now() + 300;
          while (performance.now() < until);
          done(...made);
        }),
    });
    const exchange = await send(connect(origin, { dispatcher, timeoutMs: 200 }));
    expect(exchange).toMatchObject({ kind: 'never_left' });
    expect(await send(connect(origin, { timeoutMs: 5_000 }))).toMatchObject({ kind: 'answered' });
    expect(requests()).toBe(1);
  });
});

describe('a request that Meta may have', () => {
  it('is one whose connection was reset after it was written, and it is not sent again', async () => {
    const exchange = await sendTo((request) => request.socket.resetAndDestroy());
    expect(exchange).toMatchObject({ kind: 'lost', reason: 'ECONNRESET', requests: 1 });
  });

  it('is one whose connection was closed without an answer, and it is not sent again', async () => {
    const exchange = await sendTo((request) => request.socket.end());
    expect(exchange).toMatchObject({ kind: 'lost', reason: 'UND_ERR_SOCKET', requests: 1 });
  });

  it('is one that was not answered in time', async () => {
    const exchange = await sendTo(() => undefined, 200);
    expect(exchange).toMatchObject({ kind: 'lost', reason: 'no complete answer within 200 ms', requests: 1 });
  });

  it('is one whose answer drips in more slowly than the whole time allowed', async () => {
    const exchange = await sendTo((_request, response) => {
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    }, 200);
    expect(exchange).toMatchObject({ kind: 'lost', reason: 'no complete answer within 200 ms' });
  });

  it('is one whose answer broke off', async () => {
    const exchange = await sendTo((_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"messages":', () => response.destroy());
    });
    expect(exchange).toMatchObject({ kind: 'lost' });
  });

  it('is one whose answer is longer than a megabyte', async () => {
    const exchange = await sendTo((_request, response) => response.end('x'.repeat(1_100_000)));
    expect(exchange).toMatchObject({ kind: 'lost', reason: 'answer longer than 1 MB' });
  });

  it('is one that was answered by something else than HTTP', async () => {
    const port = await listen(createTcpServer((socket) => socket.once('data', () => socket.end('garbage\r\n\r\n'))));
    expect(await send(connect(`http://127.0.0.1:${port}`))).toMatchObject({ kind: 'lost' });
  });

  it('is one that was cancelled after it was written', async () => {
    const cancel = new AbortController();
    const { server } = counting(() => cancel.abort());
    const connection = connect(`http://127.0.0.1:${await listen(server)}`);
    expect(await send(connection, cancel.signal)).toEqual({ kind: 'lost', reason: 'cancelled' });
  });
});

describe('an answered request', () => {
  it('is told with status, headers and text', async () => {
    const exchange = await sendTo((request, response) => {
      response.writeHead(400, { 'retry-after': '7' }).end(`${request.method} ${request.headers.authorization}`);
    });
    expect(exchange).toMatchObject({ kind: 'answered', status: 400, text: 'POST Bearer token' });
    expect(exchange).toHaveProperty(['headers', 'retry-after'], '7');
  });

  it('is not sent on to where a redirect points', async () => {
    const exchange = await sendTo((_request, response) => response.writeHead(307, { location: '/elsewhere' }).end());
    expect(exchange).toMatchObject({ kind: 'answered', status: 307, requests: 1 });
  });

  it('leaves a usable connection behind', async () => {
    let connections = 0;
    const { server } = counting((_request, response) => response.end('{}'));
    server.on('connection', () => (connections += 1));
    const connection = connect(`http://127.0.0.1:${await listen(server)}`);
    for (let turn = 0; turn < 20; turn += 1) expect(await send(connection)).toMatchObject({ kind: 'answered' });
    // undici takes a second one when the next request comes in the same tick as the answer.
    expect(connections).toBeLessThanOrEqual(2);
  });

  it('has not waited for others: as many run at once as there are connections', async () => {
    const waiting: ServerResponse[] = [];
    const { server } = counting((_request, response) => {
      waiting.push(response);
      if (waiting.length === 10) for (const each of waiting) each.end('{}');
    });
    const connection = connect(`http://127.0.0.1:${await listen(server)}`);
    const exchanges = await Promise.all(Array.from({ length: 10 }, () => send(connection)));
    expect(exchanges.every(({ kind }) => kind === 'answered')).toBe(true);
  });
});
