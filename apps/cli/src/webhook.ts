import { Command } from 'commander';
import { processEnvironment } from '#runtime/plain';
import { ofATrial } from './of-a-trial.js';

/** `recado webhook verify`: Meta's handshake against PUBLIC_URL, before Meta makes it. */
export function webhook(): Command {
  const command = new Command('webhook').description("Meta's way to us");
  command
    .command('verify')
    .description(
      'The handshake against PUBLIC_URL, as Meta makes it when the callback URL is saved. It takes PUBLIC_URL and ' +
        `WHATSAPP_WEBHOOK_VERIFY_TOKEN: ${ofATrial(processEnvironment())}.`,
    )
    .summary('the handshake against PUBLIC_URL, as Meta makes it')
    .option('--json', 'for programs')
    .action(async ({ json }: { json?: true }) => {
      const { verifyWebhook } = await import('./verify-webhook.js');
      await verifyWebhook(json === true);
    });
  return command;
}
