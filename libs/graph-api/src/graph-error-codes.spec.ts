import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeErrorCodes } from '../../../.config/generate-errors.js';
import { readAnswer } from './graph-answer.js';
import { findErrorCode, graphErrorCodes, type Verdict } from './graph-error-codes.js';
import { isJsonObject, objectAt, objectsAt, integerAt, type JsonObject } from './json-object.js';
import type { SendOutcome } from './send-outcome.js';
import { settleSend } from './settle-send.js';
import { verdictFor, verdictForFailedStatus, type SendVerdict } from './verdict-for.js';

const root = join(import.meta.dirname, '../../..');
const fixtures = join(root, 'test/fixtures/meta');

function readFixture(file: string): JsonObject {
  const json: unknown = JSON.parse(readFileSync(join(fixtures, file), 'utf8'));
  if (!isJsonObject(json)) throw new Error(`${file} is not an object`);
  return json;
}

const expectedVerdicts: Readonly<Record<string, SendVerdict>> = {
  'error-400-code-100-invalid-parameter.json': 'reject',
  'error-400-code-100-subcode-33-unknown-object.json': 'block_sender',
  'error-400-code-130429-throughput.json': 'throttle_sender',
  'error-400-code-131008-missing-parameter.json': 'reject',
  'error-400-code-131009-invalid-value.json': 'reject',
  'error-400-code-131030-not-in-allowed-list.json': 'reject',
  'error-400-code-131042-payment.json': 'block_sender',
  'error-400-code-131048-spam-rate-limit.json': 'block_sender',
  'error-400-code-131056-pair-rate-limit.json': 'throttle_recipient',
  'error-400-code-132000-param-count.json': 'reject',
  'error-400-code-132012-param-format.json': 'reject',
  'error-400-code-132015-template-paused.json': 'block_template',
  'error-400-code-132016-template-disabled.json': 'block_template',
  'error-400-code-132018-newline-in-parameter.json': 'reject',
  'error-400-code-133010-not-registered.json': 'block_sender',
  'error-400-code-33-number-deleted.json': 'block_sender',
  'error-400-code-80007-waba-rate-limit.json': 'wait_account',
  'error-401-code-190-token-expired.json': 'block_sender',
  'error-403-code-10-permission-denied.json': 'block_sender',
  'error-403-code-131031-account-locked.json': 'block_sender',
  'error-403-code-200-no-asset-access.json': 'block_sender',
  'error-403-code-368-policy-block.json': 'block_sender',
  'error-404-code-132001-template-missing.json': 'reject',
  'error-429-or-400-code-4-app-rate-limit.json': 'wait_account',
  'error-500-code-1-unknown.json': 'unclear',
  'error-500-code-131000-something-went-wrong.json': 'unclear',
  'error-500-code-131016-service-unavailable.json': 'unclear',
  'error-500-code-131057-maintenance.json': 'unclear',
  'error-503-code-2-api-service.json': 'unclear',
};

const range = (from: number, through: number): readonly number[] =>
  Array.from({ length: through - from + 1 }, (_, step) => from + step);

