import type { ApiAnswer, ApiClient } from '#api-client';

/** Why the API did not do what it was asked for: in its own words, which teach already, or that nobody answered. */
export function refusalOf(api: ApiClient, answer: ApiAnswer): string {
  if (answer.kind === 'silent') {
    return answer.mayHaveArrived
      ? `${api.url} gave no answer (${answer.reason}), and may have done it all the same.`
      : `No API answers at ${api.url} (${answer.reason}): start it, or say where it is with --api.`;
  }
  const { json, status, text } = answer;
  const fields = new Map<string, unknown>(typeof json === 'object' && json !== null ? Object.entries(json) : []);
  const [code, detail] = [fields.get('code'), fields.get('detail')];
  if (typeof code !== 'string' || typeof detail !== 'string') {
    return `${api.url} answers ${status}, and not as this API does: ${text.slice(0, 200)}`;
  }
  const remedy = status === 401 ? ' This command takes its key from RECADO_API_KEY, or else ADMIN_API_KEY.' : '';
  return `${code}: ${detail}${remedy}`;
}
