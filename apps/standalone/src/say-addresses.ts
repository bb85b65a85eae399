import type { Settings } from './read-settings.js';
import { bold, faint, say } from './terminal.js';

/** Where everything is, and a first request to copy. `key` is undefined when the user chose it: then it is not shown. */
export function sayAddresses(
  { ports, provider, dataFolderName }: Settings,
  key: string | undefined,
  recipient: string | undefined,
): void {
  const api = `http://127.0.0.1:${ports.api}`;
  const rows = [
    ['API', `${api}/api/v1/whatsapp`],
    ['Docs', `${api}/docs`],
    ['Console', `${api}/console`, 'sign in with the key'],
    ['Queues', `${api}/queues`, 'sign in with the key'],
    ['Metrics', `${api}/metrics`, `with the key; worker: http://127.0.0.1:${ports.worker}/metrics`],
    ['Health', `${api}/health/ready`, `worker: http://127.0.0.1:${ports.worker}/health/ready`],
    ...(provider === 'sandbox'
      ? [['Sandbox', `http://127.0.0.1:${ports.sandbox}/sandbox`, 'the phones of the suppliers']]
      : []),
    ['CLI', 'npm run recado -- --help', 'uses the database of this start'],
    ['Logs', `${dataFolderName}/logs`],
    ['API key', key ?? 'your ADMIN_API_KEY', ...(key ? ['for development only'] : [])],
  ];
  say();
  for (const [name = '', value = '', note] of rows) {
    say(`  ${name.padEnd(9)} ${bold(value)}${note === undefined ? '' : faint(`  ${note}`)}`);
  }
  // Through Meta a number from an example belongs to somebody: it must be the user's own choice.
  const phone = recipient ?? (provider === 'meta' ? '+34…' : '+34612345678');
  say();
  say('Send one yourself:');
  say(`  curl -X POST ${api}/api/v1/whatsapp/purchase-orders \\`);
  say(`    -H 'Authorization: Bearer ${key ?? '$ADMIN_API_KEY'}' -H 'Content-Type: application/json' \\`);
  say(
    `    -d '{"supplier":{"name":"Proveedor ABC","phone":"${phone}"},"orderNumber":"PO-2024-002","total":{"amount":"99.50","currency":"EUR"}}'`,
  );
  say();
}
