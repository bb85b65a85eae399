import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../house/project-files.js';
import { startTestPostgres, type TestPostgres } from '../support/local-servers.js';
import { migrated } from '../support/stack.js';

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
