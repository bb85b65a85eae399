// Takes callbacks in: believes what is signed, drops what it had before, and keeps the newest state of each message.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Callback, CallbackError, isMessageCallback, verifyCallback } from 'recado-client';

// While one secret replaces the other, both: whsec_old,whsec_new
const secrets = (process.env['RECADO_CALLBACK_SECRET'] ?? '').split(',');

// In a real service these two are tables, written in one transaction with what follows from the callback.
const seen = new Set<string>();
const versions = new Map<string, number>();

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    // The bytes as they came: parsed and written again they have another signature.
    apply(verifyCallback(await buffer(request), request.headers, secrets));
    response.writeHead(204).end();
  } catch (error) {
    if (!(error instanceof CallbackError)) throw error;
    console.log(`refused: ${error.message}`);
    response.writeHead(401).end();
  }
}

function apply(callback: Callback): void {
  // Delivered at least once: the same id is the same news.
  if (seen.has(callback.id)) return console.log('known');
  seen.add(callback.id);

  // Of senders, templates and recipients. More types may come; what is answered with 2xx does not come again.
  if (!isMessageCallback(callback)) return console.log(callback.type);

  const { id, reference, status, version, error, reply, acknowledgedOrder } = callback.data;
  // What the supplier said is news, however late it comes.
  if (reply !== undefined) return console.log(`${reference} was answered: ${reply.text}`);
  if (acknowledgedOrder !== undefined) return console.log(`${acknowledgedOrder.orderNumber} was acknowledged`);

  // Of states the newest counts, and order is not promised: what is older than what we know changes nothing.
  if (version <= (versions.get(id) ?? 0)) return console.log('old');
  versions.set(id, version);
  console.log(`${reference} is ${status}${error === null ? '' : ` (${error.code}: ${error.advice})`}`);
}

const server = createServer((request, response) => {
  receive(request, response).catch((error: unknown) => {
    // Not answered with 2xx: it will be delivered again.
    console.error(error);
    response.writeHead(500).end();
  });
});
server.listen(Number(process.env['PORT'] ?? 4010), '127.0.0.1', () => console.log('listening'));
