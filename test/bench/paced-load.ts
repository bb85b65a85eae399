import { type Heard, HttpLane, type Target } from './http-lane.js';
import type { LoadReport } from './load-report.js';

export interface PacedLoad {
  readonly target: Target;
  /** Requests a second. */
  readonly rate: number;
  readonly count: number;
  readonly connections?: number;
  /** All bytes of request `index`. */
  readonly request: (index: number) => string | Buffer;
  /** Told of each answer, and of when its request was due, by `Date.now()`. */
  readonly heard?: (index: number, status: number, body: Buffer, dueAt: number) => void;
}

const TICK_MS = 1;

/**
 * An open loop: requests are made when they are due, however slow the answers are. Where all `connections` are taken (256), a
 * request waits for one, and its time runs from when it was due: nobody leaves out what a slow server kept others from asking.
 */
export async function pacedLoad({
  target,
  rate,
  count,
  connections = 256,
  request,
  heard,
}: PacedLoad): Promise<LoadReport> {
  const free = Array.from({ length: connections }, () => new HttpLane(target));
  const lanes = [...free];
  await Promise.all(lanes.map((lane) => lane.greet()));
  const milliseconds: number[] = [];
  const [startedAt, startedOn] = [performance.now(), Date.now()];
  const dueAt = (index: number): number => (index * 1_000) / rate;
  let [asked, heardOf] = [0, 0];
  return new Promise((resolve) => {
    const askWhatIsDue = (): void => {
      const elapsed = performance.now() - startedAt;
      while (asked < count && dueAt(asked) <= elapsed) {
        const lane = free.pop();
        if (lane === undefined) return;
        lane.ask(request(asked), listener(lane, asked));
        asked += 1;
      }
    };
    const listener =
      (lane: HttpLane, index: number): Heard =>
      (status, body) => {
        heardOf += 1;
        if (status >= 200 && status <= 299) milliseconds.push(performance.now() - startedAt - dueAt(index));
        heard?.(index, status, body, startedOn + dueAt(index));
        free.push(lane);
        if (heardOf === count) end();
        else askWhatIsDue();
      };
    const end = (): void => {
      clearInterval(timer);
      for (const lane of lanes) lane.close();
      const answered = milliseconds.length;
      const seconds = (performance.now() - startedAt) / 1_000;
      resolve({ answered, refused: count - answered, seconds, milliseconds });
    };
    const timer = setInterval(askWhatIsDue, TICK_MS);
  });
}
