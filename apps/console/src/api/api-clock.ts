/**
 * What time it is where times are judged: that of a browser may be wrong by minutes or by years. Heard from the `Date` of the
 * API's answers, so it is good to a second, and to how long the answer took.
 */
class ApiClock {
  private aheadMs = 0;

  /** An answer that has just come. */
  hear({ headers }: Response): void {
    const said = Date.parse(headers.get('date') ?? '');
    if (!Number.isNaN(said)) this.aheadMs = said - Date.now();
  }

  /** By the API's clock, in milliseconds; of a time by the browser's. */
  timeOf(browserMs: number): number {
    return browserMs + this.aheadMs;
  }
}

export const apiClock = new ApiClock();
