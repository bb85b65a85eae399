import { createHmac, timingSafeEqual } from 'node:crypto';
import Fastify from 'fastify';

/*
 * What Fastify takes in of Meta's webhooks at the most: the signature is checked and the JSON parsed, and nothing of it is kept.
 */

const SECRET = process.env['APP_SECRET'] ?? '';

const app = Fastify({ bodyLimit: 4 * 1024 * 1024 });
app.removeAllContentTypeParsers();
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.get('/health/ready', async () => ({ status: 'ok' }));
app.post('/webhook', async ({ body, headers }, reply) => {
  const given = Buffer.from(String(headers['x-hub-signature-256']).slice('sha256='.length), 'hex');
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  const own = createHmac('sha256', SECRET).update(bytes).digest();
  if (given.length !== own.length || !timingSafeEqual(given, own)) return reply.code(401).send();
  const said: unknown = JSON.parse(bytes.toString('utf8'));
  return reply.code(said === null ? 400 : 200).send();
});
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT'] ?? 0) });
for (const event of ['disconnect', 'SIGTERM']) process.once(event, () => process.exit(0));
