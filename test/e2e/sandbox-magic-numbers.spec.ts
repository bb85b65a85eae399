import { readFileSync } from 'node:fs';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { knownCodes } from '../../apps/sandbox/src/graph/graph-error-codes.js';
import { magicNumberTable } from '../../apps/sandbox/src/magic/magic-number-table.js';
import { magicNumbers } from '../../apps/sandbox/src/magic/magic-numbers.js';
import {
  allUnder,
  objectIn,
  purchaseOrder,
  sandboxUnderTest,
  statusesOf,
  until,
  type SandboxUnderTest,
} from './sandbox-under-test.js';

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await sandboxUnderTest();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.control('POST', '/reset');
  sandbox.received.length = 0;
});

const statusNames = () => statusesOf(sandbox.received).map(({ status }) => status);
const sixDigits = (code: number) => String(code).padStart(6, '0');

it('docs/sandbox.md lists exactly these magic numbers', () => {
  const docs = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8');
  expect(docs).toContain(`<!-- magic numbers -->\n\n${magicNumberTable()}\n<!-- end of magic numbers -->`);
});

it('every magic number is a valid mobile number', () => {
  for (const { phone } of magicNumbers) expect(parsePhoneNumberFromString(`+${phone}`)?.isValid()).toBe(true);
});

it('every error code can be had as an answer, and nothing is accepted', async () => {
  for (const { code, httpStatus } of knownCodes) {
    const { status, body } = await sandbox.send(purchaseOrder(`+34601${sixDigits(code)}`));
    expect({ status, code: objectIn(body, 'error')['code'] }).toEqual({ status: httpStatus, code });
  }
  const { accepted, rejected } = await sandbox.stats();
  expect({ accepted, rejected }).toEqual({ accepted: 0, rejected: knownCodes.length });
});

it('every error code of webhooks can be had as a failed status', async () => {
  const codes = knownCodes.filter(({ webhook }) => webhook).map(({ code }) => code);
  for (const code of codes) await sandbox.send(purchaseOrder(`+34602${sixDigits(code)}`, `${code}.1`));
  await until(() => sandbox.received.length === codes.length, 'all failed statuses');
  const failed = statusesOf(sandbox.received).map((status) => [
    status['biz_opaque_callback_data'],
    status['status'],
    allUnder('errors', status)[0]?.['code'],
  ]);
  expect(new Set(failed.map(String))).toEqual(new Set(codes.map((code) => `${code}.1,failed,${code}`)));
});

it('a number that refuses the first try accepts the second', async () => {
  const message = purchaseOrder('+34604130429', 'id.1');
  expect((await sandbox.send(message)).status).toBe(400);
  expect((await sandbox.send(message)).status).toBe(200);
});

