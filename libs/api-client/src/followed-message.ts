import { integerAt, isJsonObject, objectAt, objectsAt, textAt, type JsonObject } from '#graph-api/plain';

/** What we read of the API's message. */
export interface FollowedMessage {
  readonly id: string;
  readonly status: string;
  readonly pendingReason: string | null;
  readonly text: string | null;
  /** ISO 8601, as all times. */
  readonly createdAt: string;
  readonly sentAt: string | null;
  readonly error: { readonly code: string; readonly title: string; readonly advice: string } | null;
  readonly events: readonly TimelineEvent[];
}

export interface TimelineEvent {
  readonly type: string;
  /** When we learned it, ISO 8601. */
  readonly recordedAt: string;
  readonly attempt: number | null;
  readonly outcome: string | null;
  readonly code: string | null;
}

/** Null where this is no message: another program answers on the API's port. */
export function readMessage(json: unknown): FollowedMessage | null {
  if (!isJsonObject(json)) return null;
  const [id, status, createdAt] = [textAt(json, 'id'), textAt(json, 'status'), textAt(json, 'createdAt')];
  if (id === null || status === null || createdAt === null) return null;
  return {
    id,
    status,
    createdAt,
    sentAt: textAt(json, 'sentAt'),
    pendingReason: textAt(json, 'pendingReason'),
    text: textAt(json, 'text'),
    error: errorOf(objectAt(json, 'error')),
    events: objectsAt(json, 'events').map(eventOf),
  };
}

function errorOf(error: JsonObject): FollowedMessage['error'] {
  const code = textAt(error, 'code');
  return code === null ? null : { code, title: textAt(error, 'title') ?? '', advice: textAt(error, 'advice') ?? '' };
}

function eventOf(event: JsonObject): TimelineEvent {
  const data = objectAt(event, 'data');
  return {
    type: textAt(event, 'type') ?? '',
    recordedAt: textAt(event, 'recordedAt') ?? '',
    attempt: integerAt(data, 'attempt'),
    outcome: textAt(data, 'outcome'),
    code: textAt(data, 'code'),
  };
}
