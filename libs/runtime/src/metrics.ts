import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Prometheus figures of one process; names and labels are public (docs/metrics.md) and never hold personal data. */
export class Metrics {
  readonly registry = new Registry();

  readonly messages = new Counter({
    name: 'recado_messages_total',
    help: 'Messages that reached a status',
    labelNames: ['status', 'sender', 'template'],
    registers: [this.registry],
  });

  readonly failures = new Counter({
    name: 'recado_message_failures_total',
    help: 'Messages that failed, by error code',
    labelNames: ['code', 'sender'],
    registers: [this.registry],
  });

  readonly graphSeconds = new Histogram({
    name: 'recado_graph_request_duration_seconds',
    help: 'Calls to the Graph API',
    labelNames: ['outcome', 'sender'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  readonly timeToSent = new Histogram({
    name: 'recado_time_to_sent_seconds',
    help: 'From acceptance by the API, or sendAt where that is later, to acceptance by Meta',
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 60, 300, 3600],
    registers: [this.registry],
  });

  readonly timeToDelivered = new Histogram({
    name: 'recado_time_to_delivered_seconds',
    help: 'From acceptance by the API, or sendAt where that is later, to delivery',
    buckets: [0.5, 1, 5, 30, 60, 300, 3600, 86_400],
    registers: [this.registry],
  });

  readonly queueJobs = new Gauge({
    name: 'recado_queue_jobs',
    help: 'Jobs in BullMQ',
    labelNames: ['queue', 'state'],
    registers: [this.registry],
  });

  readonly oldestWaiting = new Gauge({
    name: 'recado_queue_oldest_waiting_seconds',
    help: 'How long the oldest message waits that could be sent now; 0 while its sender is paused, waits, or has its one message under way',
    labelNames: ['sender'],
    registers: [this.registry],
  });

  readonly senderPaused = new Gauge({
    name: 'recado_sender_paused',
    help: '1 while a sender is paused, has to wait, or (`<code>:<country>`) writes nothing to one country',
    labelNames: ['sender', 'reason'],
    registers: [this.registry],
  });

  readonly senderHeard = new Gauge({
    name: 'recado_sender_heard_seconds',
    help: "How long ago, by Meta's own time, it last told of a message of a number; absent where it never did",
    labelNames: ['sender'],
    registers: [this.registry],
  });

  readonly tokenExpires = new Gauge({
    name: 'recado_token_expires_seconds',
    help: 'Time until the access token expires; absent where it does not, or nobody knows',
    labelNames: ['sender'],
    registers: [this.registry],
  });

  readonly senderPace = new Gauge({
    name: 'recado_sender_pace',
    help: 'Messages per second: what a sender may send, and what it does at the moment',
    labelNames: ['sender', 'kind'],
    registers: [this.registry],
  });

  readonly portfolioRecipients = new Gauge({
    name: 'recado_portfolio_recipients',
    help: 'Recipients of the last 24 hours outside their window: how many, and how many more PORTFOLIO_DAILY_RECIPIENTS allows',
    labelNames: ['state'],
    registers: [this.registry],
  });

  readonly templateDrifted = new Gauge({
    name: 'recado_template_category_drifted',
    help: '1 while a template that was UTILITY is MARKETING at Meta',
    labelNames: ['template', 'language', 'account'],
    registers: [this.registry],
  });

  readonly webhookEvents = new Counter({
    name: 'recado_webhook_events_total',
    help: 'Events of webhooks by field and what became of them',
    labelNames: ['field', 'result'],
    registers: [this.registry],
  });

  readonly webhookLag = new Histogram({
    name: 'recado_webhook_lag_seconds',
    help: "From Meta's own time of a status (whole seconds) to its commit here",
    buckets: [0.5, 1, 2, 5, 10, 60, 600, 3600, 86_400],
    registers: [this.registry],
  });

  readonly parkedOldest = new Gauge({
    name: 'recado_webhook_parked_oldest_seconds',
    help: 'How long the oldest status waits whose message nobody here knows; 0 where none does',
    registers: [this.registry],
  });

  readonly parkedDropped = new Counter({
    name: 'recado_webhook_parked_dropped_total',
    help: 'Statuses of messages that nobody here knows, dropped after 24 hours: another system sends from the same number',
    registers: [this.registry],
  });

  readonly signatureFailures = new Counter({
    name: 'recado_webhook_signature_failures_total',
    help: 'Webhooks refused for a missing or wrong signature',
    registers: [this.registry],
  });

  readonly unconfirmed = new Gauge({
    name: 'recado_unconfirmed_messages',
    help: 'Messages whose outcome is unclear',
    labelNames: ['sender'],
    registers: [this.registry],
  });

  readonly held = new Gauge({
    name: 'recado_held_messages',
    help: 'Messages that wait for a person',
    labelNames: ['sender'],
    registers: [this.registry],
  });

  readonly unconfirmedResolved = new Counter({
    name: 'recado_unconfirmed_resolved_total',
    help: 'Unclear outcomes on which Meta stayed silent, by what was decided about them',
    labelNames: ['by'],
    registers: [this.registry],
  });

  readonly undelivered = new Counter({
    name: 'recado_undelivered_total',
    help: 'Messages that Meta took, and of which it told no delivery within UNDELIVERED_AFTER',
    labelNames: ['sender'],
    registers: [this.registry],
  });

  readonly databaseUp = new Gauge({
    name: 'recado_database_up',
    help: '1 while PostgreSQL answers this process; while it does not, what is read from it is absent',
    registers: [this.registry],
  });

  readonly conversationsMonth = new Gauge({
    name: 'recado_conversations_month',
    help: 'Conversations of the present month (of BILLING_TIMEZONE)',
    labelNames: ['sender'],
    registers: [this.registry],
  });

  readonly freeTierRemaining = new Gauge({
    name: 'recado_free_tier_remaining',
    help: 'Conversations of FREE_CONVERSATIONS_PER_MONTH that are left in the present month',
    labelNames: ['sender'],
    registers: [this.registry],
  });

  readonly estimatedCostMonth = new Gauge({
    name: 'recado_estimated_cost_month',
    help: 'Estimated cost of the billable messages of the present month; absent without RATE_CARD_FILE',
    labelNames: ['sender', 'currency'],
    registers: [this.registry],
  });

  readonly retentionBehind = new Gauge({
    name: 'recado_retention_behind_seconds',
    help: 'For how long the oldest message that RETENTION_DAYS are over for has not been erased; 0 where all are',
    registers: [this.registry],
  });

  readonly duplicateSends = new Counter({
    name: 'recado_duplicate_sends_total',
    help: 'Second acceptances of one message by Meta, counted by the worker that tells of them; must stay 0',
    registers: [this.registry],
  });

  readonly callbackDeliveries = new Counter({
    name: 'recado_callback_deliveries_total',
    help: 'Tries of callbacks, by how they went: delivered, again (it is tried once more), failed (given up, and the endpoint is disabled)',
    labelNames: ['result'],
    registers: [this.registry],
  });

  readonly callbackOldestDue = new Gauge({
    name: 'recado_callback_oldest_due_seconds',
    help: 'How long the oldest callback has been due whose endpoint is enabled: workers are missing, or an endpoint does not keep up',
    registers: [this.registry],
  });

  readonly callbackEndpointsDisabled = new Gauge({
    name: 'recado_callback_endpoints_disabled',
    help: 'Endpoints that are told nothing any more because their callbacks failed to the last try, or were answered with 410',
    registers: [this.registry],
  });

  /** `senders`: phone number ids whose figures begin at 0; without any, nothing does that has labels. */
  constructor(app: string, senders: readonly string[] = []) {
    this.registry.setDefaultLabels({ app });
    collectDefaultMetrics({ register: this.registry });
    // A gauge without labels begins at 0, which nobody has read.
    this.parkedOldest.remove();
    this.beginAtZero(senders);
  }

  /**
   * A series that appears with its first event never shows an increase by it: what alerts count is there from the start
   * (https://prometheus.io/docs/practices/instrumentation/#avoid-missing-metrics).
   */
  private beginAtZero(senders: readonly string[]): void {
    if (senders.length === 0) return;
    for (const sender of senders) this.graphSeconds.zero({ outcome: 'accepted', sender });
    for (const by of ['resend', 'hold', 'release', 'fail', 'expiry']) this.unconfirmedResolved.inc({ by }, 0);
    this.webhookEvents.inc({ field: 'messages', result: 'applied' }, 0);
    for (const result of ['delivered', 'again', 'failed']) this.callbackDeliveries.inc({ result }, 0);
  }
}