describe('what is told of an accepted message', () => {
  it.each([
    ['01', ['sent']],
    ['02', ['sent', 'delivered']],
    ['03', ['sent', 'read']],
    ['05', ['delivered', 'sent', 'read']],
    ['06', ['sent', 'sent', 'delivered', 'delivered', 'read', 'read']],
    ['08', ['sent', 'delivered', 'failed']],
    ['09', ['failed', 'delivered']],
    ['23', ['sent', 'delivered', 'read']],
    ['24', ['failed']],
  ])('+346030000%s: %j', async (digits, expected) => {
    await sandbox.send(purchaseOrder(`+346030000${digits}`));
    await sandbox.send(purchaseOrder('+34612345678', 'marker.1'));
    const ofMarker = () =>
      statusesOf(sandbox.received).filter((status) => status['biz_opaque_callback_data'] === 'marker.1').length;
    await until(() => ofMarker() === 3 && sandbox.received.length >= expected.length + 3, 'all webhooks');
    const told = statusesOf(sandbox.received).filter((status) => status['biz_opaque_callback_data'] === undefined);
    expect(told.map(({ status }) => String(status)).toSorted()).toEqual(expected.toSorted());
    // Webhooks travel at once, so that only the sandbox knows in which order it told them.
    const shown = allUnder('messages', (await sandbox.call('/sandbox/messages')).body);
    const events = shown
      .filter(({ callbackData }) => callbackData === null)
      .flatMap((each) => allUnder('events', each));
    expect(events.map(({ status }) => status)).toEqual([...new Set(expected)]);
  });

  it('+34603000004: nothing', async () => {
    await sandbox.send(purchaseOrder('+34603000004', 'silent.1'));
    await sandbox.send(purchaseOrder('+34612345678'));
    await until(() => statusNames().includes('read'), 'another message being read');
    expect(sandbox.received.filter(({ raw }) => raw.includes('silent'))).toEqual([]);
  });

  it('+34603000007: no price', async () => {
    await sandbox.send(purchaseOrder('+34603000007'));
    await until(() => sandbox.received.length === 3, 'three webhooks');
    expect(sandbox.received.filter(({ raw }) => raw.includes('pricing'))).toEqual([]);
  });

  it('+34603000028: the supplier answers BAJA', async () => {
    await sandbox.send(purchaseOrder('+34603000028'));
    await until(() => sandbox.received.length === 4, 'the reply');
    const replies = sandbox.received.flatMap(({ body }) => allUnder('messages', body));
    expect(replies.map(({ text }) => text)).toEqual([{ body: 'BAJA' }]);
  });

  it('+34603000030: no phone, only a user id', async () => {
    await sandbox.send(purchaseOrder('+34603000030'));
    await until(() => sandbox.received.length === 3, 'three webhooks');
    for (const status of statusesOf(sandbox.received)) {
      expect(status).toMatchObject({ recipient_user_id: expect.stringMatching(/^ES\./) });
      expect(status).not.toHaveProperty('recipient_id');
    }
  });
});

describe('answers that do not help', () => {
  const attempt = async (digits: string, timeout = 10_000) => {
    try {
      const response = await fetch(`${sandbox.url}/v25.0/106540352242922/messages`, {
        method: 'POST',
        headers: { authorization: 'Bearer sandbox-access-token', 'content-type': 'application/json' },
        body: JSON.stringify(purchaseOrder(`+346030000${digits}`, `${digits}.1`)),
        signal: AbortSignal.timeout(timeout),
      });
      return { status: response.status, text: await response.text() };
    } catch {
      return 'no answer';
    }
  };
  const accepted = async (digits: string) =>
    objectIn((await sandbox.call(`/sandbox/accepted?id=${digits}`)).body)[digits];

  it.each([
    ['10', 1, 'accepted, connection cut'],
    ['19', 0, 'connection reset'],
  ])('+346030000%s: accepted %i times, %s', async (digits, times) => {
    expect(await attempt(digits)).toBe('no answer');
    expect(await accepted(digits)).toBe(times);
  });

  it.each([
    ['11', 1, 'accepted, never answered'],
    ['20', 0, 'never answered'],
  ])('+346030000%s: accepted %i times, %s', async (digits, times) => {
    expect(await attempt(digits, 300)).toBe('no answer');
    expect(await accepted(digits)).toBe(times);
  });

  it.each([
    ['14', 1, 500, /^<html>/],
    ['15', 1, 200, /^<!DOCTYPE html>/],
    ['16', 1, 200, /^$/],
    ['17', 1, 200, /^\{"messaging_product".*[^}]$/],
    ['18', 1, 200, /x{1000}/],
    ['21', 0, 500, /^<html>/],
    ['22', 0, 429, /130429/],
  ])('+346030000%s: accepted %i times, HTTP %i with %s', async (digits, times, status, text) => {
    expect(await attempt(digits)).toEqual({ status, text: expect.stringMatching(text) });
    expect(await accepted(digits)).toBe(times);
  });

  it('+34603000012 answers after 5 seconds, after its webhooks; +34603000013 accepts after 5 seconds, even if the client has gone', async () => {
    let isAnswered = false;
    const late = attempt('12').finally(() => (isAnswered = true));
    expect(await attempt('13', 300)).toBe('no answer');
    await until(() => statusNames().includes('read'), 'read');
    expect(isAnswered).toBe(false);
    expect(await accepted('13')).toBe(0);
    expect(await late).toMatchObject({ status: 200 });
    await until(async () => (await accepted('13')) === 1, 'the acceptance');
  });
});
