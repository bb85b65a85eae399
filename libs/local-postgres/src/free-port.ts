import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below those that Linux and macOS give to whoever calls out (from 32768 and 49152 on): such a call could have it a moment later. */
const [FROM, BEFORE] = [20_000, 32_000];
const TRIES = 100;

/** A TCP port of 127.0.0.1 that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = randomInt(FROM, BEFORE);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port is free between ${FROM} and ${BEFORE}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((settle, fail) => {
    const probe = createServer().once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? settle(false) : fail(error),
    );
    probe.listen(port, '127.0.0.1', () => probe.close(() => settle(true)));
  });
}
