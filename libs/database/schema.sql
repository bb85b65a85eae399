-- Made from the migrations by `npm run generate`: to be read, not run.

CREATE TABLE account_events (
  waba_id text NOT NULL,
  field text NOT NULL,
  occurred_at timestamp with time zone NOT NULL,
  time_of_receipt boolean NOT NULL,
  fingerprint bytea NOT NULL,
  received_at timestamp with time zone NOT NULL DEFAULT now(),
  data jsonb NOT NULL,
  signed_for text[] NOT NULL DEFAULT '{}'::text[],
  CONSTRAINT account_events_pkey PRIMARY KEY (waba_id, field, occurred_at, fingerprint)
);
CREATE UNIQUE INDEX account_events_without_time ON public.account_events USING btree (waba_id, field, fingerprint) WHERE time_of_receipt;

CREATE TABLE account_facts (
  waba_id text NOT NULL,
  fact text NOT NULL,
  stops boolean NOT NULL,
  ends_at timestamp with time zone,
  told_at timestamp with time zone NOT NULL,
  CONSTRAINT account_facts_fact_check CHECK ((fact = ANY (ARRAY['ACCOUNT_DISABLED'::text, 'ACCOUNT_DELETED'::text, 'ACCOUNT_OFFBOARDED'::text, 'ACCOUNT_RESTRICTED'::text, 'ACCOUNT_REVIEW'::text]))),
  CONSTRAINT account_facts_pkey PRIMARY KEY (waba_id, fact)
);

CREATE TABLE api_keys (
  id text NOT NULL,
  client_id uuid NOT NULL,
  name text NOT NULL,
  secret_hash bytea NOT NULL,
  scopes text[] NOT NULL,
  sender_ids text[],
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  replaced_by text,
  CONSTRAINT api_keys_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
  CONSTRAINT api_keys_pkey PRIMARY KEY (id),
  CONSTRAINT api_keys_replaced_by_fkey FOREIGN KEY (replaced_by) REFERENCES api_keys(id)
);

CREATE TABLE callback_attempts (
  delivery_id uuid NOT NULL,
  number integer NOT NULL,
  started_at timestamp with time zone NOT NULL,
  duration_ms integer NOT NULL,
  status integer,
  error text,
  answer text,
  CONSTRAINT callback_attempts_pkey PRIMARY KEY (delivery_id, number)
);

CREATE TABLE callback_deliveries (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  endpoint_id uuid NOT NULL,
  type text NOT NULL,
  version bigint NOT NULL,
  occurred_at timestamp with time zone NOT NULL,
  message_id uuid,
  sender_id text,
  snapshot jsonb,
  facts jsonb,
  state smallint NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  failures integer NOT NULL DEFAULT 0,
  due_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  settled_at timestamp with time zone,
  CONSTRAINT callback_deliveries_pkey PRIMARY KEY (id),
  CONSTRAINT callback_deliveries_state_check CHECK (((state >= 0) AND (state <= 2)))
);
CREATE INDEX callback_deliveries_due ON public.callback_deliveries USING btree (endpoint_id, due_at, version) WHERE (state = 0);
CREATE INDEX callback_deliveries_failing ON public.callback_deliveries USING btree (endpoint_id, failures DESC, occurred_at) WHERE ((state = 0) AND (failures > 0));
CREATE INDEX callback_deliveries_newest ON public.callback_deliveries USING btree (endpoint_id, occurred_at DESC, id DESC);
CREATE INDEX callback_deliveries_old ON public.callback_deliveries USING btree (occurred_at) WHERE (state <> 0);

CREATE TABLE callback_endpoints (
  id uuid NOT NULL,
  client_id uuid,
  url text NOT NULL,
  description text,
  events text[],
  sender_ids text[],
  rate_limit integer,
  enabled boolean NOT NULL DEFAULT true,
  disabled_because text,
  disabled_at timestamp with time zone,
  secret text NOT NULL,
  previous_secret text,
  previous_until timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  deleted_at timestamp with time zone,
  CONSTRAINT callback_endpoints_check CHECK ((enabled = (disabled_because IS NULL))),
  CONSTRAINT callback_endpoints_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
  CONSTRAINT callback_endpoints_disabled_because_check CHECK ((disabled_because = ANY (ARRAY['PERSON'::text, 'EXHAUSTED'::text, 'GONE'::text]))),
  CONSTRAINT callback_endpoints_pkey PRIMARY KEY (id),
  CONSTRAINT callback_endpoints_rate_limit_check CHECK ((rate_limit > 0))
);

CREATE TABLE callback_lanes (
  endpoint_id uuid NOT NULL,
  holder uuid,
  held_until timestamp with time zone NOT NULL DEFAULT '-infinity'::timestamp with time zone,
  woken_at timestamp with time zone,
  wakes integer NOT NULL DEFAULT 0,
  CONSTRAINT callback_lanes_pkey PRIMARY KEY (endpoint_id)
) WITH (fillfactor=50);

CREATE TABLE changed_minutes (
  minute timestamp with time zone NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  CONSTRAINT changed_minutes_pkey PRIMARY KEY (minute) INCLUDE (changed_at)
);
CREATE INDEX changed_minutes_changed ON public.changed_minutes USING btree (changed_at);

CREATE TABLE clients (
  id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT clients_name_key UNIQUE (name),
  CONSTRAINT clients_pkey PRIMARY KEY (id)
);

CREATE TABLE conversations (
  sender_id text NOT NULL,
  recipient bigint,
  client_id uuid NOT NULL,
  opened_at timestamp with time zone NOT NULL
);
CREATE INDEX conversations_old ON public.conversations USING btree (opened_at) WHERE (recipient IS NOT NULL);
CREATE INDEX conversations_recipient ON public.conversations USING btree (sender_id, recipient, opened_at) WHERE (recipient IS NOT NULL);

CREATE TABLE duplicate_sends (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  message_id uuid NOT NULL,
  sender_id text NOT NULL,
  noticed_at timestamp with time zone NOT NULL DEFAULT now(),
  told_at timestamp with time zone,
  CONSTRAINT duplicate_sends_pkey PRIMARY KEY (id)
);

