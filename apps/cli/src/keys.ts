import { Command, Option } from 'commander';
import { ADMIN_CLIENT_NAME, SCOPES } from '#clients/plain';
import type { CreateKeyOptions } from './create-key.js';
import { isKeyId } from './is-key-id.js';
import type { ListKeysOptions } from './list-keys.js';
import { readDuration } from './read-duration.js';
import { readExpiry } from './read-expiry.js';
import type { RevokeKeysOptions } from './revoke-keys.js';
import type { RotateKeyOptions } from './rotate-key.js';
import type { Connect } from './with-database.js';

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
    .action(async (name: string, options: CreateKeyOptions) => {
      const { createKey } = await import('./create-key.js');
      await connect((dataSource) => createKey(dataSource, name, options));
    });
  command
    .command('list')
    .description('the keys that work, and when each was used last, to the minute')
    .option('--all', 'also those that were revoked or have expired')
    .option('--json', 'for programs')
    .action(async (options: ListKeysOptions) => {
      const { listKeys } = await import('./list-keys.js');
      await connect((dataSource) => listKeys(dataSource, options));
    });
  command
    .command('rotate <id>')
    .description('make another key that may do the same; the old one works on for a while')
    .option('--grace <duration>', 'how long the old one works on (default: 24h)', readDuration)
    .addOption(new Option('--now', 'the old one ends at once: within 5 seconds, in every process').conflicts('grace'))
    .option('--json', 'for programs')
    .action(async (id: string, options: RotateKeyOptions) => {
      if (!isKeyId(id)) return;
      const { rotateKey } = await import('./rotate-key.js');
      await connect((dataSource) => rotateKey(dataSource, id, options));
    });
  command
    .command('revoke <ids...>')
    .description('end keys at once: within 5 seconds, in every process')
    .option('--json', 'for programs')
    .action(async (ids: readonly string[], options: RevokeKeysOptions) => {
      if (!ids.every(isKeyId)) return;
      const { revokeKeys } = await import('./revoke-keys.js');
      await connect((dataSource) => revokeKeys(dataSource, ids, options));
    });
  return command;
}
