import type { Environment } from '#runtime';

const PATH = '/api/v1/whatsapp/webhook';

/** The callback URL as it stands in Meta's dashboard; null without PUBLIC_URL. */
export function webhookUrl({ PUBLIC_URL: publicUrl }: Pick<Environment, 'PUBLIC_URL'>): URL | null {
  return publicUrl === undefined ? null : new URL(publicUrl.replace(/\/+$/, '') + PATH);
}
