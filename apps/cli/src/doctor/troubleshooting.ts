/** One thing that can be wrong: how it shows, and what to do about it. */
export interface Trouble {
  /** As somebody sees it who has not run `recado doctor`. */
  readonly symptom: string;
  readonly remedy: string;
}

/** What `recado doctor` can find, by the code that it shows; docs/troubleshooting.md is made from it. */
export const TROUBLESHOOTING = {
  ENVIRONMENT_INVALID: {
    symptom: 'A process ends with exit code 78',
    remedy: 'Set the variable as .env.example and the README describe it; every process prints all problems at once.',
  },
  SENDING_OFF: {
    symptom: 'Messages stay PENDING with `DISABLED`',
    remedy: 'Set ENABLE_WHATSAPP_NOTIFICATIONS=true and restart the workers: what waits and has not expired is sent.',
  },
  APP_ID_MISSING: {
    symptom: 'Nobody is warned before an access token expires',
    remedy:
      'Set WHATSAPP_APP_ID (App settings, Basic), or appId where a sender of WHATSAPP_SENDERS_FILE belongs to another app: with it and the app secret Meta tells whether a token is good, and until when.',
  },
  GRAPH_URL_NOT_META: {
    symptom: 'Messages are SENT and READ, and nobody gets them',
    remedy:
      'In production leave WHATSAPP_GRAPH_URL out (with Docker Compose: as .env.example has it): it points to the sandbox, which only plays Meta.',
  },
  KEY_MISSING: {
    symptom: 'Every call of the API is answered 401',
    remedy:
      'Make a key of your own (`recado keys create`, scopes messages:write, messages:read and ops) and set RECADO_API_KEY to it for this command; ADMIN_API_KEY does, too.',
  },
  DATABASE_AWAY: {
    symptom: 'The API answers 503; processes end with exit code 69',
    remedy: 'Start PostgreSQL, or correct DATABASE_URL. What was answered 202 before is kept.',
  },
  DATABASE_TOO_OLD: { symptom: 'Migrations fail', remedy: 'Use PostgreSQL 14 or later.' },
  MIGRATIONS_MISSING: {
    symptom: '/health/ready of the API says `migrations`; processes wait at their start and end with 69',
    remedy: 'Run `npm run migration:run` (in the container: `migrate`) with this version.',
  },
  DATABASE_RESTORED: {
    symptom: 'Nothing is sent after a restore; `database.other_cluster` in the log',
    remedy:
      'Run `recado recover --restored-at <time>`: unfinished messages become UNCONFIRMED, because Meta may have them.',
  },
  QUEUE_AWAY: {
    symptom: 'Messages are accepted and stay PENDING; /health/ready of the worker says `queue`',
    remedy: 'Start Redis, or correct REDIS_URL. Messages are kept in PostgreSQL and queued when it is back.',
  },
  QUEUE_EVICTS: {
    symptom: 'Jobs disappear while Redis is full',
    remedy: "Set Redis' maxmemory-policy to noeviction: any other throws jobs away to make room.",
  },
  QUEUE_TOO_OLD: { symptom: 'Workers fail at their start', remedy: 'Use Redis 6.2 or later, or Valkey.' },
  QUEUE_TABLES_MISSING: {
    symptom: 'Without REDIS_URL workers fail at their start',
    remedy: 'Run `npm run migration:run`: it also makes the tables of the queue (schema bullmq).',
  },
  QUEUES_DIFFER: {
    symptom: 'Messages are accepted and wait for the next round of a sweep; `processes.differ` in the log',
    remedy:
      'Give the API and every worker the same REDIS_URL, written alike, or none of them one, and restart those that had another. While such a change is rolled out it shows, too.',
  },
  SENDERS_DIFFER: {
    symptom: 'Messages of one number are sent by some workers only, or by none; `processes.differ` in the log',
    remedy:
      'Give the API and every worker the same WHATSAPP_PHONE_NUMBER_ID and WHATSAPP_SENDERS_FILE, and restart those that had others: they are read at the start.',
  },
  META_UNREACHABLE: {
    symptom: 'Messages stay PENDING with `RETRYING`; `not_sent` in the log',
    remedy: "Look at Meta's status page, at the DNS, and whether a firewall lets this machine call WHATSAPP_GRAPH_URL.",
  },
  META_REFUSED: {
    symptom: "One of Meta's error codes",
    remedy: 'docs/errors.md says of each code what to do.',
  },
  ID_UNKNOWN: {
    symptom: 'The sender is paused with 100 (subcode 33)',
    remedy:
      'Correct WHATSAPP_PHONE_NUMBER_ID or WHATSAPP_BUSINESS_ACCOUNT_ID (WhatsApp Manager, API setup): it is no phone number, and the token must reach it.',
  },
  TOKEN_INVALID: {
    symptom: 'The sender is paused with 190 (or HTTP 401)',
    remedy:
      'In Business settings make another token of the system user and put it into WHATSAPP_ACCESS_TOKEN_FILE (or the tokenFile of the sender), which is read again without a restart.',
  },
  TOKEN_EXPIRES: {
    symptom: 'The sender is paused with 190 some day',
    remedy:
      'Replace it by a token of a system user, made without an expiry: others live for 24 hours or 60 days. It fails below 7 days.',
  },
  TOKEN_NOT_PERMANENT: {
    symptom: 'The sender is paused with 190 when somebody changes a password or leaves',
    remedy: 'Use a token of a system user (Business settings, System users), not the one of a person.',
  },
  TOKEN_WITHOUT_PERMISSION: {
    symptom: 'The sender is paused with 10 or 200',
    remedy:
      'Make the token with whatsapp_business_messaging and whatsapp_business_management, and give the system user the app and the account.',
  },
  TOKEN_OF_ANOTHER_APP: {
    symptom: 'Webhooks are refused with 401 although messages are sent',
    remedy:
      'Make the token with the app of WHATSAPP_APP_ID: Meta signs webhooks with the secret of the app that is subscribed.',
  },
  TOKEN_NOT_INSPECTED: {
    symptom: 'Nobody knows when the token expires',
    remedy:
      'WHATSAPP_APP_ID and WHATSAPP_APP_SECRET (of a sender in WHATSAPP_SENDERS_FILE appId and appSecret) must be those of one app: Meta answers only the app that made the token.',
  },
  NUMBER_NOT_CONNECTED: {
    symptom: 'The sender is paused with 133010, 131031 or 33',
    remedy:
      'Register the number in WhatsApp Manager (with its PIN); a banned or restricted one is appealed in Business Support.',
  },
  NUMBER_BLOCKED: {
    symptom: 'Every message is refused',
    remedy: "Do what Meta's own words ask for; WhatsApp Manager shows them with the number.",
  },
  NUMBER_OF_ANOTHER_ACCOUNT: {
    symptom: 'Templates are unknown (132001) although they are approved',
    remedy:
      'WHATSAPP_PHONE_NUMBER_ID and WHATSAPP_BUSINESS_ACCOUNT_ID must belong together: see WhatsApp Manager, API setup.',
  },
  NUMBER_QUALITY_LOW: {
    symptom: 'Limits sink; recipients block the number',
    remedy:
      'Write only to suppliers who expect it, and look why they block: a RED number may lose its limit within days.',
  },
  NUMBER_NAME_NOT_APPROVED: {
    symptom: 'Fewer recipients a day than expected (131037)',
    remedy: 'Have the display name approved in WhatsApp Manager: until then the number is limited.',
  },
  ACCOUNT_NOT_REVIEWED: {
    symptom: 'Messages are refused with 131031',
    remedy: "Wait for Meta's review of the account, or appeal in Business Support; verify the business meanwhile.",
  },
  ACCOUNT_BLOCKED: {
    symptom: 'Every message of the account is refused (131031, 131042, 141006)',
    remedy: "Do what Meta's own words ask for: a payment method, a verification, an appeal in Business Support.",
  },
  TEMPLATE_MISSING: {
    symptom: 'Orders are refused with TEMPLATE_UNKNOWN, or fail with 132001',
    remedy:
      'Create it: `recado templates create po_notification --wait`; or set PO_TEMPLATE and PO_LANGUAGE to one that exists.',
  },
  TEMPLATE_NOT_APPROVED: {
    symptom: 'Orders are refused with TEMPLATE_NOT_APPROVED, or wait with TEMPLATE_PAUSED',
    remedy:
      'PENDING: wait for the review. REJECTED: correct or appeal. PAUSED: it passes by itself after 3 or 6 hours.',
  },
  TEMPLATE_NOT_UTILITY: {
    symptom: 'Orders cost several times as much, and who stopped marketing does not get them',
    remedy: 'Appeal the category in WhatsApp Manager, or submit a text without anything that sounds like an offer.',
  },
  TEMPLATE_PARAMETERS: {
    symptom: 'Orders are refused with TEMPLATE_PARAMETERS_INVALID, or fail with 132000',
    remedy: 'The body of PO_TEMPLATE needs three variables, in this order: name, order number, amount.',
  },
  APP_NOT_SUBSCRIBED: {
    symptom: 'Messages stay SENT: no webhook comes',
    remedy:
      'Subscribe the app to the account: POST /{WABA id}/subscribed_apps with the access token, or WhatsApp, Configuration in the app.',
  },
  WEBHOOK_URL_ELSEWHERE: {
    symptom: 'Messages stay SENT: webhooks go to another address',
    remedy: 'In the app (WhatsApp, Configuration) set the callback URL to PUBLIC_URL/api/v1/whatsapp/webhook.',
  },
  PUBLIC_URL_MISSING: {
    symptom: 'Nobody knows whether Meta can reach the webhook',
    remedy: 'Set PUBLIC_URL to the https address of the API as the internet sees it, without /api/v1/whatsapp.',
  },
  PUBLIC_URL_NOT_HTTPS: {
    symptom: 'Meta does not accept the callback URL',
    remedy: 'Serve the API over https with a certificate of a public authority: Meta calls nothing else.',
  },
  WEBHOOK_UNREACHABLE: {
    symptom: "Meta's dashboard says that the callback URL could not be validated",
    remedy: 'Mend what the line says, then try `recado webhook verify` again, from outside of your network if you can.',
  },
  WEBHOOK_SECRET_WRONG: {
    symptom: 'Webhooks are refused with 401; `webhook.signature_refused` in the log',
    remedy:
      'Give the API the WHATSAPP_APP_SECRET of the app (App settings, Basic) and restart it; during a rotation both, separated by a comma.',
  },
  WEBHOOK_UNGUARDED: {
    symptom: 'Anybody can make messages look delivered',
    remedy:
      'What answers at PUBLIC_URL took an event without a signature: it is not this API, or something in front of it answers in its place.',
  },
  WEBHOOK_NEVER_HEARD: {
    symptom: 'Messages stay SENT; nobody knows whether webhooks arrive',
    remedy:
      'Run `recado doctor --send +34…` with a phone of your own: only a webhook of Meta itself proves the way back.',
  },
  CLOCK_SKEWED: {
    symptom: 'Unclear messages are HELD although webhooks come',
    remedy: "Let the clock of PostgreSQL's machine (and of this one) follow a time server: Meta's statuses are dated.",
  },
  SECRET_COMMITTED: {
    symptom: 'A secret stands in the repository',
    remedy:
      'Replace the secret at once, then take it out: who has a copy of the repository has it. Secrets belong into the environment or files outside of it.',
  },
  SECRET_READABLE: {
    symptom: 'Everybody on the machine can read a secret',
    remedy: 'chmod 600 the file, or mount it as a Kubernetes secret with defaultMode 0400.',
  },
  SECRETS_SHARED: {
    symptom: 'A test sends real messages',
    remedy:
      'Test and production need tokens, secrets and numbers of their own: a leak or a mistake in the one must not reach the other.',
  },
  API_NOT_READY: {
    symptom: 'Kubernetes sends no requests to the API',
    remedy: '/health/ready names what is missing; with another host than this one say it with --api.',
  },
  WORKER_NOT_READY: {
    symptom: 'Messages are accepted and not sent',
    remedy:
      'Start a worker; its /health/ready names what it misses. With another host than this one say it with --worker.',
  },
  METRICS_AWAY: {
    symptom: 'No alert can fire',
    remedy:
      'Let Prometheus scrape /metrics of every API (a key with the scope ops) and every worker: docs/monitoring.md.',
  },
  SENDER_PAUSED: {
    symptom: 'Messages stay PENDING with `SENDER_PAUSED`',
    remedy: 'Mend the cause that stands there; it goes on by itself, or at once with `recado senders resume <id>`.',
  },
  MESSAGES_HELD: {
    symptom: 'Messages stay PENDING with `HELD`',
    remedy: 'Ask the recipients, then decide: `recado messages held`, `release`, `fail`.',
  },
  MESSAGES_WAITING: {
    symptom: 'Messages stay PENDING with `QUEUED`',
    remedy: 'Is a worker running, and is the queue there? docs/runbook.md, RecadoMessagesWaiting.',
  },
  PHONES_WRONG: {
    symptom: 'Messages are refused with PHONE_INVALID',
    remedy:
      'Correct them in the list: `recado phones check FILE.csv` shows each line, with what was meant where that is certain.',
  },
  LIVE_REFUSED: {
    symptom: 'The API refuses a message',
    remedy: 'The line holds its reason and what to do.',
  },
  LIVE_FAILED: {
    symptom: 'A message ends as FAILED',
    remedy: 'docs/errors.md says of each code what to do.',
  },
  LIVE_NOT_SENT: {
    symptom: 'A message stays PENDING',
    remedy: '`pendingReason` says what it waits for: docs/troubleshooting.md, "A message does not arrive".',
  },
  LIVE_NO_WEBHOOK: {
    symptom: 'A message is SENT, and stays so',
    remedy:
      'Meta took it and could not tell us: look at subscription, callback URL, certificate and firewall; docs/runbook.md, RecadoWebhooksSilent.',
  },
  LIVE_NOT_DELIVERED: {
    symptom: 'A message is SENT and not DELIVERED, while others are',
    remedy:
      'Webhooks arrive: it is about the phone. Is it on, online and on WhatsApp, and has it not blocked the number? Try another one.',
  },
  CHECK_BROKEN: {
    symptom: '`recado doctor` itself failed',
    remedy: 'Mend what stands above first; what remains is a fault of this command, worth a report with the line.',
  },
} as const satisfies Readonly<Record<string, Trouble>>;

export type TroubleCode = keyof typeof TROUBLESHOOTING;
