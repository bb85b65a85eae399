import { integerAt, isJsonObject, objectAt, objectsAt, textAt, textsAt, type JsonObject } from './json-object.js';

/** What Meta says about whether an entity can send; https://developers.facebook.com/documentation/business-messaging/whatsapp/support/health-status */
export interface HealthStatus {
  /** AVAILABLE, LIMITED or BLOCKED. */
  readonly canSendMessage: string;
  readonly entities: readonly HealthEntity[];
}

export interface HealthEntity {
  readonly type: string;
  readonly id: string | null;
  readonly canSendMessage: string;
  readonly additionalInfo: readonly string[];
  readonly errors: readonly { readonly code: number | null; readonly description: string; readonly solution: string }[];
}

/** A business phone number as Meta sees it. */
export interface PhoneNumber {
  readonly id: string;
  readonly displayPhoneNumber: string | null;
  readonly verifiedName: string | null;
  /** GREEN, YELLOW, RED or NA (UNKNOWN in lists). */
  readonly qualityRating: string | null;
  /** CONNECTED is the one that sends. */
  readonly status: string | null;
  readonly nameStatus: string | null;
  readonly codeVerificationStatus: string | null;
  readonly throughputLevel: string | null;
  /** `TIER_250`, `TIER_2K` … of unique recipients in 24 hours, shared by the business portfolio. */
  readonly messagingLimit: string | null;
  readonly webhookUrl: string | null;
  readonly health: HealthStatus | null;
}

/** A WhatsApp Business account. */
export interface Waba {
  readonly id: string;
  readonly name: string | null;
  readonly currency: string | null;
  readonly timezoneId: string | null;
  readonly country: string | null;
  readonly accountReviewStatus: string | null;
  readonly businessVerificationStatus: string | null;
  readonly health: HealthStatus | null;
}

/** What `debug_token` tells about an access token. */
export interface TokenInfo {
  readonly valid: boolean;
  readonly type: string | null;
  readonly appId: string | null;
  /** Null when the token does not expire. */
  readonly expiresAt: Date | null;
  readonly scopes: readonly string[];
  /** Accounts a scope is limited to; a scope that is absent here holds for all. */
  readonly scopeTargets: Readonly<Record<string, readonly string[]>>;
  readonly problem: string | null;
}

/** An app that gets the account's webhooks. */
export interface SubscribedApp {
  readonly id: string;
  readonly name: string | null;
  readonly overrideCallbackUrl: string | null;
}

export function readPhoneNumber(json: JsonObject): PhoneNumber {
  return {
    id: textAt(json, 'id') ?? '',
    displayPhoneNumber: textAt(json, 'display_phone_number'),
    verifiedName: textAt(json, 'verified_name'),
    qualityRating: textAt(json, 'quality_rating'),
    status: textAt(json, 'status'),
    nameStatus: textAt(json, 'name_status'),
    codeVerificationStatus: textAt(json, 'code_verification_status'),
    throughputLevel: textAt(objectAt(json, 'throughput'), 'level'),
    messagingLimit: textAt(json, 'whatsapp_business_manager_messaging_limit'),
    webhookUrl: webhookUrl(objectAt(json, 'webhook_configuration')),
    health: readHealth(json),
  };
}

// The most specific address wins: number, then account, then app.
function webhookUrl(configuration: JsonObject): string | null {
  return (
    textAt(configuration, 'phone_number') ??
    textAt(configuration, 'whatsapp_business_account') ??
    textAt(configuration, 'application')
  );
}

export function readWaba(json: JsonObject): Waba {
  return {
    id: textAt(json, 'id') ?? '',
    name: textAt(json, 'name'),
    currency: textAt(json, 'currency'),
    timezoneId: textAt(json, 'timezone_id'),
    country: textAt(json, 'country'),
    accountReviewStatus: textAt(json, 'account_review_status'),
    businessVerificationStatus: textAt(json, 'business_verification_status'),
    health: readHealth(json),
  };
}

export function readTokenInfo(json: JsonObject): TokenInfo {
  const data = objectAt(json, 'data');
  const expiresAt = integerAt(data, 'expires_at');
  const scopeTargets = objectsAt(data, 'granular_scopes')
    .map((scope) => ({ name: textAt(scope, 'scope'), targets: textsAt(scope, 'target_ids') }))
    .filter(({ targets }) => targets.length > 0)
    .map(({ name, targets }) => [name ?? '', targets] as const);
  return {
    valid: data.is_valid === true,
    type: textAt(data, 'type'),
    appId: textAt(data, 'app_id'),
    expiresAt: expiresAt ? new Date(expiresAt * 1_000) : null,
    scopes: textsAt(data, 'scopes'),
    scopeTargets: Object.fromEntries(scopeTargets),
    problem: textAt(objectAt(data, 'error'), 'message'),
  };
}

export function readSubscribedApps(json: JsonObject): readonly SubscribedApp[] {
  return objectsAt(json, 'data').flatMap((entry) => {
    const app = objectAt(entry, 'whatsapp_business_api_data');
    const id = textAt(app, 'id');
    if (id === null) return [];
    return [{ id, name: textAt(app, 'name'), overrideCallbackUrl: textAt(entry, 'override_callback_uri') }];
  });
}

function readHealth(json: JsonObject): HealthStatus | null {
  const health = json.health_status;
  if (!isJsonObject(health)) return null;
  return {
    canSendMessage: textAt(health, 'can_send_message') ?? 'UNKNOWN',
    entities: objectsAt(health, 'entities').map((entity) => ({
      type: textAt(entity, 'entity_type') ?? 'UNKNOWN',
      id: textAt(entity, 'id'),
      canSendMessage: textAt(entity, 'can_send_message') ?? 'UNKNOWN',
      additionalInfo: textsAt(entity, 'additional_info'),
      errors: objectsAt(entity, 'errors').map((error) => ({
        code: integerAt(error, 'error_code'),
        description: textAt(error, 'error_description') ?? '',
        solution: textAt(error, 'possible_solution') ?? '',
      })),
    })),
  };
}
