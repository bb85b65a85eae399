import type { Environment } from '#runtime';
import { type Sender, Senders, SendersFileError } from '#senders';

export interface ConfiguredSenders {
  readonly list: readonly Sender[];
  /** Of their file. */
  readonly problems: readonly string[];
}

/** The senders of an environment, those of its file among them. */
export function sendersOf(environment: Environment): ConfiguredSenders {
  try {
    return { list: Senders.fromEnvironment(environment, () => performance.now()).all(), problems: [] };
  } catch (error) {
    if (error instanceof SendersFileError) return { list: [], problems: error.message.split('\n') };
    throw error;
  }
}