CREATE TABLE erased_recipients (
  name text NOT NULL,
  erased_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT erased_recipients_pkey PRIMARY KEY (name)
);

CREATE TABLE erasure_standing (
  one boolean NOT NULL DEFAULT true,
  key bytea NOT NULL DEFAULT (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())),
  erased_until timestamp with time zone NOT NULL DEFAULT '-infinity'::timestamp with time zone,
  erased_until_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000'::uuid,
  keys_erased boolean NOT NULL DEFAULT false,
  CONSTRAINT erasure_standing_one_check CHECK (one),
  CONSTRAINT erasure_standing_pkey PRIMARY KEY (one)
);

CREATE TABLE erasures (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  at timestamp with time zone NOT NULL DEFAULT now(),
  by text NOT NULL DEFAULT (((SESSION_USER)::text || '@'::text) || COALESCE(host(inet_client_addr()), 'local'::text)),
  figures jsonb,
  done_at timestamp with time zone,
  told_at timestamp with time zone,
  CONSTRAINT erasures_pkey PRIMARY KEY (id)
);
CREATE INDEX erasures_untold ON public.erasures USING btree (id) WHERE (told_at IS NULL);

CREATE TABLE figures_standing (
  one boolean NOT NULL DEFAULT true,
  counted_for text,
  CONSTRAINT figures_standing_one_check CHECK (one),
  CONSTRAINT figures_standing_pkey PRIMARY KEY (one)
);

CREATE TABLE free_tier_notices (
  sender_id text NOT NULL,
  month date NOT NULL,
  free bigint NOT NULL,
  used bigint NOT NULL,
  noticed_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT free_tier_notices_pkey PRIMARY KEY (sender_id, month)
);
CREATE TRIGGER free_tier_notices_callbacks AFTER INSERT ON public.free_tier_notices FOR EACH ROW EXECUTE FUNCTION tell_free_tier();

CREATE TABLE hearing_gaps (
  sender_id text NOT NULL,
  from_at timestamp with time zone NOT NULL,
  until_at timestamp with time zone NOT NULL,
  CONSTRAINT hearing_gaps_pkey PRIMARY KEY (sender_id, from_at)
);

CREATE TABLE held_decisions (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  at timestamp with time zone NOT NULL DEFAULT now(),
  message_id uuid NOT NULL,
  decision text NOT NULL,
  by text NOT NULL DEFAULT (((SESSION_USER)::text || '@'::text) || COALESCE(host(inet_client_addr()), 'local'::text)),
  CONSTRAINT held_decisions_pkey PRIMARY KEY (id)
);

