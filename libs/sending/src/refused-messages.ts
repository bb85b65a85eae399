import { batchFault } from '#database';

/** Hears of a message that is left aside. */
export type OnRefused = (messageId: string, error: unknown) => void;

/** Nobody has to restart anything when what is wrong with a row is mended. */
const LEFT_ASIDE_MS = 10 * 60_000;
/** Of a page. More are no rows, but something that all of them meet: the rest has time until the next round. */
const MOST_OF_PAGE = 10;

/**
 * Messages with which PostgreSQL refuses to do what a sweep is there for. Each is left aside for ten minutes, lest those around it
 * stand still for ever. Every process finds out by itself.
 */
export class RefusedMessages {
  /** Until when, in monotonic milliseconds. */
  private readonly leftAside = new Map<string, number>();

  /** Those that are not to be looked at now. */
  ids(): readonly string[] {
    const now = performance.now();
    for (const [id, until] of this.leftAside) if (until <= now) this.leftAside.delete(id);
    return [...this.leftAside.keys()];
  }

  /**
   * Does the work for a page. Where it fails because of one of them, the page is halved until that one stands alone. Rejects where
   * the database is away, or two statements were in each other's way: the next round comes anyway.
   */
  async around<Item, Result>(
    page: readonly Item[],
    idOf: (item: Item) => string,
    work: (items: readonly Item[]) => Promise<readonly Result[]>,
    onRefused: OnRefused,
  ): Promise<readonly Result[]> {
    let refused = 0;
    const settle = async (items: readonly Item[]): Promise<readonly Result[]> => {
      const [first] = items;
      if (first === undefined || refused >= MOST_OF_PAGE) return [];
      try {
        return await work(items);
      } catch (error) {
        if (batchFault(error) !== 'item') throw error;
        if (items.length === 1) {
          refused += 1;
          this.leftAside.set(idOf(first), performance.now() + LEFT_ASIDE_MS);
          onRefused(idOf(first), error);
          return [];
        }
        const half = Math.ceil(items.length / 2);
        return [...(await settle(items.slice(0, half))), ...(await settle(items.slice(half)))];
      }
    };
    return settle(page);
  }
}

/** For whoever has nobody to tell: as if nothing were left aside. */
export function refuse(_messageId: string, error: unknown): never {
  throw error;
}
