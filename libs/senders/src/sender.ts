import type { AccessToken } from './access-token.js';

/** One business phone number that messages are sent from. */
export interface Sender {
  readonly phoneNumberId: string;
  readonly wabaId: string;
  readonly token: AccessToken;
  /** The app that made the token, which alone may ask Meta about it; null where it is not configured. */
  readonly appId: string | null;
  /** HMAC keys that are good for this sender's webhooks; several during rotation. */
  readonly appSecrets: readonly string[];
  /** Messages per second as configured; null where nothing is: then what Meta allows the number counts. */
  readonly mps: number | null;
  readonly defaultLanguage: string;
}
