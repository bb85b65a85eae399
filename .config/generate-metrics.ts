import { Metrics } from '#runtime';

const INTRODUCTION = `# Metrics

Made from \`libs/runtime/src/metrics.ts\` by \`npm run generate\`.

The API shows its figures at \`/metrics\` to a key with the scope \`ops\`, the worker at \`/metrics\` of \`WORKER_PORT\` to everybody who can reach that port.
Each process tells its own: scrape every replica. Every series carries the label \`app\` (\`api\` or \`worker\`); Node's default metrics (\`process_…\`, \`nodejs_…\`) are there too.
No label holds personal data: \`sender\` is a phone number id of Meta's, not a phone.`;

const LABELS = `## How to read them

- **Counters and histograms** count what this process did or learned: sum them over all replicas. A status is counted once, by whoever learned it first: SENT by a worker from Meta's answer,
  or by an API process from Meta's webhook. Requests to Meta are timed in the worker, webhooks in the API.
- **Gauges** are read by a worker from PostgreSQL and the queue when it is scraped, and each worker shows the same: take \`max\`, never \`sum\`. What could
  not be read is absent, so that an old figure never looks like the present one. \`recado_database_up\` is each process' own: take \`min\`.
- \`status\` is \`PENDING\` (accepted by the API), \`SENT\`, \`DELIVERED\`, \`READ\` or \`FAILED\`.
  A message counts once for each of these that it reaches, as the row shows them, in whatever order Meta tells: READ implies DELIVERED, and a failure after a delivery, or a second one, counts
  nowhere (it stands in the timeline).
- \`recado_message_failures_total\` counts a message once when it has FAILED, and each time that Meta gives one back to wait again (\`message.returned\` in the log).
- \`code\` is [Meta's](errors.md), or one of our own such as \`EXPIRED\`; \`other\` is any that is not on that page.
- \`outcome\` is \`accepted\`, \`rejected\`, \`throttled\`, \`sender_blocked\`, \`country_blocked\`, \`not_sent\` or \`unclear\`.
- \`by\` is \`resend\` or \`hold\` (the rule for [unclear outcomes](reliability.md#unclear-outcomes), told by a worker), \`release\` or \`fail\` (a person, through the API; the command line
  counts nothing) or \`expiry\`. Those that Meta's own webhook settles are not among them.
- \`field\` is Meta's name of what it told; for \`result\` see [webhooks](webhooks.md#what-becomes-of-it).
- \`reason\` says [why a sender is paused](sender-health.md): Meta's code (\`190\`; \`130497:ES\` for one country), \`HTTP_401\`, \`ACCOUNT_DISABLED\` and the like, \`PERSON\`,
  \`waits\` where Meta asked for a while, \`none\`.
- \`result\` of [callbacks](callbacks.md) is \`delivered\`, \`again\` or \`failed\`: of a try, not of an event.
- Conversations, the free tier and the cost are explained in [usage](usage.md); they are a second or two behind the messages.
- \`recado_duplicate_sends_total\` above 0, or \`recado_held_messages\` above 0, is for a person: see [reliability](reliability.md).`;

/** `docs/metrics.md`: every figure of our own, as its process registers it. */
export function describeMetrics(): string {
  const metrics = new Metrics('generate').registry.getMetricsAsArray();
  const own = metrics.filter(({ name }) => name.startsWith('recado_'));
  const rows = own.map((metric) => {
    const labels = labelNames(metric).map((label) => `\`${label}\``);
    return `| \`${metric.name}\` | ${String(metric.type)} | ${unitOf(metric.name)} | ${labels.join(', ') || '–'} | ${metric.help} |`;
  });
  const table = ['| name | type | unit | labels | meaning |', '|---|---|---|---|---|', ...rows];
  return `${INTRODUCTION}\n\n${table.join('\n')}\n\n${LABELS}\n`;
}

/** Prometheus' own convention: a name ends with its unit. https://prometheus.io/docs/practices/naming/ */
function unitOf(name: string): string {
  if (name.endsWith('_seconds')) return 'seconds';
  if (name.endsWith('_cost_month')) return 'of its currency';
  return /_(paused|drifted|up)$/.test(name) ? '0 or 1' : 'count';
}

/** prom-client keeps them on the metric without declaring them. */
function labelNames(metric: object): readonly string[] {
  return 'labelNames' in metric && Array.isArray(metric.labelNames) ? metric.labelNames.map(String) : [];
}
