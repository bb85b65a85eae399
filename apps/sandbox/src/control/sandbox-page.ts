import { magicNumbers } from '../magic/magic-numbers.js';
import { describeMessage } from '../messages/accepted-message.js';
import type { Sandbox } from '../sandbox.js';

const SHOWN_MESSAGES = 20;

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${line(headings, 'th')}${rows.map((row) => line(row, 'td')).join('\n')}</table>`;
}

/** A page for people: what this is, the last messages as a phone would show them, the magic numbers. */
export function sandboxPage(sandbox: Sandbox): string {
  const messages = sandbox.messages.newest(SHOWN_MESSAGES).map(describeMessage);
  const rows = messages.map(({ acceptedAt, to, text, events }) => [
    acceptedAt,
    to,
    text,
    events.map(({ status }) => status).join(' → ') || 'accepted',
  ]);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sandbox: a local Meta</title>
<style>body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}
td,th{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top;border-bottom:1px solid #ddd}</style></head>
<body><h1>Sandbox: a local Meta</h1>
<p>It answers like the WhatsApp Cloud API and sends signed webhooks to ${escaped(sandbox.webhooks.url ?? 'nobody: POST /sandbox/webhook-url sets where')}.
Nothing leaves this machine. Accepted so far: ${sandbox.messages.total}. <a href="/sandbox/stats">All counts</a></p>
<h2>Last messages</h2>${table(['accepted', 'to', 'text', 'status'], rows)}
<h2>Magic numbers</h2><p>Any other number: sent, delivered, read.</p>
${table(
  ['recipient', 'always'],
  magicNumbers.map(({ phone, outcome }) => [`+${phone}`, outcome]),
)}
</body></html>`;
}
