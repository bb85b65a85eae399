import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { plantProject } from './planted-project.js';

const root = join(import.meta.dirname, '../..');
const depcruise = join(root, 'node_modules/.bin/depcruise');

/** One violation a rule: the file that breaks it, and what it says. */
const violations: Readonly<Record<string, { file: string; text: string }>> = {
  'no-cycles': {
    file: 'libs/senders/src/egg.ts',
    text: "export { hen } from './hen.js';\nexport const egg = 1;\n",
  },
  'no-unresolvable': {
    file: 'libs/senders/src/lost.ts',
    text: "export { nowhere } from './nowhere.js';\n",
  },
  'no-app-to-app': {
    file: 'apps/api/src/borrow.ts',
    text: "export { send } from '../../worker/src/send.js';\n",
  },
  'no-lib-to-app': {
    file: 'libs/senders/src/look-up.ts',
    text: "export { send } from '../../../apps/worker/src/send.js';\n",
  },
  'no-product-to-test': {
    file: 'apps/api/src/lean-on-test.ts',
    text: "export { fake } from '../../../test/support/fake.js';\n",
  },
  'app-enters-a-lib-by-its-name': {
    file: 'apps/api/src/behind-the-door.ts',
    text: "export { hidden } from '../../../libs/messages/src/hidden.js';\n",
  },
  'lib-enters-a-lib-by-its-name': {
    file: 'libs/sending/src/behind-the-door.ts',
    text: "export { hidden } from '../../messages/src/hidden.js';\n",
  },
  'a-name-leads-to-an-index': {
    file: 'apps/worker/src/side-door.ts',
    text: "export { hidden } from '#side-door';\n",
  },
  'roots-import-nothing-of-ours': {
    file: 'libs/queues/src/needs-senders.ts',
    text: "export { sender } from '#senders';\n",
  },
  'the-client-stands-alone': {
    file: 'libs/client/src/leans-on-us.ts',
    text: "export { hidden } from '#messages';\n",
  },
  'the-page-stands-on-the-public-api': {
    file: 'apps/console/src/leans-on-us.ts',
    text: "export { hidden } from '../../../libs/messages/src/hidden.js';\n",
  },
  'typeorm-only-at-the-rows': {
    file: 'apps/api/src/quick-query.ts',
    text: "import type { DataSource } from 'typeorm';\nexport type Query = DataSource['query'];\n",
  },
  'sending-takes-a-transaction-and-opens-none': {
    file: 'libs/sending/src/own-transaction.ts',
    text: "export { DataSource } from 'typeorm';\n",
  },
  'driver-only-below-typeorm': {
    file: 'apps/api/src/own-connection.ts',
    text: "export { Client } from 'pg';\n",
  },
  'bullmq-only-at-the-queue': {
    file: 'apps/api/src/quick-add.ts',
    text: "import type { Queue } from 'bullmq';\nexport type Add = Queue['add'];\n",
  },
  'http-to-meta-only-in-graph-api': {
    file: 'apps/worker/src/quick-call.ts',
    text: "export { request } from 'undici';\n",
  },
  'graph-api-without-nest': {
    file: 'libs/graph-api/src/injectable.ts',
    text: "export { Injectable } from '@nestjs/common';\n",
  },
  'plain-is-quick': {
    file: 'libs/clients/src/plain.ts',
    text: "export { heavy } from './heavy.js';\n",
  },
  'libs-know-no-http-server': {
    file: 'libs/senders/src/answer.ts',
    text: "import type { FastifyReply } from 'fastify';\nexport type Answer = FastifyReply;\n",
  },
  'no-dev-dependency-in-the-product': {
    file: 'apps/api/src/needs-vite.ts',
    text: "export { createServer } from 'vite';\n",
  },
};

