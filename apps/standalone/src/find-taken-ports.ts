import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { CannotStart } from './cannot-start.js';

export interface WantedPort {
  port: number;
  for: string;
  /** How to choose another one. */
  change: string;
}

/** @throws CannotStart naming every port that is taken, by whom if that can be seen, and how to choose others. */
export async function refuseTakenPorts(wanted: readonly WantedPort[]): Promise<void> {
  const lines: string[] = [];
  for (const { port, for: purpose, change } of wanted) {
    if (wanted.some((other) => other.port === port && other.for !== purpose)) {
      lines.push(`Port ${port} is chosen for ${purpose} and for something else of ours: ${change}`);
    } else if (await isTaken(port)) {
      lines.push(`Port ${port} for ${purpose} is taken${await holderOf(port)}: ${change}`);
    }
  }
  if (lines.length > 0) throw new CannotStart(lines.join('\n'));
}

/** Both ways of listening: on some systems one is possible while another program has the other. */
async function isTaken(port: number): Promise<boolean> {
  return (await refusesToListen(port, '0.0.0.0')) || (await refusesToListen(port, '127.0.0.1'));
}

function refusesToListen(port: number, host: string): Promise<boolean> {
  return new Promise((settle) => {
    const probe = createServer();
    probe.once('error', () => settle(true));
    probe.listen(port, host, () => probe.close(() => settle(false)));
  });
}

/** Whichever of the two usual tools is there; they only see what this user may see. */
async function holderOf(port: number): Promise<string> {
  const run = promisify(execFile);
  const lsof = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']).catch(() => ({ stdout: '' }));
  const bySocket = /p(\d+)\nc(.+)/.exec(lsof.stdout);
  if (bySocket) return ` by ${bySocket[2]} (process ${bySocket[1]})`;
  const ss = await run('ss', ['-Hltnp', `sport = :${port}`]).catch(() => ({ stdout: '' }));
  const byName = /\(\("([^"]+)",pid=(\d+)/.exec(ss.stdout);
  return byName ? ` by ${byName[1]} (process ${byName[2]})` : '';
}
