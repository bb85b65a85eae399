import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { freePort } from '#local-postgres';
import { descriptorsOf } from './descriptors.js';

it.runIf(process.platform === 'linux')('tells connections of callers from what a process opened itself', async () => {
  const before = await descriptorsOf(process.pid);
  const port = await freePort();
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const file = await open(import.meta.filename);
  const taken = once(server, 'connection');
  const call = connect(port, '127.0.0.1');
  await Promise.all([once(call, 'connect'), taken]);
  const during = await descriptorsOf(process.pid);
  // The server, the file and its own end of the connection; the other end is what came in.
  expect([during.own - before.own, during.callers - before.callers]).toEqual([3, 1]);
  call.destroy();
  server.close();
  await file.close();
});
