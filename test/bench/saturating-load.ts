import { HttpLane, type Target } from './http-lane.js';
import type { LoadReport } from './load-report.js';

/** A closed loop: so many connections, each of which asks again as soon as it was answered. */
export class SaturatingLoad {
  private readonly lanes: HttpLane[];
  private readonly resting: HttpLane[] = [];
  private readonly milliseconds: number[] = [];
  private refused = 0;
  private asked = 0;
  private allowed = Infinity;
  private over = false;
  private startedAt = 0;
  private end: (report: LoadReport) => void = () => undefined;

  constructor(
    target: Target,
    connections: number,
    /** All bytes of request `index`; null: there are no more. */
    private readonly request: (index: number) => string | Buffer | null,
  ) {
    this.lanes = Array.from({ length: connections }, () => new HttpLane(target));
  }

  /** Resolves when it was told to stop, or there is nothing more to ask, and everything is answered. */
  async run(): Promise<LoadReport> {
    await Promise.all(this.lanes.map((lane) => lane.greet()));
    this.startedAt = performance.now();
    this.resting.push(...this.lanes);
    return new Promise((resolve) => {
      this.end = resolve;
      this.wake();
    });
  }

  /** From now on no more than `count` requests, from the first one on, until more are allowed. */
  allow(count: number): void {
    this.allowed = count;
    this.wake();
  }

  /** No further request is begun. */
  stop(): void {
    this.over = true;
    this.wake();
  }

  private wake(): void {
    for (const lane of this.resting.splice(0)) this.ask(lane);
  }

  private ask(lane: HttpLane): void {
    const request = this.over || this.asked >= this.allowed ? null : this.request(this.asked);
    if (request === null) return this.rest(lane);
    this.asked += 1;
    const askedAt = performance.now();
    lane.ask(request, (status) => {
      if (status >= 200 && status <= 299) this.milliseconds.push(performance.now() - askedAt);
      else this.refused += 1;
      this.ask(lane);
    });
  }

  private rest(lane: HttpLane): void {
    this.resting.push(lane);
    const waits = !this.over && this.asked >= this.allowed;
    if (waits || this.resting.length < this.lanes.length) return;
    for (const each of this.lanes) each.close();
    const { refused, milliseconds } = this;
    const seconds = (performance.now() - this.startedAt) / 1_000;
    this.end({ answered: milliseconds.length, refused, seconds, milliseconds });
  }
}
