import { Command, Option } from 'commander';
import { ADMIN_CLIENT_NAME, ApiKeysRepository, SCOPES } from '#clients';
import type { DatabaseConnection } from '#database';
import { type CreateKeyOptions, createKey } from './create-key.js';
import { keyLine } from './key-line.js';
import { readDuration } from './read-duration.js';
import { readExpiry } from './read-expiry.js';
import { showKey } from './show-key.js';
import { refuse, say } from './terminal.js';
import type { Connect } from './with-database.js';

const DAY_MS = 86_400_000;

/** `recado keys create NAME | list | rotate ID | revoke ID…`. A key is shown when it is made, and never again. */
export function keys(connect: Connect): Command {
  const command = new Command('keys').description('API keys: who may do what; only their hashes are kept');
  command
    .command('create <name>')
    .description('make a key, and show it this once; <name> says what it is for, such as procurement')
    .requiredOption('--scope <scope...>', `what it may do: ${SCOPES.join(', ')}`)
    .option('--sender <id...>', 'only with these phone number ids (default: all)')
    .option('--client <name>', `whose it is (default: <name>); ${ADMIN_CLIENT_NAME} sees the messages of all`)
    .option(
      '--expires <when>',
      'after a while such as 90d, or at a time such as 2027-01-01 (default: never)',
      readExpiry,
    )
    .option('--json', 'for programs')
    .action((name: string, options: CreateKeyOptions) => connect((dataSource) => createKey(dataSource, name, options)));
  command
    .command('list')
    .description('the keys that work, and when each was used last, to the minute')
    .option('--all', 'also those that were revoked or have expired')
    .option('--json', 'for programs')
    .action((options: ListOptions) => connect((dataSource) => list(dataSource, options)));
  command
    .command('rotate <id>')
    .description('make another key that may do the same; the old one works on for a while')
    .option('--grace <duration>', 'how long the old one works on (default: 24h)', readDuration)
    .addOption(new Option('--now', 'the old one ends at once: within 5 seconds, in every process').conflicts('grace'))
    .option('--json', 'for programs')
    .action((id: string, options: RotateOptions) => connect((dataSource) => rotate(dataSource, id, options)));
  command
    .command('revoke <ids...>')
    .description('end keys at once: within 5 seconds, in every process')
    .action((ids: readonly string[]) => connect((dataSource) => revoke(dataSource, ids)));
  return command;
}

interface ListOptions {
  readonly all?: true;
  readonly json?: true;
}

async function list(dataSource: DatabaseConnection, { all, json }: ListOptions): Promise<void> {
  const listed = await new ApiKeysRepository(dataSource).list();
  const chosen = listed.filter(({ state }) => all === true || state === 'live' || state === 'replaced');
  if (json === true) {
    say(JSON.stringify(chosen));
    return;
  }
  for (const key of chosen) say(keyLine(key));
  if (chosen.length === 0) say('There is no key: `recado keys create` makes one.');
}

interface RotateOptions {
  readonly grace?: number;
  readonly now?: true;
  readonly json?: true;
}

async function rotate(dataSource: DatabaseConnection, id: string, options: RotateOptions): Promise<void> {
  if (!isKeyId(id)) return;
  const rotation = await new ApiKeysRepository(dataSource).rotate(
    id,
    options.now === true ? 0 : (options.grace ?? DAY_MS),
  );
  switch (rotation.kind) {
    case 'rotated':
      showKey({ id: rotation.id, key: rotation.text, replaces: id, oldEndsAt: rotation.endsAt }, options.json === true);
      return;
    case 'rotated_before':
      refuse(`${id} was replaced by ${rotation.by} before: rotate that one, or revoke this one.`);
      return;
    case 'ended':
      refuse(`${id} was revoked or has expired: make a new one with \`recado keys create\`.`);
      return;
    case 'unknown':
      refuse(`${id} is the id of no key: see \`recado keys list\`.`);
  }
}

async function revoke(dataSource: DatabaseConnection, ids: readonly string[]): Promise<void> {
  if (!ids.every(isKeyId)) return;
  const repository = new ApiKeysRepository(dataSource);
  for (const id of ids) {
    if (await repository.revoke(id)) say(`${id} is revoked: within 5 seconds no process takes it any more.`);
    else refuse(`${id} is the id of no key, or it was revoked before: see \`recado keys list --all\`.`);
  }
}

/** Says so where it is none; a whole key is not repeated, because screens and logs are read by others. */
function isKeyId(text: string): boolean {
  if (/^[0-9A-Za-z]{8}$/.test(text)) return true;
  refuse('That is no id of a key: it is the 8 characters that `recado keys list` shows, those after rk_ in the key.');
  return false;
}