/** Of every code that Meta documents, in an answer and in a `failed` status: written down apart from the table. */
const VERDICTS: readonly (readonly [Verdict, ReturnType<typeof verdictForFailedStatus>, readonly number[]])[] = [
  // Authentication, permission, account, registration.
  ['block_sender', 'block_sender', [0, 3, 10, 33, 104, 190, ...range(200, 299), 368, 803, 131_005, 131_031, 131_037]],
  ['block_sender', 'block_sender', [131_042, 131_045, 131_048, 131_064, 133_000, 133_005, 133_006, 133_008, 133_009]],
  ['block_sender', 'block_sender', [133_010, 133_015, 133_016]],
  ['block_country', 'block_country', [130_497]],
  // Throttling, and what passes.
  ['unclear', 'reject', [1, 2, 131_000]],
  ['wait_account', 'wait', [4, 613, 80_007]],
  ['throttle_sender', 'wait', [130_429]],
  ['throttle_recipient', 'wait', [131_056]],
  ['wait_sender_unless_5xx', 'wait', [131_016, 131_057, 133_004, 2_494_100]],
  ['block_template', 'block_template', [132_015, 132_016, 132_069]],
  // Recipient.
  ['reject', 'reject', [130_403, 130_472, 131_021, 131_026, 131_030, 131_047, 131_049, 131_050, 131_062, 137_000]],
  // Template and payload.
  ['reject', 'reject', [100, 131_008, 131_009, 131_051, 131_052, 131_053, 131_055, 131_063, 132_000, 132_001, 132_005]],
  ['reject', 'reject', [132_007, 132_008, 132_012, 132_018, 132_068, 134_011, 134_100, 134_101, 134_102, 135_000]],
  // What sending never meets.
  ['reject', 'reject', [131_020, 131_041, 131_044, 131_059, 131_060, ...range(131_201, 131_215), 136_024, 141_002]],
  ['reject', 'reject', [...range(138_000, 138_999), ...range(139_000, 139_004), ...range(139_100, 139_103)]],
  ['reject', 'reject', [...range(147_001, 147_005), ...range(200_005, 200_007), 1_752_041, 2_388_001, 2_388_012]],
  ['reject', 'reject', [2_388_019, 2_388_024, 2_388_039, 2_388_040, 2_388_047, 2_388_072, 2_388_073, 2_388_091]],
  ['reject', 'reject', [2_388_093, 2_388_103, 2_388_293, 2_388_299, ...range(2_494_164, 2_494_179), 2_593_079]],
  ['reject', 'reject', [2_593_085, 2_593_107, 2_593_108]],
];

/** What became of the message, in the words of the sending protocol. */
const OUTCOMES: Readonly<Record<Verdict, SendOutcome['kind']>> = {
  reject: 'rejected',
  block_sender: 'sender_blocked',
  block_country: 'country_blocked',
  block_template: 'throttled',
  throttle_recipient: 'throttled',
  throttle_sender: 'throttled',
  wait_sender: 'throttled',
  wait_sender_unless_5xx: 'throttled',
  wait_account: 'throttled',
  unclear: 'unclear',
};

/** Every error code in a recorded body, however deep. */
function codesIn(value: unknown, key = ''): readonly number[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => codesIn(item, key));
  if (isJsonObject(value)) {
    const inError = key === 'error' || key === 'errors';
    const own = inError
      ? [integerAt(value, 'code'), integerAt(value, 'error_code')].filter((code) => code !== null)
      : [];
    return [...own, ...Object.entries(value).flatMap(([name, item]) => codesIn(item, name))];
  }
  return [];
}

const expectedOfFailedStatus: Readonly<Record<string, ReturnType<typeof verdictForFailedStatus>>> = {
  'webhook-status-failed-130472-experiment.json': 'reject',
  'webhook-status-failed-131000.json': 'reject',
  'webhook-status-failed-131026-undeliverable.json': 'reject',
  'webhook-status-failed-131031-account-locked.json': 'block_sender',
  'webhook-status-failed-131042-payment.json': 'block_sender',
  'webhook-status-failed-131047-reengagement.json': 'reject',
  'webhook-status-failed-131048-spam-limit.json': 'block_sender',
  'webhook-status-failed-131049-ecosystem.json': 'reject',
  'webhook-status-failed-131050-marketing-optout.json': 'reject',
  'webhook-status-failed-131053-media-upload.json': 'reject',
  'webhook-status-failed-132015-paused-after-hold.json': 'block_template',
};

function failedCode(webhook: JsonObject): number | null {
  const [error] = objectsAt(webhook, 'entry')
    .flatMap((entry) => objectsAt(entry, 'changes'))
    .flatMap((change) => objectsAt(objectAt(change, 'value'), 'statuses'))
    .flatMap((status) => objectsAt(status, 'errors'));
  return error ? integerAt(error, 'code') : null;
}

