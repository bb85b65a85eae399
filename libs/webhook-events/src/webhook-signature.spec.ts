import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { secretsThatSigned } from './webhook-signature.js';

interface Vector {
  readonly appSecret: string;
  readonly body: string;
  readonly header: string;
  readonly valid: boolean;
  readonly note?: string;
}

const vectors: readonly Vector[] = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../test/fixtures/meta/signature-test-vectors.json'), 'utf8'),
);

const BODY = Buffer.from('{"object":"whatsapp_business_account","entry":[]}');

function sign(body: Buffer, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

describe("the signature of Meta's webhooks", () => {
  it.each(vectors)('takes the recorded one for what it is: $valid ($note)', ({ appSecret, body, header, valid }) => {
    expect(secretsThatSigned(Buffer.from(body), header, [appSecret])).toEqual(valid ? [appSecret] : []);
  });

  it('is made of the raw bytes: the same JSON written again does not match', () => {
    const raw = Buffer.from(String.raw`{"name":"Talleres Mu\u00f1oz","url":"https:\/\/example.com"}`);
    const header = sign(raw, 'test_app_secret');
    const again = Buffer.from(JSON.stringify(JSON.parse(raw.toString())));
    expect(secretsThatSigned(raw, header, ['test_app_secret'])).toEqual(['test_app_secret']);
    expect(secretsThatSigned(again, header, ['test_app_secret'])).toEqual([]);
  });

  it('is good for bytes that are no text', () => {
    const raw = Buffer.from([0xff, 0x00, 0xc3, 0x28]);
    expect(secretsThatSigned(raw, sign(raw, 'test_app_secret'), ['test_app_secret'])).toEqual(['test_app_secret']);
  });

  it('is good for the old and the new secret while one replaces the other', () => {
    const secrets = ['new_app_secret', 'old_app_secret'];
    expect(secretsThatSigned(BODY, sign(BODY, 'old_app_secret'), secrets)).toEqual(['old_app_secret']);
    expect(secretsThatSigned(BODY, sign(BODY, 'new_app_secret'), secrets)).toEqual(['new_app_secret']);
    expect(secretsThatSigned(BODY, sign(BODY, 'old_app_secret'), ['new_app_secret'])).toEqual([]);
  });

  const good = sign(BODY, 'test_app_secret');
  const hex = good.slice('sha256='.length);
  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['only its prefix', 'sha256='],
    ['upper-case', `sha256=${hex.toUpperCase()}`],
    ['of an upper-case prefix', `SHA256=${hex}`],
    ['the old SHA-1 one', `sha1=${createHmac('sha1', 'test_app_secret').update(BODY).digest('hex')}`],
    ['twice in one header', `${good}, ${good}`],
    ['followed by a space', `${good} `],
    ['one digit too long', `${good}0`],
    ['one digit too short', good.slice(0, -1)],
    ['no hexadecimal number', `sha256=${'z'.repeat(64)}`],
    ['wrong in its last digit', `${good.slice(0, -1)}${good.endsWith('0') ? '1' : '0'}`],
    ['of another body', sign(Buffer.from('{}'), 'test_app_secret')],
  ])('is refused where it is %s', (_what, header) => {
    expect(secretsThatSigned(BODY, header, ['test_app_secret', 'otro_secreto'])).toEqual([]);
  });

  it('is refused where no secret is known', () => {
    expect(secretsThatSigned(BODY, good, [])).toEqual([]);
  });
});
