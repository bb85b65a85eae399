const LAST = 16;
const FORGOTTEN_AFTER_MS = 1_000;

/** How long it took calls lately to become ready. Milliseconds of the monotonic clock. */
export class ReadyTimes {
  private last: { readonly atMs: number; readonly tookMs: number }[] = [];

  note(tookMs: number): void {
    this.last = [...this.last, { atMs: performance.now(), tookMs }].slice(-LAST);
  }

  /** The median, which one that was held up does not move; 0 where there was none within a second. */
  usualMs(): number {
    const since = performance.now() - FORGOTTEN_AFTER_MS;
    const times = this.last.filter(({ atMs }) => atMs > since).map(({ tookMs }) => tookMs);
    return times.toSorted((one, other) => one - other)[Math.floor((times.length - 1) / 2)] ?? 0;
  }
}