describe("the table of Meta's error codes", () => {
  it('names every code once', () => {
    const inOrder = graphErrorCodes.toSorted((a, b) => a.code - b.code);
    const overlapping = inOrder.filter((row, position) => {
      const before = inOrder[position - 1];
      return before !== undefined && row.code <= (before.through ?? before.code);
    });
    expect(overlapping).toEqual([]);
  });

  it('covers every recorded error answer, and every answer it is tested with is recorded', () => {
    const recorded = readdirSync(fixtures).filter((file) => file.startsWith('error-'));
    expect(recorded.toSorted()).toEqual(Object.keys(expectedVerdicts).toSorted());
  });

  it.each(Object.entries(expectedVerdicts))('judges %s as %s', (file, verdict) => {
    const { httpStatus, body } = readFixture(file);
    const { status, error } = readAnswer(Number(httpStatus), {}, JSON.stringify(body));
    expect(findErrorCode(error?.code ?? -1)).not.toBeNull();
    expect(verdictFor({ httpStatus: status, code: error?.code ?? null, subcode: error?.subcode ?? null })).toBe(
      verdict,
    );
  });

  it('covers every recorded failed status, and every status it is tested with is recorded', () => {
    const recorded = readdirSync(fixtures).filter((file) => file.startsWith('webhook-status-failed-'));
    expect(recorded.toSorted()).toEqual(Object.keys(expectedOfFailedStatus).toSorted());
  });

  it.each(Object.entries(expectedOfFailedStatus))('judges %s as %s', (file, verdict) => {
    const code = failedCode(readFixture(file));
    expect(findErrorCode(code ?? -1)).not.toBeNull();
    expect(verdictForFailedStatus(code)).toBe(verdict);
  });

  it('knows every code of every recorded body, and the sandbox answers with no other', () => {
    const recorded = readdirSync(fixtures)
      .filter((file) => /^(api|error|webhook)-.*\.json$/.test(file))
      .flatMap((file) =>
        codesIn(JSON.parse(readFileSync(join(fixtures, file), 'utf8'))).map((code) => ({ file, code })),
      );
    expect(recorded.length).toBeGreaterThan(40);
    expect(recorded.filter(({ code }) => findErrorCode(code) === null)).toEqual([]);
    const sandbox = readFileSync(join(root, 'apps/sandbox/src/graph/graph-error-codes.ts'), 'utf8');
    const answered = [...sandbox.matchAll(/\bcode: (\d+), httpStatus|^    code: (\d+),$/gm)].map(([, one, other]) =>
      Number(one ?? other),
    );
    expect(answered.length).toBeGreaterThan(60);
    expect(answered.filter((code) => findErrorCode(code) === null)).toEqual([]);
  });

  it('stands in docs/errors.md code for code, and nothing else does', () => {
    const page = readFileSync(join(root, 'docs/errors.md'), 'utf8');
    const documented = [...page.matchAll(/^\| (\d+)(?:–(\d+))? \| (.+?) \|/gm)].map(([, from, to, title]) => ({
      code: Number(from),
      through: to === undefined ? undefined : Number(to),
      title,
    }));
    const table = graphErrorCodes.map(({ code, through, title }) => ({ code, through, title }));
    expect(documented).toEqual(table.toSorted((a, b) => a.code - b.code));
  });

  it('judges every code as it is written down here, in an answer and in a failed status, and knows no other', () => {
    const judged = VERDICTS.flatMap(([, , codes]) => codes).map((code) => [
      code,
      findErrorCode(code)?.verdict,
      verdictForFailedStatus(code),
    ]);
    expect(judged).toEqual(VERDICTS.flatMap(([answer, failed, codes]) => codes.map((code) => [code, answer, failed])));
    const known = graphErrorCodes.flatMap(({ code, through }) => range(code, through ?? code));
    expect(new Set(VERDICTS.flatMap(([, , codes]) => codes))).toEqual(new Set(known));
  });

  it('leads every code of the table to one outcome, by its verdict', () => {
    for (const { code, verdict } of graphErrorCodes) {
      for (const status of [400, 500]) {
        const body = { error: { message: 'x', type: 'OAuthException', code } };
        const exchange = { kind: 'answered', status, headers: {}, text: JSON.stringify(body) } as const;
        const settled = settleSend(exchange, 0);
        const kind = verdict === 'wait_sender_unless_5xx' && status === 500 ? 'unclear' : OUTCOMES[verdict];
        expect([code, status, settled.kind]).toEqual([code, status, kind]);
      }
    }
  });

  it('is what docs/errors.md says (npm run generate)', () => {
    expect(readFileSync(join(root, 'docs/errors.md'), 'utf8')).toBe(describeErrorCodes());
  });
});
