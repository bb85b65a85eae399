/** What we read of the API's message. Times are ISO 8601. */
export interface Message {
  id: string;
  status: string;
  pendingReason: string | null;
  text: string | null;
  createdAt: string;
  sentAt: string | null;
  error: { code: string; title: string; advice: string } | null;
}

/** @throws Error when this is no message: another program answers on the API's port. */
export function parseMessage(body: unknown): Message {
  const field = fieldsOf(body);
  const id = textOrNull(field('id'));
  const status = textOrNull(field('status'));
  const createdAt = textOrNull(field('createdAt'));
  if (id === null || status === null || createdAt === null) throw new Error('The API answered with no message.');
  const error = fieldsOf(field('error'));
  const code = textOrNull(error('code'));
  return {
    id,
    status,
    createdAt,
    pendingReason: textOrNull(field('pendingReason')),
    text: textOrNull(field('text')),
    sentAt: textOrNull(field('sentAt')),
    error:
      code === null
        ? null
        : { code, title: textOrNull(error('title')) ?? '', advice: textOrNull(error('advice')) ?? '' },
  };
}

function fieldsOf(value: unknown): (name: string) => unknown {
  const fields = new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  return (name) => fields.get(name);
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
