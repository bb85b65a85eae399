import { mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessToken } from './access-token.js';

let folder: string;
let file: string;
let clockMs: number;
let writes: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recado-token-'));
  file = join(folder, 'token');
  clockMs = 0;
  writes = 0;
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Each write is a minute younger than the one before, whatever the file system's clock can tell apart. */
function write(text: string, path = file): void {
  writeFileSync(path, text);
  writes += 1;
  utimesSync(path, 1_800_000_000, 1_800_000_000 + writes * 60);
}

function secondsLater(seconds: number): void {
  clockMs += seconds * 1_000;
}

function tokenInFile(): AccessToken {
  return AccessToken.inFile(file, () => clockMs);
}

describe('an access token', () => {
  it('may be fixed', () => {
    expect(AccessToken.fixed('token-1').value()).toBe('token-1');
  });

  it('in a file is what the file says, without the line end of an editor', () => {
    write('  token-1\n');
    expect(tokenInFile().value()).toBe('token-1');
  });

  it('is read again when the file changes, without a restart', () => {
    write('token-1');
    const token = tokenInFile();
    expect(token.value()).toBe('token-1');
    write('token-2');
    secondsLater(2);
    expect(token.value()).toBe('token-2');
  });

  it('is read again where another file was put in its place that is as old and as long', () => {
    write('token-1');
    write('token-2', join(folder, 'copy'));
    for (const path of [file, join(folder, 'copy')]) utimesSync(path, 1_800_000_000, 1_800_000_000);
    const token = tokenInFile();
    expect(token.value()).toBe('token-1');
    renameSync(join(folder, 'copy'), file);
    secondsLater(2);
    expect(token.value()).toBe('token-2');
  });

  it('is looked for ten times a second and not with every message, but for the one that tries', () => {
    write('token-1');
    const token = tokenInFile();
    expect(token.value()).toBe('token-1');
    write('token-2');
    secondsLater(0.09);
    expect(token.value()).toBe('token-1');
    secondsLater(0.02);
    expect(token.value()).toBe('token-2');
    write('token-3');
    expect(token.value()).toBe('token-2');
    expect(token.latest()).toBe('token-3');
    expect(token.value()).toBe('token-3');
  });

  it('follows a link that is swapped, as Kubernetes swaps a secret', () => {
    write('token-1', join(folder, 'first'));
    write('token-2', join(folder, 'second'));
    symlinkSync('first', file);
    const token = tokenInFile();
    expect(token.value()).toBe('token-1');
    symlinkSync('second', join(folder, 'swap'));
    renameSync(join(folder, 'swap'), file);
    secondsLater(2);
    expect(token.value()).toBe('token-2');
  });

  it('stays the last one while the file is missing or empty, and is the new one as soon as that is there', () => {
    write('token-1');
    const token = tokenInFile();
    expect(token.value()).toBe('token-1');
    rmSync(file);
    secondsLater(2);
    expect(token.value()).toBe('token-1');
    write('');
    expect(token.value()).toBe('token-1');
    write('token-2\n');
    expect(token.value()).toBe('token-2');
  });

  it('has a fingerprint that is another for another token, and holds nothing of it', () => {
    write('token-1');
    const token = tokenInFile();
    const before = token.fingerprint();
    expect(before).toBe(AccessToken.fixed('token-1').fingerprint());
    expect(before).not.toContain('token');
    write('token-2');
    secondsLater(2);
    expect(token.fingerprint()).not.toBe(before);
  });

  it('is empty where the file never was there, until it is', () => {
    const token = tokenInFile();
    expect(token.value()).toBe('');
    write('token-1');
    expect(token.value()).toBe('token-1');
  });
});
