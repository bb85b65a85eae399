import { type EndOfPause, graphErrorCodes, type GraphErrorCode, type Verdict } from '#graph-api';

const WHAT_HAPPENS: Readonly<Record<Verdict, string>> = {
  reject: 'The message fails.',
  throttle_recipient: 'Messages to this recipient wait and are sent again.',
  throttle_sender: 'The message is sent again; the number sends more slowly.',
  wait_sender: 'The message is sent again; the number waits.',
  wait_sender_unless_5xx:
    'The message is sent again and the number waits; with a 5xx status the message is unconfirmed instead.',
  wait_account: 'The message is sent again; all numbers of the account wait.',
  block_sender: 'The message waits; the sender is paused.',
  block_country: 'The message waits; the sender writes to that country no more, and to others as before.',
  block_template: 'The message waits; the template is paused.',
  unclear: 'The message is unconfirmed: it is not sent again before it is known what became of it.',
};

const UNTIL: Readonly<Record<EndOfPause, string>> = {
  token: ' Until Meta says that its token is good.',
  number: ' Until Meta says that its number is.',
  unseen: ' Nothing shows the end: one message is tried after 15 minutes, then ever more rarely.',
};

const INTRODUCTION = `# Error codes

Made from \`libs/graph-api/src/graph-error-codes.ts\` by \`npm run generate\`.

A message that failed carries one of these codes in \`error.code\` with \`source: "META"\`; the titles and codes are
[Meta's](https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes). Most of them
arrive after the message was accepted, by webhook. What concerns the sender or the template pauses it there, too, and the
message waits again behind that pause ([decision 12](decisions/0012-what-meta-gives-back.md)). What was too fast, or came
while Meta had no time, is sent again by itself, too: after seconds (130429) or minutes, each time later. Where the table
says that the outcome is unclear, a webhook makes it certain: the message has failed, resend it then.

A code that is not listed is judged by its HTTP status: 401 and 403 pause the sender, 429 makes the number send more
slowly, 408 and everything from 500 leaves the message unconfirmed, any other 4xx ends it. A 4xx without an error
code is unconfirmed as well where it bears signs of Meta's; without any it comes from a proxy or a wrong address: it is
tried again minutes later, and is unconfirmed after \`MAX_ATTEMPTS\` of them.

Code 100 with subcode 33 (unknown object) means that the phone number id or the token is wrong: the sender is paused.

A paused sender goes on by itself: as soon as Meta shows that the cause is gone, or, where nothing shows it, after a growing wait with one message
([sender health](sender-health.md)). A person may be faster: \`npm run recado -- senders resume <phone number id>\`.`;

/** `docs/errors.md`: the whole table, by code. */
export function describeErrorCodes(): string {
  const rows = graphErrorCodes.toSorted((a, b) => a.code - b.code).map(row);
  const table = [
    '| code | title | concerns | what happens | caller | operator |',
    '|---|---|---|---|---|---|',
    ...rows,
  ];
  return `${INTRODUCTION}\n\n${table.join('\n')}\n`;
}

function row({ code, through, title, scope, verdict, waitSeconds, over, advice, operator }: GraphErrorCode): string {
  const codes = through === undefined ? String(code) : `${code}–${through}`;
  const wait = waitSeconds === undefined ? '' : ` Unless Meta says how long: ${waitSeconds} s.`;
  const until = verdict === 'block_sender' || verdict === 'block_country' ? UNTIL[over ?? 'unseen'] : '';
  return `| ${[codes, title, scope, `${WHAT_HAPPENS[verdict]}${wait}${until}`, advice, operator].join(' | ')} |`;
}
