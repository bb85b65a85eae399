import { acceptAsUsual, type Answer } from '../behaviour/answer.js';
import { failedWith, plans, type DeliveryPlan } from '../behaviour/delivery-plan.js';
import { knownCode, knownCodes } from '../graph/graph-error-codes.js';

/** A recipient that always has the same outcome. */
export interface MagicNumber {
  /** Digits without `+`, as Meta writes a wa_id. */
  readonly phone: string;
  readonly outcome: string;
  readonly answer: Answer;
  readonly plan: DeliveryPlan;
  /** The person has a username, so that webhooks carry no phone. */
  readonly hidesPhone?: boolean;
}

const REFUSED = '34601';
const FAILED = '34602';
const BEHAVIOUR = '34603';
const REFUSED_ONCE = '34604';

const behaviours: readonly Omit<MagicNumber, 'phone'>[] = [
  {
    outcome: 'sent, never delivered (phone off, or the supplier blocked us)',
    answer: acceptAsUsual,
    plan: plans.sentOnly,
  },
  { outcome: 'sent and delivered, never read', answer: acceptAsUsual, plan: plans.deliveredOnly },
  { outcome: 'read without a delivered webhook', answer: acceptAsUsual, plan: plans.readWithoutDelivered },
  { outcome: 'accepted, then no webhook at all', answer: acceptAsUsual, plan: plans.silence },
  { outcome: 'delivered webhook arrives before sent', answer: acceptAsUsual, plan: plans.deliveredBeforeSent },
  { outcome: 'every webhook arrives twice', answer: acceptAsUsual, plan: plans.everythingTwice },
  { outcome: 'webhooks without pricing', answer: acceptAsUsual, plan: plans.withoutPricing },
  {
    outcome: 'delivered, then failed with 131026 (delivered wins)',
    answer: acceptAsUsual,
    plan: plans.failedAfterDelivered,
  },
  {
    outcome: 'failed with 131026, then delivered (delivered wins)',
    answer: acceptAsUsual,
    plan: plans.deliveredAfterFailed,
  },
  {
    outcome: 'accepted, connection cut before the answer',
    answer: { kind: 'accept-lose-response' },
    plan: plans.usual,
  },
  { outcome: 'accepted, never answered', answer: { kind: 'accept-hang' }, plan: plans.usual },
  {
    outcome: 'accepted, answer after 5 s, webhooks come first',
    answer: { kind: 'accept', waitAfterMs: 5_000 },
    plan: plans.usual,
  },
  { outcome: 'accepted only after 5 s', answer: { kind: 'accept', waitBeforeMs: 5_000 }, plan: plans.usual },
  { outcome: 'accepted, answered 500 with an HTML page', answer: { kind: 'accept-500' }, plan: plans.usual },
  {
    outcome: 'accepted, answered 200 with an HTML page',
    answer: { kind: 'accept-garbage', garbage: 'html' },
    plan: plans.usual,
  },
  {
    outcome: 'accepted, answered 200 with an empty body',
    answer: { kind: 'accept-garbage', garbage: 'empty' },
    plan: plans.usual,
  },
  {
    outcome: 'accepted, answered 200 with JSON cut in the middle',
    answer: { kind: 'accept-garbage', garbage: 'truncated' },
    plan: plans.usual,
  },
  {
    outcome: 'accepted, answered 200 with 5 MB of JSON',
    answer: { kind: 'accept-garbage', garbage: 'huge' },
    plan: plans.usual,
  },
  { outcome: 'not accepted, connection reset', answer: { kind: 'reset' }, plan: plans.silence },
  { outcome: 'not accepted, never answered', answer: { kind: 'hang-before' }, plan: plans.silence },
  { outcome: 'not accepted, answered 500 with an HTML page', answer: { kind: 'bare-500' }, plan: plans.silence },
  { outcome: 'not accepted, answered 429 with code 130429', answer: { kind: 'rate-429' }, plan: plans.silence },
  {
    outcome: 'held_for_quality_assessment, then released and read',
    answer: { kind: 'accept', messageStatus: 'held_for_quality_assessment' },
    plan: plans.usual,
  },
  {
    outcome: 'held_for_quality_assessment, then failed with 132015',
    answer: { kind: 'accept', messageStatus: 'held_for_quality_assessment' },
    plan: plans.droppedAfterHold,
  },
  {
    outcome: 'accepted, answer without message_status',
    answer: { kind: 'accept', messageStatus: 'absent' },
    plan: plans.usual,
  },
  {
    outcome: 'the supplier presses the quick reply button after reading',
    answer: acceptAsUsual,
    plan: plans.buttonPressed,
  },
  { outcome: 'the supplier answers with a text', answer: acceptAsUsual, plan: plans.textReply },
  { outcome: 'the supplier answers BAJA', answer: acceptAsUsual, plan: plans.stopWord },
  {
    outcome: 'the supplier stops marketing messages in WhatsApp (user_preferences)',
    answer: acceptAsUsual,
    plan: plans.marketingStop,
  },
  {
    outcome: 'the supplier has a username: webhooks carry no phone, only the user id',
    answer: acceptAsUsual,
    plan: plans.usual,
    hidesPhone: true,
  },
];

/** The numbers with a behaviour of their own, 34603000001 and up. */
const behaviourNumbers: readonly MagicNumber[] = behaviours.map((behaviour, index) => ({
  ...behaviour,
  phone: `${BEHAVIOUR}${String(index + 1).padStart(6, '0')}`,
}));

const byPhone = new Map(behaviourNumbers.map((number) => [number.phone, number]));

/** All magic numbers that the documentation lists. */
export const magicNumbers: readonly MagicNumber[] = [
  ...behaviourNumbers,
  ...knownCodes.flatMap(({ code }) => numberOfCode(REFUSED, code) ?? []),
  ...knownCodes.filter(({ webhook }) => webhook).flatMap(({ code }) => numberOfCode(FAILED, code) ?? []),
];

/** The outcome of a recipient, if it is a magic number. @param phone digits without `+` */
export function magicNumber(phone: string): MagicNumber | undefined {
  if (!phone.startsWith('3460') || phone.length !== 11) return undefined;
  return byPhone.get(phone) ?? numberOfCode(phone.slice(0, 5), Number(phone.slice(5)));
}

function numberOfCode(prefix: string, code: number): MagicNumber | undefined {
  const known = knownCode(code);
  if (!known) return undefined;
  const phone = `${prefix}${String(code).padStart(6, '0')}`;
  const named = `${code} ${known.title}`;
  if (prefix === REFUSED)
    return { phone, outcome: `refused: ${named}`, answer: { kind: 'refuse', code }, plan: plans.silence };
  if (prefix === FAILED)
    return { phone, outcome: `accepted, then failed: ${named}`, answer: acceptAsUsual, plan: failedWith(code) };
  if (prefix === REFUSED_ONCE) {
    return {
      phone,
      outcome: `first try refused: ${named}`,
      answer: { kind: 'refuse', code, onlyFirstTry: true },
      plan: plans.usual,
    };
  }
  return undefined;
}
