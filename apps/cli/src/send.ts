import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import { API_OPTION } from './api-option.js';
import type { SendOptions } from './hand-in-message.js';
import { readDuration } from './read-duration.js';

const USUAL_PATIENCE_MS = 120_000;

/** `recado send --to +34… --param … [--follow]`: one message through the API, as a caller's program would hand it in. */
export function send(): Command {
  return new Command('send')
    .description(
      'one message, handed to the API as its callers do; it needs RECADO_API_KEY (scopes messages:write and messages:read), ADMIN_API_KEY or a running npm start',
    )
    .requiredOption('--to <phone>', 'the recipient, such as +34612345678')
    .option('--template <name>', 'the template', 'po_notification')
    .option('--language <code>', 'its language (default: DEFAULT_LANGUAGE)')
    .option('--param <text>', 'a parameter; once for each, in their order', collect)
    .option('--name <text>', "the recipient's name")
    .option('--reference <text>', 'what the message is about, such as an order number')
    .option('--sender <id>', 'phone number id that it is sent from (default: the first one)')
    .addOption(
      new Option(
        '--idempotency-key <key>',
        'of an earlier try whose answer was lost: it makes no second message',
      ).default(randomUUID(), 'a new one'),
    )
    .option('--follow', 'show its timeline until it is read, or has ended')
    .addOption(
      new Option('--for <duration>', 'how long to follow it').argParser(readDuration).default(USUAL_PATIENCE_MS, '2m'),
    )
    .option('--json', 'the message as JSON, with its timeline where it was followed')
    .option(...API_OPTION)
    .action(async (options: SendOptions) => {
      const { handInMessage } = await import('./hand-in-message.js');
      await handInMessage(options);
    });
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
