import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';

interface Recovery {
  readonly endpointId: string;
  /** ISO 8601. */
  readonly since: string;
  /** Only count. */
  readonly dryRun: boolean;
}

/** Delivers what was missed since then; how many. */
export async function recover({ endpointId: id, since, dryRun }: Recovery, signal?: AbortSignal): Promise<number> {
  const call = api.POST('/api/v1/whatsapp/callback-endpoints/{id}/recover', {
    params: { path: { id } },
    body: { since, dryRun },
    signal,
  });
  return (await dataOf(call)).recovered;
}
