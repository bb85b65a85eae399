/** Where Meta calls us, below PUBLIC_URL: the callback URL in its dashboard ends with it. */
export const WEBHOOK_PATH = '/api/v1/whatsapp/webhook';
