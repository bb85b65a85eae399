import { fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CannotStart } from './cannot-start.js';
import { keepPreviousLog } from './keep-previous-log.js';
import type { Variables } from './read-settings.js';

export type ProgramName = 'worker' | 'api' | 'sandbox' | 'postgres';

export interface Program {
  name: ProgramName;
  logFile: string;
  /** Settles when it has ended, by whomever: with its exit code or the signal, for people. */
  ended: Promise<string>;
  /** Asks it to end, and ends it if it does not listen. */
  stop(): Promise<void>;
}

export interface ProgramStart {
  name: ProgramName;
  /** The file that Node runs. */
  module: string;
  variables: Variables;
  dataFolder: string;
  /** Answers 200 as soon as the program can be used. */
  readyUrl: string;
}

/** How long a program may take to end by itself, in milliseconds: three of them in turn stay below ten seconds. */
const GRACE_MS = 2_800;

/**
 * Starts one of our programs as a process of its own. It ends by itself when we are gone, because the channel that
 * `fork` opens closes with us; its log of this start is a file, since the terminal is for people.
 */
export function startProgram({ name, module, variables, dataFolder }: ProgramStart): Program {
  const logFile = join(dataFolder, 'logs', `${name}.log`);
  keepPreviousLog(logFile);
  const log = openSync(logFile, 'w');
  const child = fork(module, [], {
    env: variables,
    execArgv: [],
    // Away from the terminal, whose Ctrl-C would reach all at once: we end them in order.
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const ended = new Promise<string>((settle) => {
    child.once('exit', (code, signal) => settle(signal ?? `exit code ${code}`));
    child.once('error', (error) => settle(error.message));
  });
  return {
    name,
    logFile,
    ended,
    async stop() {
      child.kill('SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      await ended;
      clearTimeout(kill);
    },
  };
}

/** @throws CannotStart when it ends instead, with its last words, or after a minute. */
export async function untilReady(program: Program, readyUrl: string): Promise<void> {
  const over = new AbortController();
  const deadline = Date.now() + 60_000;
  void program.ended.then(() => over.abort());
  while (!(await answersOk(readyUrl))) {
    if (over.signal.aborted) throw new CannotStart(await lastWords(program));
    if (Date.now() > deadline) {
      throw new CannotStart(`${program.name} is not ready after a minute (${readyUrl}).\n${await lastLines(program)}`);
    }
    await sleep(40, undefined, { signal: over.signal }).catch(() => undefined);
  }
}

/** How a program ended, and why as far as its log says. */
export async function lastWords(program: Program): Promise<string> {
  return `${program.name} has ended (${await program.ended}). The last lines of ${program.logFile}:\n${await lastLines(program)}`;
}

async function lastLines({ logFile }: Program): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  const lines = text.trimEnd().split('\n').slice(-12);
  return lines.map((line) => `  │ ${line}`).join('\n');
}

function answersOk(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.ok;
    },
    () => false,
  );
}