/** What the violations above need to exist, all of it within the rules. */
const allowed: Readonly<Record<string, string>> = {
  'libs/senders/src/index.ts': 'export const sender = 1;\n',
  'libs/senders/src/hen.ts': "export { egg } from './egg.js';\nexport const hen = 1;\n",
  'libs/senders/src/sender.repository.ts':
    "import type { DataSource } from 'typeorm';\nexport type Rows = DataSource;\n",
  'libs/clients/src/heavy.ts': "export { Module as heavy } from '@nestjs/common';\n",
  'libs/messages/src/plain.ts': 'export const word = 1;\n',
  'apps/cli/src/quick.ts': "export { word } from '#messages/plain';\n",
  'libs/sending/src/locks.ts': "import type { EntityManager } from 'typeorm';\nexport type Lock = EntityManager;\n",
  'libs/messages/src/index.ts': "export { hidden } from './hidden.js';\n",
  'libs/messages/src/hidden.ts': 'export const hidden = 1;\n',
  'libs/queues/src/queue.ts': "import type { Queue } from 'bullmq';\nexport type Jobs = Queue;\n",
  'libs/client/src/call.ts': "export { default as createClient } from 'openapi-fetch';\n",
  'libs/graph-api/src/call.ts': "export { request } from 'undici';\n",
  'libs/graph-api/src/graph-api.module.ts': "export { Module } from '@nestjs/common';\n",
  'apps/worker/src/send.ts': "export { hidden as send } from '#messages';\n",
  'apps/worker/src/send/sender-workers.ts': "export { Worker } from 'bullmq';\n",
  'apps/sandbox/src/webhooks.ts': "export { request } from 'undici';\n",
  'test/support/fake.ts': 'export const fake = 1;\n',
};

interface Found {
  readonly rule: string;
  readonly file: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function found(json: unknown): Found[] {
  const summary = isRecord(json) ? json['summary'] : undefined;
  const list: unknown = isRecord(summary) ? summary['violations'] : undefined;
  if (!Array.isArray(list)) throw new Error('dependency-cruiser answered something else than a list of violations');
  return list.filter(isRecord).map(({ from, rule }) => ({
    rule: isRecord(rule) ? String(rule['name']) : '',
    file: String(from),
  }));
}

/** Cruises a project planted with these files, exactly as `npm run check` does. */
async function cruise(files: Readonly<Record<string, string>>): Promise<Found[]> {
  const project = await plantProject(files);
  try {
    const answer = await new Promise<string>((resolve, reject) => {
      const args = ['apps', 'libs', 'test', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
      execFile(depcruise, args, { cwd: project.dir, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout, stderr) =>
        stdout === '' ? reject(new Error(stderr)) : resolve(stdout),
      );
    });
    return found(JSON.parse(answer));
  } finally {
    await project.remove();
  }
}

/** package.json with one more name, that leads behind a lib's index. */
async function manifestWithSideDoor(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  if (!isRecord(manifest) || !isRecord(manifest['imports'])) throw new Error('package.json has no imports');
  const imports = { ...manifest['imports'], '#side-door': './libs/messages/src/hidden.ts' };
  return JSON.stringify({ ...manifest, imports });
}

function ruleNames(): string[] {
  const settings: unknown = createRequire(import.meta.url)('../../.dependency-cruiser.cjs');
  const forbidden = isRecord(settings) ? settings['forbidden'] : undefined;
  if (!Array.isArray(forbidden)) throw new Error('.dependency-cruiser.cjs has no list of rules');
  return forbidden.filter(isRecord).map((rule) => String(rule['name']));
}

describe('architecture rules', () => {
  let violated: Found[];

  beforeAll(async () => {
    const planted = Object.fromEntries(Object.values(violations).map(({ file, text }) => [file, text]));
    violated = await cruise({ ...allowed, ...planted, 'package.json': await manifestWithSideDoor() });
  });

  it('has a planted violation for every rule, and none for a rule that is gone', () => {
    expect(Object.keys(violations).toSorted()).toEqual(ruleNames().toSorted());
  });

  it.each(Object.entries(violations))('%s fires', (rule, { file }) => {
    expect(violated).toContainEqual({ rule, file });
  });

  it('leaves alone what is allowed', async () => {
    const { 'libs/senders/src/hen.ts': _cyclic, ...clean } = allowed;
    expect(await cruise(clean)).toEqual([]);
  });
});
