import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { EventLog } from '#runtime';
import { OnceASecond } from '../border/once-a-second.js';
import { addressBlock } from './address-block.js';

const FAILURES_A_MINUTE = 30;

/** Counts wrong keys and sessions by the address that they come from, in this process. */
@Injectable()
export class FailedAttempts {
  private readonly failures = new RateLimiterMemory({ points: FAILURES_A_MINUTE, duration: 60 });
  private readonly refusals = new OnceASecond();

  constructor(private readonly log: EventLog) {}

  /** Milliseconds for which an address is suspect; null where it is not. */
  async suspectFor(ip: string): Promise<number | null> {
    const state = await this.failures.get(addressBlock(ip));
    return state !== null && state.consumedPoints > FAILURES_A_MINUTE ? state.msBeforeNext : null;
  }

  /** Counts one; null while within the limit, else the milliseconds until its attempts are forgotten. */
  async count(ip: string): Promise<number | null> {
    const attempts = this.refusals.count();
    if (attempts !== null) this.log.warn('access.refused', { reason: 'key', attempts });
    const address = addressBlock(ip);
    try {
      await this.failures.consume(address);
      return null;
    } catch (rejection) {
      if (!(rejection instanceof RateLimiterRes)) throw rejection;
      if (rejection.consumedPoints === FAILURES_A_MINUTE + 1) this.log.warn('access.suspect', { address });
      return rejection.msBeforeNext;
    }
  }
}
