import { WEBHOOK_PATH } from '#webhook-events/plain';

/** The callback URL as it stands in Meta's dashboard. */
export function webhookUrl(publicUrl: string): URL {
  return new URL(publicUrl.replace(/\/+$/, '') + WEBHOOK_PATH);
}
