import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../house/project-files.js';
import { startTestPostgres, type TestPostgres } from '../support/local-servers.js';
import { migrated } from '../support/stack.js';
import { at } from './at.js';
import { entriesAt } from './entries-at.js';
import { findKubernetesTools } from './kubernetes-tools.js';
import { listAt } from './list-at.js';
import { Rendering } from './rendering.js';

/** Chapters of the runbook, by their titles. */
const chapters = new Map(
  readFileSync(join(root, 'docs/runbook.md'), 'utf8')
    .split('\n## ')
    .slice(1)
    .map((chapter) => [chapter.split('\n')[0] ?? '', chapter] as const),
);

const blocks = (language: string): readonly (readonly [chapter: string, text: string])[] =>
  [...chapters].flatMap(([title, chapter]) =>
    [...chapter.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
      ([, text = '']) => [title, text] as const,
    ),
  );

describe('the runbook', () => {
  it('says what to do about everything that is bound to happen', () => {
    const wanted = [
      'Install',
      'Upgrade',
      'Roll back',
      'Rotate a secret',
      'Restore a backup',
      'Lost Redis',
      'Lost webhooks',
      'Token expired',
      'A template is paused',
      'A number is banned',
      'The free tier is used up',
      'Drain before maintenance',
      'How far one machine goes',
      'Quick reference',
    ];
    expect(wanted.filter((title) => !chapters.has(title))).toEqual([]);
  });

  it('says of each command that it needs a cluster, where it does', () => {
    const unmarked = blocks('bash').filter(
      ([, text]) => /^(kubectl|helm) /m.test(text) && !text.startsWith('# Needs a cluster'),
    );
    expect(unmarked).toEqual([]);
    expect(blocks('bash').filter(([, text]) => text.startsWith('# Needs a cluster')).length).toBeGreaterThan(4);
  });

  it('has in each chapter something to type', () => {
    for (const [title, chapter] of chapters) {
      // What an alert asks for may be one command in a sentence.
      expect(/^```(bash|sql)$/m.test(chapter) || chapter.includes('`recado '), title).toBe(true);
    }
  });
});

const tools = findKubernetesTools();

describe.runIf(tools !== null)('what the runbook and the page on deployment name on a cluster', () => {
  const rendering = tools === null ? null : new Rendering(tools);
  const objects = rendering?.chart('worker: { keda: { enabled: true } }').objects ?? [];
  const pages = ['docs/runbook.md', 'docs/deployment.md']
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n');
  const named = (pattern: RegExp): readonly string[] => [...pages.matchAll(pattern)].map(([, name = '']) => name);
  const made = (kind: string): readonly string[] => objects.filter((one) => one.kind === kind).map(({ name }) => name);

  it.each([
    ['Deployment', /\bdeployment\/([a-z][\w-]*)/g],
    ['Service', /\bservice\/([a-z][\w-]*)/g],
    ['Job', /\bjob(?:\/| |,networkpolicy )(recado-[\w-]*)/g],
    ['NetworkPolicy', /\bnetworkpolicy (recado-[\w-]*)/g],
    ['ScaledObject', /\bscaledobject\/([a-z][\w-]*)/g],
  ])('is there: %s', (kind, pattern) => {
    expect(named(pattern).length).toBeGreaterThan(0);
    expect(named(pattern).filter((name) => !made(kind).includes(name))).toEqual([]);
  });

  it('is read by a pod: each Secret', () => {
    const pods = objects.map(({ says }) => at(says, 'spec', 'template', 'spec'));
    const read = pods.flatMap((pod) => [
      ...listAt(pod, 'volumes').map((volume) => at(volume, 'secret', 'secretName')),
      ...listAt(pod, 'containers', 0, 'envFrom').map((source) => at(source, 'secretRef', 'name')),
    ]);
    const secrets = named(/\bsecret (?:generic )?`?(recado-[\w-]*)/gi);
    expect(new Set(secrets)).toEqual(new Set(['recado-secrets', 'recado-access-token']));
    expect(secrets.filter((name) => !read.includes(name))).toEqual([]);
  });

  it('finds pods of API and workers, by its selectors', () => {
    const selectors = named(/--selector ([\w./-]+=[\w-]+)/g);
    expect(selectors.length).toBeGreaterThan(0);
    for (const selector of selectors)
      for (const component of ['api', 'worker']) {
        const deployment = objects.find(({ kind, name }) => kind === 'Deployment' && name === `recado-${component}`);
        const labels = entriesAt(deployment?.says, 'spec', 'template', 'metadata', 'labels');
        expect(labels.map(([key, value]) => `${key}=${String(value)}`)).toContain(selector);
      }
  });

  it('shows whole logs: with a selector kubectl would leave out all but ten lines', () => {
    const logs = [...pages.matchAll(/kubectl [^`\n]*\blogs [^`\n]*--selector[^`\n]*/g)].map(([line]) => line);
    expect(logs.length).toBeGreaterThan(0);
    expect(logs.filter((line) => !line.includes('--tail=-1'))).toEqual([]);
  });
});

describe('SQL of the runbook', () => {
  let postgres: TestPostgres;
  let client: Client;

  beforeAll(async () => {
    postgres = await startTestPostgres(migrated);
    client = new Client({ connectionString: postgres.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await postgres.stop();
  });

  it.each(blocks('sql'))('can be run as it stands (%s)', async (_title, text) => {
    // Roles are of the whole server: nothing of it stays.
    await client.query('BEGIN');
    try {
      await expect(client.query(text)).resolves.toBeDefined();
    } finally {
      await client.query('ROLLBACK');
    }
  });

  it('control: a column that there is not would be seen', async () => {
    const [[, text] = ['', '']] = blocks('sql').filter(([title]) => title === 'Quick reference');
    await expect(client.query(text.replace('recipient_phone', 'phone'))).rejects.toThrow(
      'column "phone" does not exist',
    );
  });
});
