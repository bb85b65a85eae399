import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

export type ServerProcess = ChildProcessByStdio<null, Readable, Readable>;

/** Starts one of PostgreSQL's programs, as the user that may run it. */
export type StartProgram = (program: string, args: readonly string[]) => ServerProcess;

export interface ServerUser {
  uid: number;
  gid: number;
}

/** Starts programs as this user, or as ourselves. */
export function startAs(user: ServerUser | undefined): StartProgram {
  return (program, args) => start(program, args, user);
}

/**
 * Starts programs as this user, who may nevertheless read and write what only root may: for a server that lives below
 * a folder of mode 0700. Only capabilities can do that, and only setpriv(1) of util-linux can hand them on.
 * PostgreSQL checks its programs with access(2), which looks at the real user's capabilities and, without
 * `no_setuid_fixup`, finds none (capabilities(7), "The securebits flags").
 */
export function startWithRootsAccessAs({ uid, gid }: ServerUser): StartProgram {
  const identity = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups'];
  const rights = ['--securebits', '+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return (program, args) => start('setpriv', [...identity, ...rights, '--', program, ...args], undefined);
}

function start(program: string, args: readonly string[], user: ServerUser | undefined): ServerProcess {
  const child = spawn(program, args, {
    ...user,
    cwd: '/',
    // Away from the terminal: a Ctrl-C there must not stop the database before those that use it.
    detached: true,
    // Nothing of the caller's environment (PGDATA, PGPORT, LANG …) may change the server.
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Whoever cares sees that there is no process id, or waits for outcomeOf; unheard, the event would end this process.
  child.on('error', () => undefined);
  return child;
}

/** Waits for a program's end; a program that cannot be started counts as code 127, as in a shell. */
export async function outcomeOf(child: ServerProcess): Promise<{ code: number | null; output: string }> {
  let output = '';
  const collect = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 127, output: error.message }));
    child.once('close', (code) => resolve({ code, output }));
  });
}
