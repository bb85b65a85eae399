import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { parse } from 'yaml';
import { SenderEntry } from './sender-entry.js';

/** Says in its message, one a line, everything that is wrong with a file of senders. */
export class SendersFileError extends Error {
  override readonly name = 'SendersFileError';
}

/** Reads a YAML or JSON list of senders. Throws SendersFileError; never shows a token or a secret in it. */
export function readSendersFile(path: string): readonly SenderEntry[] {
  const content = read(path);
  if (!Array.isArray(content)) throw new SendersFileError(`${path} must be a list of senders`);
  const entries = content.map((item: unknown) => plainToInstance(SenderEntry, isPlain(item) ? item : {}));
  const problems = entries.flatMap((entry, index) => problemsOf(entry).map((text) => `${path}[${index}]: ${text}`));
  if (problems.length > 0) throw new SendersFileError(problems.join('\n'));
  return entries;
}

function read(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'), { intAsBigInt: true, prettyErrors: false });
  } catch (error) {
    throw new SendersFileError(`${path} cannot be read: ${error instanceof Error ? error.message : 'unknown reason'}`);
  }
}

function problemsOf(entry: SenderEntry): string[] {
  return validateSync(entry, { whitelist: true, forbidNonWhitelisted: true }).flatMap(
    ({ property, constraints = {} }) =>
      'whitelistValidation' in constraints
        ? `${property} is no field of a sender`
        : Object.values(constraints).slice(-1),
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
