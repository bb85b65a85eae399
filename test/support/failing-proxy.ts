import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A call that came to the proxy. */
export interface ProxiedCall {
  readonly method: string;
  readonly path: string;
  readonly idempotencyKey: string | null;
  /** What happened to it; `-` where it went through. */
  readonly step: string;
}

/** An address of the API, and what was called there. */
export interface Road {
  readonly url: string;
  readonly calls: readonly ProxiedCall[];
}

export interface FailingProxy {
  readonly url: string;
  /**
   * The API behind what happens to the first calls, one after the other: a status (`503`; `429-3600` with that Retry-After), `cut` before
   * it arrives, `lost` and `half` on the way back, `hang` without an answer. Whatever follows goes through.
   */
  behind(...steps: readonly string[]): Road;
  close(): Promise<void>;
}

const CODES: Readonly<Record<string, string>> = { 429: 'RATE_LIMITED', 500: 'INTERNAL_ERROR', 503: 'UNAVAILABLE' };

/**
 * Stands before an API and fails first. A road is a path, so that other programs make their own: `/503,lost/name/api/v1/…`, and
 * `/calls/name` tells what was called there.
 */
export async function startFailingProxy(target: string): Promise<FailingProxy> {
  const roads = new Map<string, ProxiedCall[]>();
  const callsOf = (name: string): ProxiedCall[] => {
    const calls = roads.get(name) ?? [];
    roads.set(name, calls);
    return calls;
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, plan = '', name = '', ...rest] = (request.url ?? '').split('/');
    if (plan === 'calls') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(callsOf(name)));
      return;
    }
    const body = await buffer(request);
    const calls = callsOf(name);
    const step = plan.split(',')[calls.length] ?? '-';
    const { method = '', headers } = request;
    const path = `/${rest.join('/')}`;
    calls.push({ method, path, idempotencyKey: String(headers['idempotency-key'] ?? '') || null, step });
    if (step === 'hang') return;
    if (step === 'cut') return void request.socket.destroy();
    const [, status, retryAfter = '2'] = /^(\d{3})(?:-(\d+))?$/.exec(step) ?? [];
    if (status !== undefined) return refuse(response, status, retryAfter);
    const answer = await forward(`${target}${path}`, method, headers, body);
    if (step === 'lost') return void request.socket.destroy();
    response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
    if (step === '-') return void response.end(answer.body);
    response.write(answer.body.subarray(0, answer.body.length / 2), () => request.socket.destroy());
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${portOf(server.address())}`;
  return {
    url,
    behind(...steps) {
      const name = `road-${roads.size + 1}`;
      return { url: `${url}/${steps.join(',') || '-'}/${name}`, calls: callsOf(name) };
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** As the API refuses, or, where it has no such answer, as a proxy does. */
function refuse(response: ServerResponse, status: string, retryAfter: string): void {
  const code = CODES[status];
  const headers = { 'retry-after': retryAfter, 'x-request-id': 'of-the-proxy' };
  if (code === undefined) {
    response.writeHead(Number(status), { ...headers, 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>');
    return;
  }
  const problem = {
    type: 'about:blank',
    title: code,
    status: Number(status),
    detail: 'Planned.',
    code,
    requestId: 'r',
  };
  response.writeHead(Number(status), { ...headers, 'content-type': 'application/problem+json' });
  response.end(JSON.stringify(problem));
}

async function forward(
  url: string,
  method: string,
  headers: IncomingMessage['headers'],
  body: Buffer,
): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> {
  const passedOn = ['authorization', 'content-type', 'idempotency-key', 'user-agent'].flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  const answer = await fetch(url, { method, headers: Object.fromEntries(passedOn), ...(body.length > 0 && { body }) });
  const kept = [...answer.headers].filter(([name]) => !/^(content-length|transfer-encoding|connection)$/.test(name));
  return { status: answer.status, headers: Object.fromEntries(kept), body: Buffer.from(await answer.arrayBuffer()) };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the proxy listens on a port');
  return address.port;
}
