import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { BatchItemDto, BatchRequestDto } from '../messages/dto/batch-request.dto.js';
import { MessageRequestDto } from '../messages/dto/message-request.dto.js';
import { BodyPipe, rememberRules } from './body-pipe.js';

const message = { to: '+34612345678', template: { name: 'po_notification', parameters: ['a'] } };
const withTemplate = (template: unknown): unknown => ({ ...message, template });
const BODIES: readonly unknown[] = [
  message,
  {},
  { ...message, to: 34_612_345_678, reference: '' },
  { ...message, unknown: 1, idempotencyKey: 'k' },
  { ...message, idempotencyKey: 'ñ' },
  { ...message, recipientName: null, metadata: { nested: [{ a: 1 }] } },
  withTemplate('po_notification'),
  withTemplate([]),
  withTemplate({ name: 'NO', unknown: 1, parameters: [1] }),
  withTemplate({
    name: 'a',
    header: { type: 'image', link: 'no' },
    buttons: [{ type: 'url', index: 11, text: '' }, 1, null],
  }),
  withTemplate({ name: 'a', header: { type: 'never' }, buttons: {} }),
  { ...message, constructor: 'x', prototype: {} },
  { ...message, metadata: { constructor: 'x', prototype: 1, deeper: [{ constructor: { a: 1 } }] } },
  withTemplate({ name: 'a', parameters: { constructor: 'x', prototype: 'y' } }),
  withTemplate({ name: 'a', constructor: 'x', header: { type: 'text', text: 'a', constructor: 1 } }),
  { messages: [{ ...message, metadata: { constructor: 'x' } }, { constructor: 1 }] },
  { messages: [] },
  { messages: [message] },
];
const CLASSES = [MessageRequestDto, BatchItemDto, BatchRequestDto];

/** What it makes of each body as each class. */
async function readingsBy(Pipe: typeof ValidationPipe): Promise<readonly unknown[]> {
  const pipe = new Pipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    exceptionFactory: (errors: ValidationError[]) => new Error(JSON.stringify(errors)),
  });
  const readings: unknown[] = [];
  for (const metatype of CLASSES) {
    for (const body of BODIES) {
      const reading = pipe.transform(structuredClone(body), { type: 'body', metatype });
      readings.push(await reading.catch((error: unknown) => String(error)));
    }
  }
  return readings;
}

describe('the check of a body', () => {
  it("says of each what Nest's own says, the first time and when it remembers the rules", async () => {
    const before = await readingsBy(ValidationPipe);
    rememberRules();
    expect(await readingsBy(BodyPipe)).toStrictEqual(before);
    expect(await readingsBy(BodyPipe)).toStrictEqual(before);
    expect(before.filter((reading) => typeof reading === 'string').length).toBeGreaterThan(CLASSES.length * 6);
    expect(before.filter((reading) => typeof reading !== 'string').length).toBeGreaterThan(4);
  });
});
