import { Worker } from 'bullmq';
import { Pool } from 'undici';

/*
 * What BullMQ and undici do at the most in one process: a job is a call to Graph, and nothing of it is kept anywhere.
 */

interface PlainJob {
  readonly path: string;
  readonly body: string;
}

const graph = new Pool(process.env['GRAPH_URL'] ?? '', { connections: 300, pipelining: 1 });

const worker = new Worker<PlainJob>(
  'plain',
  async ({ data: { path, body } }) => {
    const headers = { authorization: 'Bearer none', 'content-type': 'application/json' };
    const answer = await graph.request({ method: 'POST', path, headers, body });
    const sent: unknown = await answer.body.json();
    if (answer.statusCode !== 200) throw new Error(JSON.stringify(sent));
  },
  {
    connection: { url: process.env['REDIS_URL'] ?? '', maxRetriesPerRequest: null },
    concurrency: 300,
    removeOnComplete: { count: 1_000 },
    removeOnFail: { count: 1_000 },
  },
);
worker.on('error', (error) => process.stderr.write(`${error.message}\n`));
for (const event of ['disconnect', 'SIGTERM']) process.once(event, () => process.exit(0));
