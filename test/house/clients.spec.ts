import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../../libs/client/src/index.js';
import { root } from './project-files.js';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const json = (path: string): Record<string, unknown> => {
  const value: unknown = JSON.parse(read(path));
  if (!isRecord(value)) throw new Error(`${path} is no object`);
  return value;
};

describe('the clients', () => {
  const product = json('package.json');
  const client = json('libs/client/package.json');
  const pyproject = read('clients/python/pyproject.toml');

  it('have the version of the product, wherever they say it', () => {
    const [, packaged] = /^version = "(.+)"$/m.exec(pyproject) ?? [];
    const [, said] = /^VERSION = "(.+)"$/m.exec(read('clients/python/src/recado_client/version.py')) ?? [];
    expect([client['version'], VERSION, packaged, said]).toEqual(Array.from({ length: 4 }, () => product['version']));
  });

  it('are published with what they are tested with', () => {
    const installed = {
      ...(isRecord(product['dependencies']) && product['dependencies']),
      ...(isRecord(product['devDependencies']) && product['devDependencies']),
    };
    expect(installed).toMatchObject(client['dependencies'] ?? {});
    expect(client['engines']).toEqual(product['engines']);
  });

  it('carry the licence', () => {
    for (const path of ['libs/client/LICENSE', 'clients/python/LICENSE']) expect(read(path)).toBe(read('LICENSE'));
  });

  it('know the same codes and remedies', () => {
    const pairs = (text: string): string[] =>
      [...text.matchAll(/["']([A-Z][A-Z_]+)["'][,:]\s*(["'])(.+?)\2[,\]]/g)].map(
        ([, code, , remedy]) => `${code}: ${remedy}`,
      );
    const ours = pairs(read('libs/client/src/remedies.ts'));
    expect(ours.length).toBeGreaterThan(40);
    expect(pairs(read('clients/python/src/recado_client/remedies.py'))).toEqual(ours);
  });
});
