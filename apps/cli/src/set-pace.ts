import type { DatabaseConnection } from '#database';
import { SendersRepository } from '#senders';
import { SenderPaceRepository } from '#sending';
import { isKnownSender } from './is-known-sender.js';
import { speed } from './speed.js';
import { sayEither } from './terminal.js';

/** `recado senders pace`; null for what the configuration or Meta says. */
export async function setPace(
  dataSource: DatabaseConnection,
  id: string,
  mps: number | null,
  json: boolean,
): Promise<void> {
  const paces = new SenderPaceRepository(dataSource);
  if (!(await isKnownSender(new SendersRepository(dataSource), id))) return;
  await paces.set(id, mps);
  const pace = (await paces.read()).find(({ senderId }) => senderId === id);
  sayEither(json, { sender: id, ...pace }, `${id}  ${speed(pace)}`);
}