CREATE TABLE inbound_messages (
  sender_id text NOT NULL,
  wamid text NOT NULL,
  recipient_phone text,
  recipient_user_id text,
  type text NOT NULL,
  body_text text,
  button_payload text,
  context_wamid text,
  waits boolean NOT NULL DEFAULT true,
  message_id uuid,
  acknowledged_id uuid,
  occurred_at timestamp with time zone NOT NULL,
  received_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT inbound_messages_pkey PRIMARY KEY (sender_id, wamid)
);
CREATE INDEX inbound_messages_kept ON public.inbound_messages USING btree (received_at) WHERE ((recipient_phone IS NOT NULL) OR (recipient_user_id IS NOT NULL));
CREATE INDEX inbound_messages_message ON public.inbound_messages USING btree (message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX inbound_messages_phone ON public.inbound_messages USING btree (recipient_phone, sender_id, occurred_at DESC) WHERE (recipient_phone IS NOT NULL);
CREATE INDEX inbound_messages_user ON public.inbound_messages USING btree (recipient_user_id, sender_id, occurred_at DESC) WHERE (recipient_user_id IS NOT NULL);
CREATE INDEX inbound_messages_waiting ON public.inbound_messages USING btree (received_at) WHERE waits;

CREATE TABLE installation (
  one boolean NOT NULL DEFAULT true,
  sending_enabled boolean NOT NULL DEFAULT false,
  cluster text,
  recovery_needed boolean NOT NULL DEFAULT false,
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  block_category_drift boolean NOT NULL DEFAULT false,
  database_oid oid,
  CONSTRAINT installation_one_check CHECK (one),
  CONSTRAINT installation_pkey PRIMARY KEY (one)
);

CREATE TABLE key_events (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  at timestamp with time zone NOT NULL DEFAULT now(),
  type text NOT NULL,
  key_id text NOT NULL,
  by text NOT NULL DEFAULT (((SESSION_USER)::text || '@'::text) || COALESCE(host(inet_client_addr()), 'local'::text)),
  told_at timestamp with time zone,
  CONSTRAINT key_events_key_id_fkey FOREIGN KEY (key_id) REFERENCES api_keys(id),
  CONSTRAINT key_events_pkey PRIMARY KEY (id),
  CONSTRAINT key_events_type_check CHECK ((type = ANY (ARRAY['created'::text, 'rotated'::text, 'revoked'::text])))
);
CREATE INDEX key_events_untold ON public.key_events USING btree (id) WHERE (told_at IS NULL);

CREATE TABLE message_changes (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  message_id uuid NOT NULL,
  client_id uuid NOT NULL,
  sender_id text NOT NULL,
  template_name text NOT NULL,
  country text,
  recipient bigint NOT NULL,
  created_at timestamp with time zone NOT NULL,
  wanted_at timestamp with time zone NOT NULL,
  was smallint,
  was_sent_at timestamp with time zone,
  was_delivered_at timestamp with time zone,
  was_code text,
  was_pricing jsonb,
  progress smallint NOT NULL,
  sent_at timestamp with time zone,
  delivered_at timestamp with time zone,
  code text,
  pricing jsonb,
  CONSTRAINT message_changes_pkey PRIMARY KEY (id)
) WITH (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000);
CREATE TRIGGER message_changes_counted AFTER DELETE ON public.message_changes REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION keep_changed_minutes();

CREATE TABLE message_events (
  message_id uuid NOT NULL,
  key text NOT NULL,
  type text NOT NULL,
  occurred_at timestamp with time zone NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  data jsonb NOT NULL DEFAULT '{}'::jsonb,
  CONSTRAINT message_events_pkey PRIMARY KEY (message_id, key)
);
CREATE INDEX message_events_cancelled ON public.message_events USING btree (message_id) WHERE (type = 'cancelled'::text);
CREATE INDEX message_events_undelivered ON public.message_events USING btree (message_id) WHERE (type = 'undelivered'::text);
CREATE TRIGGER message_events_callbacks AFTER INSERT ON public.message_events FOR EACH ROW WHEN ((new.type = ANY (ARRAY['held'::text, 'undelivered'::text, 'reply'::text, 'order_acknowledged'::text]))) EXECUTE FUNCTION tell_timeline();

CREATE TABLE message_failures (
  message_id uuid NOT NULL,
  code text NOT NULL,
  failed_at timestamp with time zone NOT NULL,
  source text NOT NULL,
  sender_id text NOT NULL,
  template_name text NOT NULL,
  CONSTRAINT message_failures_pkey PRIMARY KEY (message_id, code)
);
CREATE INDEX message_failures_code ON public.message_failures USING btree (code, failed_at DESC);

CREATE TABLE message_figures (
  template_name text NOT NULL,
  grain text NOT NULL,
  start timestamp with time zone NOT NULL,
  sender_id text NOT NULL,
  client_id uuid NOT NULL,
  figure text NOT NULL,
  detail text NOT NULL,
  count bigint NOT NULL,
  CONSTRAINT message_figures_grain_check CHECK ((grain = ANY (ARRAY['hour'::text, 'day'::text]))),
  CONSTRAINT message_figures_pkey PRIMARY KEY (client_id, template_name, grain, start, sender_id, figure, detail)
) WITH (fillfactor=70);

CREATE TABLE operator_sessions (
  session_hash bytea NOT NULL,
  key_id text NOT NULL,
  seen_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT operator_sessions_pkey PRIMARY KEY (session_hash)
);

CREATE TABLE parked_statuses (
  wamid text NOT NULL,
  status text NOT NULL,
  error_code text NOT NULL DEFAULT ''::text,
  sender_id text NOT NULL,
  occurred_at timestamp with time zone NOT NULL,
  received_at timestamp with time zone NOT NULL DEFAULT now(),
  payload jsonb NOT NULL,
  CONSTRAINT parked_statuses_pkey PRIMARY KEY (wamid, sender_id, status, error_code)
);
CREATE INDEX parked_statuses_received ON public.parked_statuses USING btree (received_at);

CREATE TABLE portfolio (
  one boolean NOT NULL DEFAULT true,
  daily_recipients integer,
  used integer NOT NULL DEFAULT 0,
  promised_until timestamp with time zone,
  CONSTRAINT portfolio_one_check CHECK (one),
  CONSTRAINT portfolio_pkey PRIMARY KEY (one)
);

CREATE TABLE portfolio_recipients (
  recipient bigint NOT NULL,
  written_at timestamp with time zone NOT NULL,
  CONSTRAINT portfolio_recipients_pkey PRIMARY KEY (recipient)
);
CREATE INDEX portfolio_recipients_written ON public.portfolio_recipients USING btree (written_at);

CREATE TABLE postponed_erasures (
  message_id uuid NOT NULL,
  CONSTRAINT postponed_erasures_pkey PRIMARY KEY (message_id)
);

CREATE TABLE purchase_orders (
  client_id uuid NOT NULL,
  order_number text NOT NULL,
  revision integer NOT NULL,
  content_hash bytea NOT NULL,
  message_id uuid NOT NULL,
  CONSTRAINT purchase_orders_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
  CONSTRAINT purchase_orders_message_id_fkey FOREIGN KEY (message_id) REFERENCES whatsapp_messages(id),
  CONSTRAINT purchase_orders_pkey PRIMARY KEY (client_id, order_number, revision)
);
CREATE INDEX purchase_orders_message ON public.purchase_orders USING btree (message_id);
CREATE INDEX purchase_orders_number ON public.purchase_orders USING btree (order_number);

CREATE TABLE receiver_gaps (
  replica uuid NOT NULL,
  from_at timestamp with time zone NOT NULL,
  until_at timestamp with time zone NOT NULL,
  reason text NOT NULL,
  CONSTRAINT receiver_gaps_pkey PRIMARY KEY (replica, from_at)
);

CREATE TABLE receivers (
  replica uuid NOT NULL,
  started_at timestamp with time zone NOT NULL,
  beat_at timestamp with time zone NOT NULL,
  stopped_at timestamp with time zone,
  CONSTRAINT receivers_pkey PRIMARY KEY (replica)
);

CREATE TABLE recipient_events (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  key text NOT NULL,
  type text NOT NULL,
  recipient_phone text,
  recipient_user_id text,
  sender_id text,
  occurred_at timestamp with time zone NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  data jsonb NOT NULL,
  CONSTRAINT recipient_events_check CHECK (((recipient_phone IS NOT NULL) OR (recipient_user_id IS NOT NULL))),
  CONSTRAINT recipient_events_key_key UNIQUE (key),
  CONSTRAINT recipient_events_pkey PRIMARY KEY (id),
  CONSTRAINT recipient_events_type_check CHECK ((type = ANY (ARRAY['opted_out'::text, 'opted_in'::text, 'suppressed'::text, 'suppression_lifted'::text])))
);
CREATE TRIGGER recipient_events_callbacks AFTER INSERT ON public.recipient_events FOR EACH ROW WHEN ((new.type = 'opted_out'::text)) EXECUTE FUNCTION tell_opt_out();

CREATE TABLE recipient_ids (
  user_id text NOT NULL,
  phone text NOT NULL,
  CONSTRAINT recipient_ids_pkey PRIMARY KEY (user_id)
);
CREATE INDEX recipient_ids_phone ON public.recipient_ids USING btree (phone);

CREATE UNLOGGED TABLE recipient_pacing (
  sender_id text NOT NULL,
  recipient bigint NOT NULL,
  since timestamp with time zone NOT NULL,
  sent integer NOT NULL,
  free_at timestamp with time zone NOT NULL,
  asked integer NOT NULL,
  granted integer NOT NULL,
  slots_from timestamp with time zone,
  refusals integer NOT NULL DEFAULT 0,
  refused_at timestamp with time zone,
  CONSTRAINT recipient_pacing_pkey PRIMARY KEY (sender_id, recipient)
) WITH (fillfactor=70, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000);

CREATE TABLE recipient_parents (
  user_id text NOT NULL,
  parent_id text NOT NULL,
  CONSTRAINT recipient_parents_pkey PRIMARY KEY (user_id)
);
CREATE INDEX recipient_parents_parent ON public.recipient_parents USING btree (parent_id);

CREATE TABLE returned_sends (
  wamid text NOT NULL,
  message_id uuid NOT NULL,
  attempt integer,
  code text NOT NULL,
  returned_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT returned_sends_pkey PRIMARY KEY (wamid)
);
CREATE INDEX returned_sends_message ON public.returned_sends USING btree (message_id);

CREATE TABLE schema_migrations (
  id integer NOT NULL DEFAULT nextval('schema_migrations_id_seq'::regclass),
  timestamp bigint NOT NULL,
  name character varying NOT NULL,
  CONSTRAINT PK_62441bec32630ced9e4cccae336 PRIMARY KEY (id)
);

CREATE TABLE send_attempts (
  message_id uuid NOT NULL,
  attempt integer NOT NULL,
  sender_id text NOT NULL,
  started_at timestamp with time zone NOT NULL,
  finished_at timestamp with time zone,
  outcome text,
  error_code text,
  confirmed_at timestamp with time zone,
  CONSTRAINT send_attempts_pkey PRIMARY KEY (message_id, attempt)
) WITH (fillfactor=80);
CREATE INDEX send_attempts_neighbours ON public.send_attempts USING btree (sender_id, started_at);

CREATE TABLE send_queue (
  message_id uuid NOT NULL,
  sender_id text NOT NULL,
  waba_id text NOT NULL,
  template_name text NOT NULL,
  template_language text NOT NULL,
  priority smallint NOT NULL,
  state smallint NOT NULL DEFAULT 0,
  attempt integer NOT NULL DEFAULT 0,
  failures integer NOT NULL DEFAULT 0,
  unclear integer NOT NULL DEFAULT 0,
  resends integer NOT NULL DEFAULT 0,
  due_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  lease_until timestamp with time zone,
  attempted_at timestamp with time zone,
  enqueued_at timestamp with time zone,
  enqueue_number integer NOT NULL DEFAULT 0,
  created_at timestamp with time zone NOT NULL,
  country text,
  paced boolean NOT NULL DEFAULT false,
  recipient bigint,
  CONSTRAINT send_queue_check CHECK (((state = 1) = (lease_until IS NOT NULL))),
  CONSTRAINT send_queue_message_id_fkey FOREIGN KEY (message_id) REFERENCES whatsapp_messages(id),
  CONSTRAINT send_queue_pkey PRIMARY KEY (message_id),
  CONSTRAINT send_queue_state_check CHECK (((state >= 0) AND (state <= 3)))
) WITH (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000);
CREATE INDEX send_queue_countries ON public.send_queue USING btree (sender_id, country, due_at) WHERE ((state = 0) AND (country IS NOT NULL));
CREATE INDEX send_queue_expiry ON public.send_queue USING btree (expires_at);
CREATE INDEX send_queue_held ON public.send_queue USING btree (message_id) WHERE (state = 3);
CREATE INDEX send_queue_leases ON public.send_queue USING btree (lease_until) WHERE (state = 1);
CREATE INDEX send_queue_lines ON public.send_queue USING btree (sender_id, recipient, priority, message_id) WHERE (recipient IS NOT NULL);
CREATE INDEX send_queue_places ON public.send_queue USING btree (sender_id, priority, due_at, message_id) WHERE (state = 0);
CREATE INDEX send_queue_resendable ON public.send_queue USING btree (sender_id, attempted_at) WHERE ((state = 2) AND (resends = 0));
CREATE INDEX send_queue_unconfirmed ON public.send_queue USING btree (attempted_at) WHERE (state = 2);

CREATE TABLE sender_account_facts (
  sender_id text NOT NULL,
  waba_id text NOT NULL,
  fact text NOT NULL,
  stops boolean NOT NULL,
  ends_at timestamp with time zone,
  told_at timestamp with time zone NOT NULL,
  CONSTRAINT sender_account_facts_fact_check CHECK ((fact = ANY (ARRAY['ACCOUNT_DISABLED'::text, 'ACCOUNT_DELETED'::text, 'ACCOUNT_OFFBOARDED'::text, 'ACCOUNT_RESTRICTED'::text, 'ACCOUNT_REVIEW'::text]))),
  CONSTRAINT sender_account_facts_pkey PRIMARY KEY (sender_id, waba_id, fact)
);

CREATE TABLE sender_country_pauses (
  sender_id text NOT NULL,
  country text NOT NULL,
  code text NOT NULL,
  paused_at timestamp with time zone NOT NULL,
  wait_until timestamp with time zone NOT NULL,
  tried_at timestamp with time zone,
  accepted_at timestamp with time zone,
  failed_trials integer NOT NULL DEFAULT 0,
  told boolean NOT NULL DEFAULT false,
  lifted_at timestamp with time zone,
  CONSTRAINT sender_country_pauses_pkey PRIMARY KEY (sender_id, country)
);

CREATE TABLE sender_hearing (
  sender_id text NOT NULL,
  heard_until timestamp with time zone NOT NULL,
  heard_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT sender_hearing_pkey PRIMARY KEY (sender_id)
);

CREATE TABLE sender_pace (
  sender_id text NOT NULL,
  configured_mps integer,
  operator_mps integer,
  slowed_mps real,
  refused_at timestamp with time zone,
  taken_mps double precision,
  CONSTRAINT sender_pace_check CHECK (((slowed_mps IS NULL) = (refused_at IS NULL))),
  CONSTRAINT sender_pace_pkey PRIMARY KEY (sender_id)
) WITH (fillfactor=50);

CREATE TABLE sender_probes (
  sender_id text NOT NULL,
  paused_at timestamp with time zone NOT NULL,
  due_at timestamp with time zone NOT NULL,
  probes integer NOT NULL DEFAULT 0,
  tokens text[] NOT NULL DEFAULT '{}'::text[],
  resumed_at timestamp with time zone,
  resumptions integer NOT NULL DEFAULT 0,
  on_trial boolean NOT NULL DEFAULT false,
  accepted_at timestamp with time zone,
  available integer NOT NULL DEFAULT 0,
  CONSTRAINT sender_probes_pkey PRIMARY KEY (sender_id)
);

CREATE TABLE sender_tokens (
  sender_id text NOT NULL,
  fingerprint text NOT NULL,
  checked_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone,
  warned_at timestamp with time zone,
  CONSTRAINT sender_tokens_pkey PRIMARY KEY (sender_id)
);

CREATE UNLOGGED TABLE sender_turns (
  sender_id text NOT NULL,
  next_at timestamp with time zone NOT NULL,
  CONSTRAINT sender_turns_pkey PRIMARY KEY (sender_id)
) WITH (fillfactor=10);

CREATE TABLE senders (
  phone_number_id text NOT NULL,
  waba_id text NOT NULL,
  display_phone_number text,
  verified_name text,
  quality_rating text,
  messaging_limit text,
  throughput_level text,
  name_told_at timestamp with time zone,
  quality_told_at timestamp with time zone,
  limit_told_at timestamp with time zone,
  mps integer NOT NULL DEFAULT 80,
  state text NOT NULL DEFAULT 'ACTIVE'::text,
  pause_reason text,
  paused_by text,
  paused_at timestamp with time zone,
  resumed_at timestamp with time zone,
  half_open boolean NOT NULL DEFAULT false,
  wait_until timestamp with time zone,
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  number_due_at timestamp with time zone,
  throughput_told_at timestamp with time zone,
  told boolean NOT NULL DEFAULT true,
  CONSTRAINT senders_paused_by_check CHECK ((paused_by = ANY (ARRAY['ERROR'::text, 'WEBHOOK'::text, 'PERSON'::text]))),
  CONSTRAINT senders_pkey PRIMARY KEY (phone_number_id),
  CONSTRAINT senders_state_check CHECK ((state = ANY (ARRAY['ACTIVE'::text, 'PAUSED'::text])))
);
CREATE TRIGGER senders_callbacks AFTER UPDATE OF state ON public.senders FOR EACH ROW WHEN ((old.state <> new.state)) EXECUTE FUNCTION tell_sender();

CREATE TABLE suppressions (
  id uuid NOT NULL,
  recipient_phone text,
  recipient_user_id text,
  origin text NOT NULL,
  scope text NOT NULL,
  reason text NOT NULL,
  note text,
  stopped_at timestamp with time zone,
  lifted_at timestamp with time zone,
  CONSTRAINT suppressions_check CHECK (((recipient_phone IS NOT NULL) OR (recipient_user_id IS NOT NULL))),
  CONSTRAINT suppressions_origin CHECK (((origin = ANY (ARRAY['RECIPIENT'::text, 'OPERATOR'::text])) OR (origin ~ '^[0-9a-f-]{36}$'::text))) NOT VALID,
  CONSTRAINT suppressions_pkey PRIMARY KEY (id),
  CONSTRAINT suppressions_reason_check CHECK ((reason = ANY (ARRAY['OPT_OUT_WORD'::text, 'USER_PREFERENCES'::text, 'META_131050'::text, 'OPERATOR'::text]))),
  CONSTRAINT suppressions_scope_check CHECK ((scope = ANY (ARRAY['marketing'::text, 'all'::text])))
);
CREATE INDEX suppressions_newest ON public.suppressions USING btree (stopped_at DESC, id DESC);
CREATE INDEX suppressions_phone ON public.suppressions USING btree (recipient_phone) WHERE (recipient_phone IS NOT NULL);
CREATE UNIQUE INDEX suppressions_recipient ON public.suppressions USING btree (COALESCE(recipient_phone, recipient_user_id), origin);
CREATE INDEX suppressions_user ON public.suppressions USING btree (recipient_user_id) WHERE (recipient_user_id IS NOT NULL);

CREATE TABLE template_drifts (
  waba_id text NOT NULL,
  name text NOT NULL,
  language text NOT NULL,
  noticed_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT template_drifts_pkey PRIMARY KEY (waba_id, name, language)
);

CREATE TABLE template_reads (
  waba_id text NOT NULL,
  due_at timestamp with time zone NOT NULL,
  CONSTRAINT template_reads_pkey PRIMARY KEY (waba_id)
);

CREATE TABLE template_sync_requests (
  waba_id text NOT NULL,
  due_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT template_sync_requests_pkey PRIMARY KEY (waba_id)
);

CREATE TABLE templates (
  waba_id text NOT NULL,
  name text NOT NULL,
  language text NOT NULL,
  meta_id text,
  status text NOT NULL,
  category text NOT NULL,
  parameter_format text NOT NULL,
  components jsonb NOT NULL,
  quality text,
  rejected_reason text,
  previous_category text,
  status_told_at timestamp with time zone,
  quality_told_at timestamp with time zone,
  category_told_at timestamp with time zone,
  synced_at timestamp with time zone NOT NULL,
  CONSTRAINT templates_pkey PRIMARY KEY (waba_id, name, language)
);
CREATE TRIGGER templates_callbacks AFTER UPDATE OF status, category ON public.templates FOR EACH ROW WHEN (((old.status <> new.status) OR (old.category <> new.category))) EXECUTE FUNCTION tell_template();

CREATE TABLE usage_figures (
  period text NOT NULL,
  start date NOT NULL,
  sender_id text NOT NULL,
  client_id uuid NOT NULL,
  figure text NOT NULL,
  billable text NOT NULL,
  category text NOT NULL,
  type text NOT NULL,
  country text NOT NULL,
  count bigint NOT NULL,
  CONSTRAINT usage_figures_billable_check CHECK ((billable = ANY (ARRAY['yes'::text, 'no'::text, 'unknown'::text, ''::text]))),
  CONSTRAINT usage_figures_figure_check CHECK ((figure = ANY (ARRAY['message'::text, 'conversation'::text]))),
  CONSTRAINT usage_figures_period_check CHECK ((period = ANY (ARRAY['day'::text, 'month'::text]))),
  CONSTRAINT usage_figures_pkey PRIMARY KEY (period, start, sender_id, client_id, figure, billable, category, type, country)
) WITH (fillfactor=70);

CREATE TABLE waiting_mentions (
  message_id uuid NOT NULL,
  phones text[] NOT NULL,
  user_ids text[] NOT NULL,
  CONSTRAINT waiting_mentions_pkey PRIMARY KEY (message_id, phones, user_ids)
);

CREATE TABLE wamids (
  wamid text NOT NULL,
  message_id uuid NOT NULL,
  attempt integer,
  via text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT wamids_pkey PRIMARY KEY (wamid),
  CONSTRAINT wamids_via_check CHECK ((via = ANY (ARRAY['ANSWER'::text, 'WEBHOOK'::text])))
);
CREATE INDEX wamids_message ON public.wamids USING btree (message_id);
CREATE INDEX wamids_prefix ON public.wamids USING btree (wamid text_pattern_ops);

CREATE TABLE webhook_payloads (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  received_at timestamp with time zone NOT NULL DEFAULT now(),
  body bytea NOT NULL,
  sender_ids text[] NOT NULL DEFAULT '{}'::text[],
  signed_by text[] NOT NULL DEFAULT '{}'::text[],
  CONSTRAINT webhook_payloads_pkey PRIMARY KEY (received_at, id)
);

CREATE TABLE webhook_payloads_rest (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  received_at timestamp with time zone NOT NULL DEFAULT now(),
  body bytea NOT NULL,
  sender_ids text[] NOT NULL DEFAULT '{}'::text[],
  signed_by text[] NOT NULL DEFAULT '{}'::text[],
  CONSTRAINT webhook_payloads_rest_pkey PRIMARY KEY (received_at, id)
);

CREATE TABLE webhook_quarantine (
  key bytea NOT NULL,
  received_at timestamp with time zone NOT NULL DEFAULT now(),
  field text NOT NULL,
  sender_id text,
  reason text NOT NULL,
  event text NOT NULL,
  message_id uuid,
  CONSTRAINT webhook_quarantine_pkey PRIMARY KEY (key)
);
CREATE INDEX webhook_quarantine_message ON public.webhook_quarantine USING btree (message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX webhook_quarantine_received ON public.webhook_quarantine USING btree (received_at);

CREATE TABLE whatsapp_messages (
  id uuid NOT NULL,
  client_id uuid NOT NULL,
  sender_id text NOT NULL,
  recipient_phone text,
  recipient_user_id text,
  recipient_name text,
  template_name text NOT NULL,
  template_language text NOT NULL,
  template_parameters jsonb NOT NULL,
  template_header jsonb,
  template_buttons jsonb,
  body_text text,
  reference text,
  metadata jsonb,
  priority smallint NOT NULL DEFAULT 1,
  idempotency_key text,
  request_hash bytea,
  resend_of uuid,
  progress smallint NOT NULL DEFAULT 0,
  status text NOT NULL GENERATED ALWAYS AS (
CASE progress
    WHEN 0 THEN 'PENDING'::text
    WHEN 1 THEN 'CANCELLED'::text
    WHEN 2 THEN 'FAILED'::text
    WHEN 3 THEN 'SENT'::text
    WHEN 4 THEN 'FAILED'::text
    WHEN 5 THEN 'DELIVERED'::text
    ELSE 'READ'::text
END) STORED,
  whatsapp_message_id text,
  meta_status text,
  attempts integer NOT NULL DEFAULT 0,
  error_code text,
  error_source text,
  error_message text,
  error_details text,
  error_advice text,
  pricing jsonb,
  scheduled_at timestamp with time zone,
  expires_at timestamp with time zone NOT NULL,
  created_at timestamp with time zone NOT NULL,
  sent_at timestamp with time zone,
  delivered_at timestamp with time zone,
  read_at timestamp with time zone,
  failed_at timestamp with time zone,
  undated text[],
  cancelled_at timestamp with time zone,
  updated_at timestamp with time zone NOT NULL,
  traceparent text,
  recipient_country text,
  erased_as bigint,
  CONSTRAINT whatsapp_messages_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
  CONSTRAINT whatsapp_messages_pkey PRIMARY KEY (id),
  CONSTRAINT whatsapp_messages_progress_check CHECK (((progress >= 0) AND (progress <= 6)))
) WITH (fillfactor=50);
CREATE INDEX whatsapp_messages_client ON public.whatsapp_messages USING btree (client_id, created_at DESC, id DESC);
CREATE UNIQUE INDEX whatsapp_messages_idempotency ON public.whatsapp_messages USING btree (client_id, idempotency_key) WHERE (idempotency_key IS NOT NULL);
CREATE INDEX whatsapp_messages_name ON public.whatsapp_messages USING btree (lower(recipient_name) text_pattern_ops) WHERE (recipient_name IS NOT NULL);
CREATE INDEX whatsapp_messages_newest ON public.whatsapp_messages USING btree (created_at DESC, id DESC);
CREATE INDEX whatsapp_messages_recipient ON public.whatsapp_messages USING btree (recipient_phone text_pattern_ops, created_at DESC);
CREATE INDEX whatsapp_messages_reference ON public.whatsapp_messages USING btree (reference text_pattern_ops, created_at DESC) WHERE (reference IS NOT NULL);
CREATE INDEX whatsapp_messages_resend_of ON public.whatsapp_messages USING btree (resend_of) WHERE (resend_of IS NOT NULL);
CREATE INDEX whatsapp_messages_sender ON public.whatsapp_messages USING btree (sender_id, created_at DESC, id DESC);
CREATE INDEX whatsapp_messages_template ON public.whatsapp_messages USING btree (template_name, created_at DESC, id DESC);
CREATE INDEX whatsapp_messages_user ON public.whatsapp_messages USING btree (recipient_user_id, created_at DESC) WHERE (recipient_user_id IS NOT NULL);
CREATE TRIGGER messages_accepted AFTER INSERT ON public.whatsapp_messages REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_accepted_messages();
CREATE TRIGGER messages_changed AFTER UPDATE ON public.whatsapp_messages REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_messages();
CREATE TRIGGER whatsapp_messages_callbacks AFTER UPDATE ON public.whatsapp_messages REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION tell_progress();

CREATE OR REPLACE FUNCTION public.callback_listeners(event text, client uuid, senders text[])
 RETURNS TABLE(endpoint_id uuid, state smallint)
 LANGUAGE sql
 STABLE
AS $function$
    SELECT e.id, (CASE WHEN e.enabled THEN 0 ELSE 2 END)::smallint FROM callback_endpoints e
    WHERE (e.enabled OR e.disabled_because <> 'PERSON') AND (e.events IS NULL OR event = ANY(e.events))
      AND (client IS NULL OR e.client_id IS NULL OR e.client_id = client) AND (e.sender_ids IS NULL OR e.sender_ids && senders)
  $function$;

CREATE OR REPLACE FUNCTION public.callback_version()
 RETURNS bigint
 LANGUAGE sql
AS $function$
    SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
  $function$;

CREATE AGGREGATE conversation(timestamp with time zone) (SFUNC = conversation_of, STYPE = timestamp with time zone);

CREATE OR REPLACE FUNCTION public.conversation_of(opened timestamp with time zone, delivered timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE
AS $function$
  BEGIN
    RETURN CASE WHEN delivered < opened + interval '24 hours' THEN opened ELSE delivered END;
  END $function$;

CREATE OR REPLACE FUNCTION public.erased_name(name text)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$ SELECT 'erased:' || encode(sha256(s.key || convert_to(name, 'UTF8')), 'hex') FROM erasure_standing s $function$;

CREATE OR REPLACE FUNCTION public.erased_wamid(wamid text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT CASE WHEN starts_with(wamid, 'erased.') THEN wamid
      ELSE 'erased.' || encode(sha256(convert_to(wamid, 'UTF8')), 'hex') END $function$;

CREATE OR REPLACE FUNCTION public.keep_changed_minutes()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        INSERT INTO changed_minutes (minute, changed_at)
        SELECT date_trunc('minute', g.created_at, 'UTC'), clock_timestamp() FROM gone g GROUP BY 1 ORDER BY 1
        ON CONFLICT (minute) DO UPDATE SET changed_at = excluded.changed_at;
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION public.note_accepted_messages()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  BEGIN
    INSERT INTO message_changes (message_id, client_id, sender_id, template_name, country, recipient, created_at, wanted_at,
      progress, sent_at, delivered_at, code, pricing)
    SELECT n.id, n.client_id, n.sender_id, n.template_name, n.recipient_country,
      hashtextextended(COALESCE(n.recipient_phone, n.recipient_user_id, ''), 0), n.created_at,
      GREATEST(n.created_at, n.scheduled_at), n.progress, n.sent_at, n.delivered_at, n.error_code, n.pricing
    FROM new_rows n;
    RETURN NULL;
  END $function$;

CREATE OR REPLACE FUNCTION public.note_changed_messages()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_nestloop TO 'off'
AS $function$
  BEGIN
    INSERT INTO message_changes (message_id, client_id, sender_id, template_name, country, recipient, created_at, wanted_at,
      was, was_sent_at, was_delivered_at, was_code, was_pricing, progress, sent_at, delivered_at, code, pricing)
    SELECT n.id, n.client_id, n.sender_id, n.template_name, n.recipient_country,
      COALESCE(n.erased_as, hashtextextended(COALESCE(n.recipient_phone, n.recipient_user_id, ''), 0)), n.created_at,
      GREATEST(n.created_at, n.scheduled_at), o.progress, o.sent_at, o.delivered_at, o.error_code, o.pricing,
      n.progress, n.sent_at, n.delivered_at, n.error_code, n.pricing
    FROM new_rows n JOIN old_rows o ON o.id = n.id
    WHERE (o.updated_at, o.progress, o.sent_at, o.delivered_at, o.error_code, o.pricing)
      IS DISTINCT FROM (n.updated_at, n.progress, n.sent_at, n.delivered_at, n.error_code, n.pricing);
    RETURN NULL;
  END $function$;

CREATE OR REPLACE FUNCTION public.somebody_erased(erasure_lock bigint)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
  BEGIN
    PERFORM pg_advisory_xact_lock_shared(erasure_lock);
    RETURN EXISTS (SELECT FROM erased_recipients);
  END $function$;

CREATE OR REPLACE FUNCTION public.tell_free_tier()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  BEGIN
    INSERT INTO callback_deliveries (endpoint_id, type, version, occurred_at, sender_id, facts, state)
    SELECT e.endpoint_id, 'usage.free_tier_near', callback_version(), date_trunc('milliseconds', now()), NEW.sender_id,
      jsonb_build_object('sender', NEW.sender_id, 'month', to_char(NEW.month, 'YYYY-MM'), 'limit', NEW.free, 'used', NEW.used,
        'left', GREATEST(0, NEW.free - NEW.used)),
      e.state
    FROM callback_listeners('usage.free_tier_near', NULL, ARRAY[NEW.sender_id]) e;
    RETURN NULL;
  END $function$;

CREATE OR REPLACE FUNCTION public.tell_opt_out()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  BEGIN
    INSERT INTO callback_deliveries (endpoint_id, type, version, occurred_at, sender_id, facts, state)
    SELECT e.endpoint_id, 'recipient.opted_out', callback_version(), date_trunc('milliseconds', now()), NEW.sender_id,
      jsonb_build_object('recipientEvent', NEW.id), e.state
    FROM callback_listeners('recipient.opted_out', NULL, ARRAY[NEW.sender_id]) e;
    RETURN NULL;
  END $function$;

CREATE OR REPLACE FUNCTION public.tell_progress()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_nestloop TO 'off'
AS $function$
  DECLARE
    version bigint;
  BEGIN
    IF NOT EXISTS (SELECT FROM callback_endpoints WHERE enabled OR disabled_because <> 'PERSON') THEN
      RETURN NULL;
    END IF;
    version := callback_version();
    INSERT INTO callback_deliveries (endpoint_id, type, version, occurred_at, message_id, sender_id, snapshot, state)
    SELECT e.endpoint_id, told.type, version + told.rank, date_trunc('milliseconds', now()), m.id, m.sender_id,
      jsonb_build_object(
        'status', m.status, 'attempts', m.attempts, 'meta_status', m.meta_status, 'pricing', m.pricing,
        'error_code', m.error_code, 'error_source', m.error_source, 'error_message', m.error_message,
        'error_advice', m.error_advice, 'sent_at', m.sent_at, 'delivered_at', m.delivered_at,
        'read_at', m.read_at, 'failed_at', m.failed_at, 'pending_reason', NULL)
        || CASE WHEN m.whatsapp_message_id IS NULL THEN '{"whatsapp_message_id": null}'::jsonb ELSE '{}' END,
      e.state
    FROM before o JOIN after m ON m.id = o.id
    CROSS JOIN LATERAL (VALUES
      (0, 'message.cancelled', o.progress < 1 AND m.progress = 1),
      (0, 'message.sent', o.progress < 3 AND m.progress >= 3),
      (1, 'message.failed', (o.progress < 2 AND m.progress = 2) OR (o.progress < 4 AND m.progress = 4)),
      (1, 'message.delivered', o.progress < 5 AND m.progress >= 5),
      (2, 'message.read', o.progress < 6 AND m.progress = 6)
    ) AS told (rank, type, happened)
    CROSS JOIN LATERAL callback_listeners(told.type, m.client_id, ARRAY[m.sender_id]) e
    WHERE o.progress <> m.progress AND told.happened;
    RETURN NULL;
  END $function$;

CREATE OR REPLACE FUNCTION public.tell_sender()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  DECLARE
    event text := CASE NEW.state WHEN 'PAUSED' THEN 'sender.paused' ELSE 'sender.resumed' END;
  BEGIN
    INSERT INTO callback_deliveries (endpoint_id, type, version, occurred_at, sender_id, facts, state)
    SELECT e.endpoint_id, event, callback_version(), date_trunc('milliseconds', now()), NEW.phone_number_id,
      jsonb_build_object('sender', NEW.phone_number_id, 'state', NEW.state, 'pausedBy', NEW.paused_by,
        'reason', CASE WHEN NEW.paused_by <> 'PERSON' THEN NEW.pause_reason END),
      e.state
    FROM callback_listeners(event, NULL, ARRAY[NEW.phone_number_id]) e;
    RETURN NULL;
  END $function$;

CREATE OR REPLACE FUNCTION public.tell_template()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  BEGIN
    INSERT INTO callback_deliveries (endpoint_id, type, version, occurred_at, facts, state)
    SELECT e.endpoint_id, told.type, callback_version() + told.rank, date_trunc('milliseconds', now()),
      jsonb_build_object('name', NEW.name, 'language', NEW.language, 'account', NEW.waba_id, 'status', NEW.status,
        'previousStatus', OLD.status, 'category', NEW.category, 'previousCategory', OLD.category, 'reason', NEW.rejected_reason),
      e.state
    FROM (VALUES
      (0, 'template.status_changed', OLD.status <> NEW.status),
      (1, 'template.category_changed', OLD.category <> NEW.category)
    ) AS told (rank, type, happened)
    CROSS JOIN LATERAL callback_listeners(told.type, NULL,
      ARRAY(SELECT s.phone_number_id FROM senders s WHERE s.waba_id = NEW.waba_id)) e
    WHERE told.happened;
    RETURN NULL;
  END $function$;

CREATE OR REPLACE FUNCTION public.tell_timeline()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  BEGIN
    INSERT INTO callback_deliveries (endpoint_id, type, version, occurred_at, message_id, sender_id, snapshot, facts, state)
    SELECT e.endpoint_id, 'message.' || NEW.type, callback_version(), date_trunc('milliseconds', now()), m.id, m.sender_id,
      jsonb_build_object(
        'status', m.status, 'attempts', COALESCE(q.attempt, m.attempts), 'meta_status', m.meta_status, 'pricing', m.pricing,
        'error_code', m.error_code, 'error_source', m.error_source, 'error_message', m.error_message,
        'error_advice', m.error_advice, 'sent_at', m.sent_at, 'delivered_at', m.delivered_at,
        'read_at', m.read_at, 'failed_at', m.failed_at, 'pending_reason', CASE q.state WHEN 0 THEN 'QUEUED' WHEN 1 THEN 'SENDING' WHEN 2 THEN 'UNCONFIRMED' WHEN 3 THEN 'HELD' END)
        || CASE WHEN m.whatsapp_message_id IS NULL THEN '{"whatsapp_message_id": null}'::jsonb ELSE '{}' END,
      jsonb_build_object('line', md5(NEW.key)), e.state
    FROM whatsapp_messages m LEFT JOIN send_queue q ON q.message_id = m.id
    CROSS JOIN LATERAL callback_listeners('message.' || NEW.type, m.client_id, ARRAY[m.sender_id]) e
    WHERE m.id = NEW.message_id;
    RETURN NULL;
  END $function$;
