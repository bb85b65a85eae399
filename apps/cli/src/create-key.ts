import { ADMIN_CLIENT_NAME, ApiKeysRepository, SCOPES, isScope } from '#clients';
import type { DatabaseConnection } from '#database';
import { SendersRepository } from '#senders';
import { showKey } from './show-key.js';
import { note, refuse } from './terminal.js';

export interface CreateKeyOptions {
  readonly scope: readonly string[];
  readonly sender?: readonly string[];
  readonly client?: string;
  readonly expires?: Date;
  readonly json?: true;
}

/** `recado keys create`: says what is wrong with what was asked for, or makes the key. */
export async function createKey(
  dataSource: DatabaseConnection,
  name: string,
  options: CreateKeyOptions,
): Promise<void> {
  const { client = name, expires = null, sender = null, json } = options;
  const asked = options.scope.flatMap((text) => text.split(',')).filter((text) => text !== '');
  const scopes = SCOPES.filter((scope) => asked.includes(scope));
  const unknown = asked.find((text) => !isScope(text));
  if (unknown !== undefined || scopes.length === 0) {
    refuse(`${unknown ?? 'Nothing'} is no scope. There are: ${SCOPES.join(', ')}.`);
    return;
  }
  if (![name, client].every((text) => /^\S(?:.{0,98}\S)?$/u.test(text))) {
    refuse('A name has 1 to 100 characters, and no blank at its ends.');
    return;
  }
  if (client === ADMIN_CLIENT_NAME && options.client === undefined) {
    refuse(
      `A key of ${ADMIN_CLIENT_NAME} sees the messages of all clients: say so with --client ${ADMIN_CLIENT_NAME}.`,
    );
    return;
  }
  const impossible = sender?.find((id) => !/^\d{1,32}$/.test(id));
  if (impossible !== undefined) {
    refuse(
      `${impossible} can be no sender: those are phone number ids, which are digits. See \`recado senders list\`.`,
    );
    return;
  }
  const repository = new ApiKeysRepository(dataSource);
  const joined = await repository.client(client);
  if (joined !== null && options.client === undefined) {
    refuse(
      `There is a client ${client} already (${sizeOf(joined)}), and this key would get all of its messages. ` +
        `If it is to, say so with --client ${client}; if not, choose another name.`,
    );
    return;
  }
  const known = await new SendersRepository(dataSource).states();
  for (const id of (sender ?? []).filter((id) => !known.has(id))) {
    note(`${id} is not a sender (yet): until it is, the key is good for nothing there. See \`recado senders list\`.`);
  }
  const { id, text } = await repository.create({
    clientName: client,
    keyName: name,
    scopes,
    senderIds: sender,
    expiresAt: expires,
  });
  if (joined !== null)
    note(`It joins the client ${client} (${sizeOf(joined)}), and sees and sends what that one does.`);
  showKey({ id, key: text, client, scopes, senders: sender, expiresAt: expires }, json === true);
}

function sizeOf({ keys, since }: { readonly keys: number; readonly since: Date }): string {
  return `${keys} ${keys === 1 ? 'key' : 'keys'}, since ${since.toISOString().slice(0, 10)}`;
}
