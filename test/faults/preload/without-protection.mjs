// Loaded into a worker with --import: takes one protection away (WITHOUT), so that a test can show the damage it prevents.
const dist = new URL('../../../dist/libs/', import.meta.url);
const { ClaimsRepository, DueMessagesRepository, ExpiryRepository, SettlementsRepository, UnconfirmedRepository } =
  await import(new URL('sending/src/index.js', dist).href);
const { SendersRepository } = await import(new URL('senders/src/index.js', dist).href);
const { CallbackDeliveriesRepository } = await import(new URL('callbacks/src/index.js', dist).href);

const protections = {
  /** An unclear outcome is simply tried again, as is whatever a dead worker held: what most senders do. */
  patience() {
    const settle = SettlementsRepository.prototype.settle;
    SettlementsRepository.prototype.settle = function (settlements) {
      return settle.call(
        this,
        settlements.map((entry) =>
          entry.kind === 'unclear' ? { ...entry, kind: 'again', delayMs: 500, counts: false } : entry,
        ),
      );
    };
    ExpiryRepository.prototype.expireLeases = function () {
      return this.dataSource.query(
        'UPDATE send_queue SET state = 0, lease_until = NULL, enqueued_at = NULL WHERE state = 1 AND lease_until < now() RETURNING 1',
      );
    };
  },

  /**
   * Nobody asks whether we could have heard of it: neither whether our receivers were there nor what they heard, of others or
   * since. (Where the receivers alone are not asked for, the neighbours of whom nothing was heard either still forbid it.) The
   * wait, once in a life, and the policy at the limit stay.
   */
  gate() {
    const evidence = [
      [/receivers_ok AS \([\s\S]*?AS ok\s*\)/, 'receivers_ok AS (SELECT $$3::float8 IS NOT NULL AS ok)'],
      [/LEAST\((now\(\) - make_interval\(secs => \$1::float8 \/ 1000\)), h\.heard_until .*?\)\)/, '$1'],
      [
        /AND n\.total > n\.unconfirmed[\s\S]*?AS evidence/,
        'AND n.total >= 0 AND $$2::float8 > 0 AND $$6::float8 > 0 AS evidence',
      ],
    ];
    const decide = UnconfirmedRepository.prototype.decide;
    UnconfirmedRepository.prototype.decide = function () {
      const { dataSource } = this;
      const query = (sql, parameters) => {
        if (evidence.some(([asked]) => !asked.test(sql))) throw new Error('the decision asks in other words');
        const blind = evidence.reduce((text, [asked, instead]) => text.replace(asked, instead), sql);
        return dataSource.query(blind, parameters);
      };
      const transaction = (work) => dataSource.transaction(work);
      return decide.call(Object.create(this, { dataSource: { value: { query, transaction } } }));
    };
  },

  /** A refusal is the message's own: nobody stops sending because of it, nor waits. */
  pause() {
    SendersRepository.prototype.pauseByAnswer = async () => false;
    SendersRepository.prototype.halfOpen = async () => undefined;
    SendersRepository.prototype.wait = async () => undefined;
  },

  /** Whoever has a job sends: BullMQ's "at least once" alone. */
  fence() {
    ClaimsRepository.prototype.claim = async function (ids) {
      const rows = await this.dataSource.query(
        `WITH claimed AS (
           UPDATE send_queue SET state = 1, attempt = attempt + 1, attempted_at = now(), lease_until = now() + interval '30 s'
           WHERE message_id = ANY($1::uuid[]) RETURNING message_id, attempt, failures, sender_id, waba_id)
         SELECT c.message_id AS "messageId", c.attempt, c.failures, c.sender_id AS "senderId", c.waba_id AS "wabaId",
           m.recipient_phone AS "recipientPhone", m.recipient_user_id AS "recipientUserId", m.template_name AS "templateName",
           m.template_language AS "templateLanguage", m.template_parameters AS "templateParameters",
           m.template_header AS "templateHeader", m.template_buttons AS "templateButtons", m.body_text AS "bodyText",
           m.created_at AS "createdAt", false AS "halfOpen"
         FROM claimed c JOIN whatsapp_messages m ON m.id = c.message_id`,
        [[...new Set(ids)]],
      );
      const byId = new Map(rows.map((row) => [row.messageId, row]));
      return ids.map((id) => byId.get(id) ?? null);
    };
  },

  /** A sweep does not note what it has put into the queue: every worker puts it there, again and again. */
  mark() {
    const take = DueMessagesRepository.prototype.take;
    DueMessagesRepository.prototype.take = function (...asked) {
      const { dataSource } = this;
      const query = (sql, parameters) => {
        const marks = 'SET enqueued_at = now(), ';
        if (!sql.includes(marks)) throw new Error('the sweep notes it in other words');
        return dataSource.query(sql.replace(marks, 'SET '), parameters);
      };
      return take.apply(Object.create(this, { dataSource: { value: { query } } }), asked);
    };
  },

  /** A callback that was read counts as delivered: at most once. */
  afterwards() {
    const due = CallbackDeliveriesRepository.prototype.due;
    CallbackDeliveriesRepository.prototype.due = async function (...asked) {
      const deliveries = await due.apply(this, asked);
      const ids = deliveries.map(({ deliveryId }) => deliveryId);
      await this.dataSource.query('UPDATE callback_deliveries SET state = 1 WHERE id = ANY($1::uuid[])', [ids]);
      return deliveries;
    };
  },

  /** Endpoints are served one after the other. */
  async places() {
    const path = new URL('../apps/worker/src/callbacks/serve-endpoint.js', dist).href;
    const { ServeEndpoint } = await import(path);
    const execute = ServeEndpoint.prototype.execute;
    let before = Promise.resolve();
    ServeEndpoint.prototype.execute = function (endpointId) {
      const turn = before.then(() => execute.call(this, endpointId));
      before = turn.catch(() => undefined);
      return turn;
    };
  },
};

await protections[process.env.WITHOUT]?.();
