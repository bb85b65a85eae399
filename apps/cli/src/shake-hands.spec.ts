import { once } from 'node:events';
import { type RequestListener, createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type Server as NetServer, createServer as createRawServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '#local-postgres';
import { type ShownCertificate, shown } from '../../../test/support/tls-certificates.js';
import { type Handshake, shakeHands } from './shake-hands.js';

const TOKEN = 'verify-token-of-the-tests';
const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Any server of net, http or https. */
async function portOf(server: NetServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const shake = (url: string, timeoutMs = 5_000): Promise<Handshake> =>
  shakeHands({ url: new URL(`${url}/api/v1/whatsapp/webhook`), verifyToken: TOKEN, timeoutMs });

async function against(listener: RequestListener): Promise<Handshake> {
  return shake(`http://127.0.0.1:${await portOf(createServer(listener))}`);
}

async function againstCertificate(certificate: ShownCertificate): Promise<Handshake> {
  return shake(`https://localhost:${await portOf(createSecureServer(shown(certificate), recado))}`);
}

/** Answers as the API does. */
const recado: RequestListener = (request, response) => {
  const query = new URL(request.url ?? '', 'http://host').searchParams;
  const known = query.get('hub.verify_token') === TOKEN && query.get('hub.mode') === 'subscribe';
  response.statusCode = known ? 200 : 403;
  response.end(known ? query.get('hub.challenge') : '{"code":"WEBHOOK_VERIFY_TOKEN_WRONG"}');
};

describe('the handshake as Meta makes it', () => {
  it('passes where the challenge comes back and another token is refused', async () => {
    expect(await against(recado)).toMatchObject({ kind: 'passed' });
  });

  it.each<[string, RequestListener, string]>([
    [
      'Recado knows another token',
      (_request, response) => response.writeHead(403).end('{"code":"WEBHOOK_VERIFY_TOKEN_WRONG"}'),
      'it knows another verify token',
    ],
    ['a firewall answers 403', (_request, response) => response.writeHead(403).end('<html>'), 'a firewall or a proxy'],
    [
      'a sign-in answers 401',
      (_request, response) => response.writeHead(401).end(),
      'It answers 401, and not by Recado',
    ],
    [
      'it is sent elsewhere',
      (_request, response) => response.writeHead(301, { location: 'https://www.example.com/' }).end(),
      'It answers 301 and points to https://www.example.com/. Meta follows no redirect.',
    ],
    ['the path is unknown', (_request, response) => response.writeHead(404).end(), 'nothing is known under this path'],
    [
      'the proxy finds no API',
      (_request, response) => response.writeHead(502).end(),
      'the proxy does not reach the API',
    ],
    ['the status is another success', (_request, response) => response.writeHead(204).end(), 'nothing but 200'],
    ['a page comes back', (_request, response) => response.end('<h1>Welcome to nginx!</h1>'), 'without the challenge'],
    [
      'an endless page comes back',
      (_request, response) => {
        const more = (): void => {
          while (response.write('<p>Welcome</p>'.repeat(1_000)));
        };
        response.on('drain', more);
        more();
      },
      'without the challenge',
    ],
    [
      'the challenge comes back in quotation marks',
      (request, response) =>
        response.end(JSON.stringify(new URL(request.url ?? '', 'http://host').searchParams.get('hub.challenge'))),
      'more than the challenge alone',
    ],
    [
      'anything is answered with its challenge',
      (request, response) => response.end(new URL(request.url ?? '', 'http://host').searchParams.get('hub.challenge')),
      '200 to a wrong verify token',
    ],
    ['the connection is closed', (request) => request.socket.destroy(), 'closed the connection without an answer'],
  ])('says so where %s', async (_what, listener, words) => {
    const handshake = await against(listener);
    expect(handshake).toMatchObject({ kind: 'failed', problem: expect.stringContaining(words) });
    expect(JSON.stringify(handshake)).not.toContain(TOKEN);
  });

  it('says so where nothing listens', async () => {
    const handshake = await shake(`http://127.0.0.1:${await freePort()}`);
    expect(handshake).toMatchObject({ problem: expect.stringContaining('refuses connections') });
  });

  it('says so where the host has no address', async () => {
    // RFC 6761: .invalid has none anywhere.
    const handshake = await shake('http://recado.invalid');
    expect(handshake).toMatchObject({ problem: expect.stringMatching(/has no address|could not be looked up/) });
  });

  it('says so where nobody answers in time', async () => {
    const silent = createRawServer((socket) => closing.push(() => socket.destroy()));
    const handshake = await shake(`http://127.0.0.1:${await portOf(silent)}`, 200);
    expect(handshake).toMatchObject({ problem: expect.stringContaining('does not answer within 0.2 s') });
  });

  it.each<[ShownCertificate, string]>([
    ['localhost', 'comes without its chain, or is of an authority that nobody here knows'],
    ['localhost-expired', 'has expired'],
  ])('says what is wrong with the certificate %s', async (certificate, words) => {
    expect(await againstCertificate(certificate)).toMatchObject({ problem: expect.stringContaining(words) });
  });

  it('says so where http is spoken on the port of https', async () => {
    const port = await portOf(createServer(recado));
    expect(await shake(`https://localhost:${port}`)).toMatchObject({
      problem: expect.stringContaining('does not speak TLS'),
    });
  });
});
