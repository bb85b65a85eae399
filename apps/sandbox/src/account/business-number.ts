import { PairRate } from '../behaviour/pair-rate.js';
import { RollingSecond } from '../behaviour/rolling-second.js';
import type { GraphError } from '../graph/graph-error.js';
import { graphError } from '../graph/graph-error-codes.js';
import type { JsonObject } from '../json-object.js';

const FIRST_PHONE = 15550783881;

const healthyFields = {
  verified_name: 'Lucky Shrub',
  quality_rating: 'GREEN',
  status: 'CONNECTED',
  name_status: 'APPROVED',
  code_verification_status: 'VERIFIED',
  throughput: { level: 'STANDARD' },
  whatsapp_business_manager_messaging_limit: 'TIER_2K',
};

/** What sending from a number that is not CONNECTED is answered. */
const codeOfStatus: Readonly<Record<string, number>> = {
  DELETED: 33,
  PENDING: 133010,
  DISCONNECTED: 133010,
  BANNED: 131031,
  RESTRICTED: 131031,
  RATE_LIMITED: 131048,
  MIGRATED: 133010,
};

/** One business phone number: what Graph tells of it and what limits it. */
export class BusinessNumber {
  /** Digits without `+`. */
  readonly phone: string;
  readonly displayPhone: string;
  fields: JsonObject = { ...healthyFields };
  accepted = new RollingSecond();
  pairs = new PairRate();

  constructor(
    readonly id: string,
    index: number,
  ) {
    this.phone = String(FIRST_PHONE + index);
    this.displayPhone = this.phone.replace(/^(\d)(\d{3})(\d{3})(\d{4})$/, '+$1 $2-$3-$4');
  }

  reset(): void {
    this.fields = { ...healthyFields };
    this.accepted = new RollingSecond();
    this.pairs = new PairRate();
  }

  /** Why this number may not send now, if it may not. @param now milliseconds */
  refusal(recipient: string, limits: Limits, now: number): GraphError | undefined {
    const code = codeOfStatus[String(this.fields['status'])];
    if (code !== undefined) return graphError(code);
    if (limits.messagesPerSecond > 0 && this.accepted.count(now) >= limits.messagesPerSecond) return graphError(130429);
    if (limits.pairRate && !this.pairs.admit(recipient, now)) return graphError(131056);
    return undefined;
  }
}

export interface Limits {
  messagesPerSecond: number;
  pairRate: boolean;
}
