import type { DatabaseConnection } from '#database';
import { SendersRepository } from '#senders';
import { SenderPaceRepository } from '#sending';
import { isKnownSender } from './is-known-sender.js';
import { speed } from './speed.js';
import { say } from './terminal.js';

/** `recado senders pace`; null for what the configuration or Meta says. */
export async function setPace(dataSource: DatabaseConnection, id: string, mps: number | null): Promise<void> {
  const paces = new SenderPaceRepository(dataSource);
  if (!(await isKnownSender(new SendersRepository(dataSource), id))) return;
  await paces.set(id, mps);
  say(`${id}  ${speed((await paces.read()).find(({ senderId }) => senderId === id))}`);
}
