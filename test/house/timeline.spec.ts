import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { META_STATUSES, PARTS_ERASED } from '#messages';
import { detailTexts } from '../../apps/console/src/message/detail-texts.js';
import { messageTexts } from '../../apps/console/src/message/texts.js';
import { projectFiles, root } from './project-files.js';

/** What is selected into the timeline, between the columns and where it comes from. */
const INSERTED = /INSERT INTO message_events \([^)]*\)\s+SELECT (.*?)\b(?:FROM|ON CONFLICT)\b/gs;
/** The lines that are made of rows, and those that are given as values. */
const OTHERWISE = /\bSELECT '([a-z_]+)' AS type\b|\bSELECT '([a-z_]+)', started_at|\btype: '([a-z_]+)', occurredAt\b/g;
/** Names of data, and values of keys with an id in them, are no types. */
const TYPE = /'([a-z_]+)'/g;

/** What an attempt came to, as the worker and the sweep write it. */
const OUTCOME =
  /\b(?:outcome(?: =|:)|backToQueue\(claim,|refusal ===) '([a-z_]+)'|\bkind: '(\w+_blocked)'|`((?:not_sent|unclear): )\$\{/g;

it('the page has words for every step that a timeline may have', async () => {
  const files = (await projectFiles('libs')).filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'));
  const texts = await Promise.all(files.map((path) => readFile(join(root, path), 'utf8')));
  const writers = texts.filter((text) => text.includes('message_events'));
  const types = writers.flatMap((text) => [
    ...[...text.matchAll(INSERTED)].flatMap(([, selected = '']) =>
      [...selected.replaceAll(/jsonb\w*\((?:[^()]|\([^()]*\))*\)/g, '').matchAll(TYPE)].map(([, type]) => type),
    ),
    ...[...text.matchAll(OTHERWISE)].flatMap(([, ...found]) => found.filter((type) => type !== undefined)),
  ]);
  const all = new Set([...types, ...META_STATUSES, PARTS_ERASED]);
  // The control: what is written in each of these ways is found.
  expect([...all]).toEqual(
    expect.arrayContaining([
      'accepted',
      'attempt',
      'accepted_by_meta',
      'queued_again',
      'held',
      'opted_out',
      'released',
    ]),
  );
  for (const { event } of Object.values(messageTexts))
    expect([...all].filter((type) => type !== 'other' && !Object.hasOwn(event, String(type)))).toEqual([]);
});

it('the page has words for whatever an attempt may come to', async () => {
  const paths = [
    'apps/worker/src/send/send-message.ts',
    'libs/sending/src/expiry.repository.ts',
    'libs/graph-api/src/send-outcome.ts',
  ];
  const texts = await Promise.all(paths.map((path) => readFile(join(root, path), 'utf8')));
  const written = [...texts.join('').matchAll(OUTCOME)].flatMap(([, ...found]) =>
    found.filter((outcome) => outcome !== undefined),
  );
  const all = new Set(['accepted', ...written]);
  // The control: what is written in each of these ways is found.
  expect([...all]).toEqual(
    expect.arrayContaining([
      'too_late',
      'template_stopped',
      'refused_by_us',
      'lease_expired',
      'sender_blocked',
      'unclear: ',
    ]),
  );
  for (const { values } of Object.values(detailTexts))
    expect([...all].filter((outcome) => !Object.hasOwn(values.outcome, outcome))).toEqual([]);
});
