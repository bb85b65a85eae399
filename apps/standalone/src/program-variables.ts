import type { DevelopmentSecrets } from './development-secrets.js';
import type { Settings, Variables } from './read-settings.js';

/** The sandbox's only account. */
const ACCOUNT = { phoneNumberId: '106540352242922', wabaId: '102290129340398', appId: '670843887433847' };

/** The environment of the sandbox: it plays the account that the API and the worker believe to have. */
export function sandboxVariables({ variables, ports }: Settings, secrets: DevelopmentSecrets): Variables {
  return {
    ...variables,
    SANDBOX_PORT: String(ports.sandbox),
    SANDBOX_ACCESS_TOKEN: secrets.sandboxToken,
    SANDBOX_APP_SECRET: secrets.appSecret,
    SANDBOX_APP_ID: ACCOUNT.appId,
    SANDBOX_PHONE_NUMBER_ID: ACCOUNT.phoneNumberId,
    SANDBOX_WABA_ID: ACCOUNT.wabaId,
    SANDBOX_VERIFY_TOKEN: secrets.verifyToken,
    SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${ports.api}/api/v1/whatsapp/webhook`,
  };
}

/** The environment of the API and the worker. */
export function productVariables(
  settings: Settings,
  secrets: DevelopmentSecrets,
  databaseUrl: string,
  recipient: string | undefined,
): Variables {
  const { variables, ports, provider, silenced } = settings;
  return {
    ...variables,
    NODE_ENV: 'development',
    DATABASE_URL: databaseUrl,
    // A key that stands on the screen guards nothing: whatever a copied .env.example says, this machine only.
    LISTEN_HOST: '127.0.0.1',
    API_PORT: String(ports.api),
    WORKER_PORT: String(ports.worker),
    PUBLIC_URL: variables['PUBLIC_URL'] ?? `http://127.0.0.1:${ports.api}`,
    ADMIN_API_KEY: variables['ADMIN_API_KEY'] ?? secrets.apiKey,
    ENCRYPTION_KEY: variables['ENCRYPTION_KEY'] ?? secrets.encryptionKey,
    // Who tries callbacks out listens on this machine.
    CALLBACK_ALLOWED_HOSTS: variables['CALLBACK_ALLOWED_HOSTS'] ?? 'localhost,127.0.0.1,::1',
    ...(provider === 'meta' ? metaVariables(variables, secrets, recipient) : sandboxAccount(ports.sandbox, secrets)),
    ...(silenced && { ENABLE_WHATSAPP_NOTIFICATIONS: 'false' }),
  };
}

function sandboxAccount(port: number, secrets: DevelopmentSecrets): Variables {
  return {
    ENABLE_WHATSAPP_NOTIFICATIONS: 'true',
    WHATSAPP_GRAPH_URL: `http://127.0.0.1:${port}`,
    WHATSAPP_ACCESS_TOKEN: secrets.sandboxToken,
    WHATSAPP_PHONE_NUMBER_ID: ACCOUNT.phoneNumberId,
    WHATSAPP_BUSINESS_ACCOUNT_ID: ACCOUNT.wabaId,
    WHATSAPP_APP_ID: ACCOUNT.appId,
    WHATSAPP_APP_SECRET: secrets.appSecret,
    WHATSAPP_WEBHOOK_VERIFY_TOKEN: secrets.verifyToken,
  };
}

/**
 * Real people at the other end: nothing goes out, not even what an earlier start left waiting, unless a recipient is
 * named or sending is switched on by name.
 */
function metaVariables(variables: Variables, secrets: DevelopmentSecrets, recipient: string | undefined): Variables {
  const switchedOn = variables['ENABLE_WHATSAPP_NOTIFICATIONS'];
  return {
    ENABLE_WHATSAPP_NOTIFICATIONS: recipient === undefined ? (switchedOn ?? 'false') : 'true',
    WHATSAPP_WEBHOOK_VERIFY_TOKEN: variables['WHATSAPP_WEBHOOK_VERIFY_TOKEN'] ?? secrets.verifyToken,
  };
}
