import { QueueUnavailableError } from './queue-unavailable-error.js';

/**
 * The answer of the queue, or QueueUnavailableError after so many milliseconds. `onLate` is called before that: the work goes on, and
 * nobody waits for it any more.
 */
export async function inTime<Result>(work: Promise<Result>, timeoutMs: number, onLate: () => void): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      onLate();
      reject(new QueueUnavailableError(`no answer in ${timeoutMs} ms`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
