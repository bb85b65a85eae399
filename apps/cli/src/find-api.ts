import { ApiClient } from '#api-client';
import type { Variables } from './known-variables.js';

/** The API as a command finds it: where `--api` says or on this machine, with the operator's own key if there is one. */
export function findApi(variables: Variables, given: string | undefined): ApiClient {
  const { API_PORT: port, ADMIN_API_KEY: admin } = variables;
  const own = variables.RECADO_API_KEY;
  const url = given ?? `http://127.0.0.1:${filled(port) ?? '3000'}`;
  return new ApiClient(url.replace(/\/+$/, ''), filled(own) ?? filled(admin) ?? null);
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}
