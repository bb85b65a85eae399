import { describe, expect, it } from 'vitest';
import { erasedWamid } from '#messages';
import { type Erasure, eraseFromWebhook } from './erase-from-webhook.js';

const PERSON = { phones: ['+34612345678'], userIds: ['ES.13491208655302741918'] };
const AT = new Date('2026-11-28T12:00:00Z');
const [BEFORE, AFTER] = [String(AT.getTime() / 1_000 - 60), String(AT.getTime() / 1_000 + 60)];

const wamidOf = (digits: string, rest: string): string =>
  `wamid.${Buffer.from(`\x1d\x08\x0b${digits}\x15${rest}`, 'latin1').toString('base64')}`;
const WAMID = wamidOf('34612345678', 'first');
const LATER = wamidOf('34612345678', 'later');
const ANOTHER = wamidOf('34699999999', 'another');

/** The message of the first wamid was erased, that of the later one was accepted afterwards. */
const ERASURE: Erasure = {
  person: PERSON,
  at: AT,
  isErased: ({ wamid }) => (wamid === WAMID ? true : wamid === LATER ? false : null),
};

function without(value: unknown): unknown {
  const body = Buffer.from(JSON.stringify({ entry: [{ changes: [{ value }] }] }));
  const rest: unknown = JSON.parse(eraseFromWebhook(body, ERASURE).toString());
  return rest;
}

const changeOf = (value: unknown): unknown => ({ entry: [{ changes: [{ value }] }] });

const contact = { profile: { name: 'Talleres Muñoz' }, wa_id: '34612345678', user_id: 'ES.13491208655302741918' };
const otherContact = { profile: { name: 'Otro' }, wa_id: '34699999999' };

describe('a webhook without a person', () => {
  it('has no profile and none of their words, and those of others as they were', () => {
    const words = { from: '34612345678', id: 'wamid.x', timestamp: BEFORE, type: 'text', text: { body: 'Soy yo' } };
    const others = { from: '34699999999', id: ANOTHER, timestamp: BEFORE, type: 'text', text: { body: 'Hola' } };
    const rest = without({ contacts: [contact, otherContact], messages: [words, others] });
    expect(rest).toEqual(changeOf({ contacts: [otherContact], messages: [others] }));
  });

  it('keeps the status of their message, so that it can be applied again, without saying whose it is', () => {
    const status = {
      id: WAMID,
      status: 'failed',
      timestamp: AFTER,
      recipient_id: '34612345678',
      recipient_user_id: 'ES.13491208655302741918',
      biz_opaque_callback_data: '0199c5b2-0000-7000-8000-000000000000.1',
      pricing: { type: 'regular', category: 'utility' },
      note: 'Talleres Muñoz',
      errors: [{ code: 131026, title: 'Undeliverable', error_data: { details: 'Talleres Muñoz has blocked you' } }],
    };
    expect(without({ contacts: [contact], statuses: [status] })).toEqual(
      changeOf({
        contacts: [],
        statuses: [
          {
            id: erasedWamid(WAMID),
            status: 'failed',
            timestamp: AFTER,
            biz_opaque_callback_data: '0199c5b2-0000-7000-8000-000000000000.1',
            pricing: { type: 'regular', category: 'utility' },
            errors: [{ code: 131026, title: 'Undeliverable' }],
          },
        ],
      }),
    );
  });

  it('is as it was where it tells of what was sent or written after the erasure', () => {
    const status = { id: LATER, status: 'sent', timestamp: AFTER, recipient_id: '34612345678' };
    const words = { from: '34612345678', id: 'wamid.y', timestamp: AFTER, type: 'text', text: { body: 'Soy yo' } };
    for (const value of [
      { contacts: [contact], statuses: [status] },
      { contacts: [contact], messages: [words] },
    ]) {
      expect(without(value)).toEqual(changeOf(value));
    }
  });

  it('loses what is told of a message that nobody knows, if it is from before', () => {
    const unknown = wamidOf('34612345678', 'unknown');
    const status = { id: unknown, status: 'sent', timestamp: BEFORE, recipient_id: '34612345678' };
    expect(without({ statuses: [status] })).toEqual(
      changeOf({ statuses: [{ id: erasedWamid(unknown), status: 'sent', timestamp: BEFORE }] }),
    );
  });

  it('does not have the number where others wrote it, nor as a number of JSON', () => {
    const words = { from: '34699999999', id: ANOTHER, timestamp: BEFORE, text: { body: 'Su número es +34612345678' } };
    expect(without({ messages: [words], seen: 34612345678 })).toEqual(
      changeOf({ messages: [{ ...words, text: { body: 'Su número es erased' } }], seen: 'erased' }),
    );
  });

  it('loses the whole of what is said of them in a form that nobody knows, where a name may stand beside the number', () => {
    const entry = (value: unknown): unknown => ({ entry: [{ id: '1', changes: [{ field: 'weird_field', value }] }] });
    const rest = (value: unknown): unknown =>
      JSON.parse(eraseFromWebhook(Buffer.from(JSON.stringify(entry(value))), ERASURE).toString());
    const strange = [
      { wa_id: '34612345678', name: 'Talleres Muñoz' },
      { subject: { titular: 'Talleres Muñoz' }, numbers: [34612345678] },
      { titular: 'Talleres Muñoz', about: [{ user: 'ES.13491208655302741918' }] },
      { titular: 'Talleres Muñoz', word: WAMID },
    ];
    for (const value of strange) expect(rest(value)).toEqual(entry('erased'));
    const others = { wa_id: '34699999999', name: 'Otro' };
    expect(rest(others)).toEqual(entry(others));
  });

  it('is read as bytes where it is no JSON, or nested without end', () => {
    expect(eraseFromWebhook(Buffer.from('hello 34612345678 \xff', 'latin1'), ERASURE)).toEqual(
      Buffer.from('hello erased \xff', 'latin1'),
    );
    const deep = `${'['.repeat(100_000)}"34612345678"${']'.repeat(100_000)}`;
    expect(eraseFromWebhook(Buffer.from(deep), ERASURE).includes('34612345678')).toBe(false);
  });
});
