import { TROUBLESHOOTING } from '../apps/cli/src/doctor/troubleshooting.js';

const INTRODUCTION = `# Troubleshooting

Made from \`apps/cli/src/doctor/troubleshooting.ts\` by \`npm run generate\`.

\`npm run recado -- doctor\` looks at all of this and shows the line that applies; each carries the code that stands here. It asks, and changes nothing: what it sends is Meta's handshake and an empty event
to your own webhook, signed with each app secret (kept like any other) and once unsigned (which counts as one refused signature). \`--send +34…\` sends a real message and waits for Meta's own webhook: the proof that matters, because an event that we sign ourselves never came through Meta. \`--json\` is for programs; the exit code
is 1 where something fails. It looks from the machine that it runs on: beside the API, in its container for instance.

## A message does not arrive

\`GET /messages/{id}\` says where it is:

| \`status\`, \`pendingReason\` | it waits for | see |
|---|---|---|
| PENDING, \`DISABLED\` | somebody to switch sending on, or a restored database to be recovered | \`SENDING_OFF\`, \`DATABASE_RESTORED\` |
| PENDING, \`QUEUED\` | a worker | \`MESSAGES_WAITING\`, \`QUEUE_AWAY\` |
| PENDING, \`SENDER_PAUSED\` | its number | \`SENDER_PAUSED\`, [sender health](sender-health.md) |
| PENDING, \`TEMPLATE_PAUSED\` | its template | \`TEMPLATE_NOT_APPROVED\`, [templates](templates.md) |
| PENDING, \`RETRYING\` | the next try; \`pendingUntil\` says when | \`META_UNREACHABLE\`, [pace](pace.md) |
| PENDING, \`UNCONFIRMED\` | Meta's webhook: the answer was lost | \`WEBHOOK_UNREACHABLE\`, [reliability](reliability.md#unclear-outcomes) |
| PENDING, \`HELD\` | a person | \`MESSAGES_HELD\` |
| PENDING, \`SCHEDULED\` | its time, \`scheduledAt\` | |
| SENT, and stays so | the recipient's phone; if all do, the webhooks | \`LIVE_NO_WEBHOOK\`, \`APP_NOT_SUBSCRIBED\` |
| FAILED | nothing: \`error.advice\` says what to do | [error codes](errors.md) |

## By code`;

/** `docs/troubleshooting.md`: every remedy that `recado doctor` knows. */
export function describeTroubleshooting(): string {
  const rows = Object.entries(TROUBLESHOOTING).map(
    ([code, { symptom, remedy }]) => `| \`${code}\` | ${symptom} | ${remedy} |`,
  );
  return `${INTRODUCTION}\n\n${['| code | how it shows | what to do |', '|---|---|---|', ...rows].join('\n')}\n`;
}
