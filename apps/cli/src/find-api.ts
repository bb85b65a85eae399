import { ApiClient } from './api-client.js';
import type { Variables } from './known-variables.js';

/** The API as a command finds it: where `--api` says or on this machine, with ADMIN_API_KEY. */
export function findApi({ API_PORT: port, ADMIN_API_KEY: key }: Variables, given: string | undefined): ApiClient {
  const url = given ?? `http://127.0.0.1:${filled(port) ?? '3000'}`;
  return new ApiClient(url.replace(/\/+$/, ''), filled(key) ?? null);
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}
