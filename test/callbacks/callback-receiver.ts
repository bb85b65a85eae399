import { once } from 'node:events';
import { type IncomingHttpHeaders, type ServerResponse, createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

/** One callback as it came. */
export interface Received {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly json: unknown;
  /** As `performance.now()` has it. */
  readonly at: number;
}

export type Answering = (response: ServerResponse, received: Received) => void;

/** Somebody who is told of status changes: answers as the test says, and remembers everything. */
export class CallbackReceiver {
  readonly received: Received[] = [];
  answer: Answering = (response) => response.writeHead(204).end();

  private constructor(
    readonly url: string,
    readonly close: () => Promise<void>,
  ) {}

  static async start(): Promise<CallbackReceiver> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const json: unknown = JSON.parse(body);
        const { headers } = request;
        const received = { id: String(headers['webhook-id']), headers, body, json, at: performance.now() };
        receiver.received.push(received);
        receiver.answer(response, received);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const receiver = new CallbackReceiver(`http://127.0.0.1:${port}/callbacks`, async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    });
    return receiver;
  }
}

/** Whether the public library of Standard Webhooks takes it for genuine. */
export function isGenuine({ body, headers }: Received, secret: string): boolean {
  const text = (name: string): string => String(headers[name]);
  try {
    new Webhook(secret).verify(body, {
      'webhook-id': text('webhook-id'),
      'webhook-timestamp': text('webhook-timestamp'),
      'webhook-signature': text('webhook-signature'),
    });
    return true;
  } catch {
    return false;
  }
}
