import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { descriptorsOf } from './descriptors.js';

/** It listens, says where, and opens a file and a connection to itself when it is told to. */
const PROGRAM = `
  const { once } = require('node:events');
  const { createServer, connect } = require('node:net');
  const server = createServer().listen(0, '127.0.0.1', () => console.log(server.address().port));
  process.stdin.once('data', async () => {
    require('node:fs').openSync('/proc/self/stat');
    const taken = once(server, 'connection');
    await Promise.all([once(connect(server.address().port, '127.0.0.1'), 'connect'), taken]);
    console.log('open');
  });
`;

it.runIf(process.platform === 'linux')('tells connections of callers from what a process opened itself', async () => {
  const child = spawn(process.execPath, ['-e', PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const pid = child.pid ?? Number.NaN;
    const [port] = await once(child.stdout, 'data');
    const before = await descriptorsOf(pid);
    child.stdin.write('open');
    await once(child.stdout, 'data');
    const caller = connect(Number(String(port)), '127.0.0.1');
    await once(caller, 'connect');
    await expect.poll(async () => (await descriptorsOf(pid)).callers - before.callers, { timeout: 10_000 }).toBe(2);
    // The file, and its end of the connection to itself.
    expect((await descriptorsOf(pid)).own - before.own).toBe(2);
    caller.destroy();
  } finally {
    child.kill('SIGKILL');
  }
});
