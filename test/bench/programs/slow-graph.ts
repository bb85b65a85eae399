import { createServer } from 'node:http';

/*
 * A Graph API that takes its time and next to no CPU: each send is accepted after DELAY_MS. Nothing else is known here: reads are
 * refused as by a Meta that is having a bad day. `GET /count` says how many sends came, `GET /arrivals` when.
 */

const DELAY_MS = Number(process.env['DELAY_MS'] ?? 50);
const PORT = Number(process.env['PORT'] ?? 0);
const UNKNOWN = JSON.stringify({ error: { message: 'Service temporarily unavailable', code: 2 } });

/** Milliseconds by the monotonic clock. */
const arrivals: number[] = [];

// Longer than whoever calls keeps a connection that nobody uses: Meta does not close one under a request that is on its way.
createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  if (request.url === '/count' || request.url === '/arrivals') {
    response.end(JSON.stringify(request.url === '/count' ? { count: arrivals.length } : { arrivals }));
    return;
  }
  if (request.method !== 'POST' || !(request.url ?? '').endsWith('/messages')) {
    response.writeHead(503, { 'content-type': 'application/json' }).end(UNKNOWN);
    return;
  }
  const number = arrivals.push(performance.now());
  request.resume();
  setTimeout(() => {
    const body = `{"messaging_product":"whatsapp","contacts":[{"input":"0","wa_id":"0"}],"messages":[{"id":"wamid.bench${number}","message_status":"accepted"}]}`;
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(body.length) }).end(body);
  }, DELAY_MS);
}).listen(PORT, '127.0.0.1');
for (const event of ['disconnect', 'SIGTERM']) process.once(event, () => process.exit(0));
