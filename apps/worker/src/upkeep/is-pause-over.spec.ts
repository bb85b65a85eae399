import { describe, expect, it } from 'vitest';
import type { GraphFailure, PhoneNumber, TokenInfo } from '#graph-api';
import { isPauseOver, isTokenGood } from './is-pause-over.js';

const HEALTHY: PhoneNumber = {
  id: '1',
  displayPhoneNumber: null,
  verifiedName: null,
  qualityRating: 'GREEN',
  status: 'CONNECTED',
  nameStatus: 'APPROVED',
  codeVerificationStatus: 'VERIFIED',
  throughputLevel: 'STANDARD',
  messagingLimit: null,
  webhookUrl: null,
  health: { canSendMessage: 'AVAILABLE', entities: [] },
};
const GOOD: TokenInfo = {
  valid: true,
  type: 'SYSTEM_USER',
  appId: '2',
  expiresAt: null,
  scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
  scopeTargets: {},
  problem: null,
};

const number = (change: Partial<PhoneNumber> = {}) => ({ kind: 'ok', phoneNumber: { ...HEALTHY, ...change } }) as const;
const token = (change: Partial<TokenInfo> = {}) => ({ kind: 'ok', token: { ...GOOD, ...change } }) as const;
function refused(code: number | null) {
  const failure: GraphFailure = {
    code,
    subcode: null,
    httpStatus: 400,
    title: '',
    details: null,
    advice: '',
    traceId: null,
  };
  return { kind: 'refused', failure } as const;
}
const UNREACHABLE = { kind: 'unreachable', reason: 'timeout' } as const;
const ENDS = ['token', 'number', 'unseen'] as const;

describe('a pause', () => {
  it.each(ENDS)('whose end is seen at: %s, is over where the number is well', (end) => {
    expect(isPauseOver(end, { number: number(), token: null })).toBe(true);
    expect(isPauseOver(end, { number: number({ health: null }), token: null })).toBe(true);
  });

  it.each(ENDS)('whose end is seen at: %s, goes on while Meta says BLOCKED, or nothing', (end) => {
    const blocked = number({ health: { canSendMessage: 'BLOCKED', entities: [] } });
    expect(isPauseOver(end, { number: blocked, token: token() })).toBe(false);
    expect(isPauseOver(end, { number: UNREACHABLE, token: token() })).toBe(false);
    expect(isPauseOver(end, { number: refused(190), token: token() })).toBe(false);
  });

  it.each([
    ['its state', { status: 'DISCONNECTED' }],
    ['its state', { status: null }],
    ['its name', { nameStatus: 'DECLINED' }],
  ])('for the number goes on while it lacks %s, and others do not', (_what, change) => {
    expect(isPauseOver('number', { number: number(change), token: null })).toBe(false);
    expect(isPauseOver('token', { number: number(change), token: null })).toBe(true);
    expect(isPauseOver('unseen', { number: number(change), token: null })).toBe(true);
  });

  it.each(ENDS)(
    'whose end is seen at: %s, is tried where the token may not read the number: nothing else shows it',
    (end) => {
      const onlySends = token({ scopes: ['whatsapp_business_messaging'] });
      for (const code of [3, 10, 200, 299]) {
        for (const known of [null, refused(190), onlySends])
          expect(isPauseOver(end, { number: refused(code), token: known })).toBe(true);
        expect(isPauseOver(end, { number: refused(code), token: token() })).toBe(false);
      }
    },
  );

  it('of an account goes on where its number cannot be read', () => {
    expect(isPauseOver('account', { number: refused(10), token: null })).toBe(false);
    expect(isPauseOver('account', { number: number(), token: null })).toBe(true);
  });
});

describe('a token', () => {
  const OURS = { wabaId: '7' };

  it('is good where it may send for the account', () => {
    expect(isTokenGood(token(), OURS)).toBe(true);
    expect(isTokenGood(token({ scopeTargets: { whatsapp_business_messaging: ['6', '7'] } }), OURS)).toBe(true);
  });

  it('is not where it is invalid, may not send, or for other accounts only', () => {
    expect(isTokenGood(token({ valid: false }), OURS)).toBe(false);
    expect(isTokenGood(token({ scopes: ['whatsapp_business_management'] }), OURS)).toBe(false);
    expect(isTokenGood(token({ scopeTargets: { whatsapp_business_messaging: ['6'] } }), OURS)).toBe(false);
  });

  it('is not judged where Meta does not take our app for the one that made it: the number shows it', () => {
    expect(isTokenGood(refused(190), OURS)).toBe(true);
    expect(isTokenGood(UNREACHABLE, OURS)).toBe(false);
  });
});
