import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below those that Linux and macOS give to whoever calls out (from 32768 and 49152 on): such a call could have it a moment later. */
const [FROM, BEFORE] = [20_000, 32_000];
/** Whoever asks listens some seconds later: processes that choose meanwhile choose elsewhere, unless two numbers happen to be alike. */
const PARTS = 16;
const PART = (BEFORE - FROM) / PARTS;
const TRIES = 100;

/** Chosen by this process before. */
const chosen = new Set<number>();

/** A TCP port of 127.0.0.1 that nobody listens on at this moment, another one each time. */
export async function freePort(): Promise<number> {
  if (chosen.size > PART / 2) chosen.clear();
  const from = FROM + (process.pid % PARTS) * PART;
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = randomInt(from, from + PART);
    if (chosen.has(port)) continue;
    chosen.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port is free between ${from} and ${from + PART}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((settle, fail) => {
    const probe = createServer().once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? settle(false) : fail(error),
    );
    probe.listen(port, '127.0.0.1', () => probe.close(() => settle(true)));
  });
}
