/** The time, as an argument: a test hands in its own and need not wait. */
export class Clock {
  /** By the calendar, which people and time servers may set back. */
  now(): Date {
    return new Date();
  }

  /** Milliseconds from some moment on, never going back: for how long something takes or is believed. */
  monotonicMs(): number {
    return performance.now();
  }
}
