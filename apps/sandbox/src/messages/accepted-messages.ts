import type { AcceptedMessage } from './accepted-message.js';

const COUNTED_IDS = 2_000_000;

/**
 * What was accepted: the newest messages in full, and how often each caller's own id was accepted. A caller writes
 * `<id>.<attempt>` as biz_opaque_callback_data, so a count above 1 is a message that was sent twice.
 */
export class AcceptedMessages {
  readonly #recent = new Map<string, AcceptedMessage>();
  readonly #countById = new Map<string, number>();
  #total = 0;
  #duplicates = 0;

  constructor(private readonly keep: number) {}

  get total(): number {
    return this.#total;
  }

  /** Acceptances beyond the first of each id. */
  get duplicates(): number {
    return this.#duplicates;
  }

  get countById(): ReadonlyMap<string, number> {
    return this.#countById;
  }

  add(message: AcceptedMessage): void {
    this.#total += 1;
    this.#recent.set(message.id, message);
    forgetFirst(this.#recent, this.keep);
    if (message.callbackData === undefined) return;
    const id = idOf(message.callbackData);
    const count = (this.#countById.get(id) ?? 0) + 1;
    if (count > 1) this.#duplicates += 1;
    this.#countById.set(id, count);
    forgetFirst(this.#countById, COUNTED_IDS);
  }

  find(wamid: string): AcceptedMessage | undefined {
    return this.#recent.get(wamid);
  }

  /** The newest messages, newest first. */
  newest(limit: number): AcceptedMessage[] {
    return [...this.#recent.values()].slice(-limit).reverse();
  }

  reset(): void {
    this.#recent.clear();
    this.#countById.clear();
    this.#total = 0;
    this.#duplicates = 0;
  }
}

/** The part of the callback data before the last dot. */
export function idOf(callbackData: string): string {
  const dot = callbackData.lastIndexOf('.');
  return dot === -1 ? callbackData : callbackData.slice(0, dot);
}

function forgetFirst(map: Map<string, unknown>, limit: number): void {
  if (map.size <= limit) return;
  for (const key of map.keys()) {
    map.delete(key);
    return;
  }
}
