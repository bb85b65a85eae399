import type { Message } from 'recado-client';

type Told = Pick<NonNullable<Message['error']>, 'title' | 'detail'>;

/** Title and detail as one text: each may end with a full stop, and say the same as the other. */
export function errorInWords({ title, detail }: Told): string {
  const [head, more] = [withoutStop(title), withoutStop(detail ?? '')];
  return more === '' || more === head ? title : `${head}: ${detail}`;
}

function withoutStop(text: string): string {
  return text.trim().replace(/\.$/, '');
}
