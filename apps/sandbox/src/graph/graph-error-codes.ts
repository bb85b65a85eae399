import type { GraphError } from './graph-error.js';

/**
 * What Meta says about one code. `title` and `details` make `(#code) title` with error_data; Graph's own errors have
 * `message` instead. `webhook` marks the codes that also come as a failed status, with its words where they differ.
 */
export interface KnownCode {
  readonly code: number;
  readonly httpStatus: number;
  readonly title: string;
  readonly details?: string;
  readonly message?: string;
  readonly type?: string;
  readonly subcode?: number;
  readonly isTransient?: boolean;
  readonly userTitle?: string;
  readonly userMessage?: string;
  readonly webhook?: { readonly title?: string; readonly details?: string };
}

const POLICY =
  'The WhatsApp Business Account associated with the app has been restricted or disabled for violating a platform policy.';
const ECOSYSTEM = 'This message was not delivered to maintain healthy ecosystem engagement.';

/**
 * Every code that sending a template can end with. HTTP statuses are those of Meta's page of November 2025, the last
 * one that had them. https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 */
export const knownCodes: readonly KnownCode[] = [
  { code: 0, httpStatus: 401, title: 'AuthException', message: 'We were unable to authenticate the app user.' },
  { code: 1, httpStatus: 500, title: 'API Unknown', message: 'An unexpected error occurred' },
  {
    code: 2,
    httpStatus: 503,
    title: 'API Service',
    message: 'An unexpected error occurred. Please retry your request',
    type: 'GraphMethodException',
    isTransient: true,
  },
  {
    code: 3,
    httpStatus: 500,
    title: 'API Method',
    message: '(#3) Application does not have the capability to make this API call.',
  },
  {
    code: 4,
    httpStatus: 429,
    title: 'API Too Many Calls',
    message: 'Application request limit reached',
    subcode: 2446079,
    isTransient: true,
  },
  {
    code: 10,
    httpStatus: 403,
    title: 'Permission Denied',
    message: '(#10) Application does not have permission for this action',
  },
  {
    code: 33,
    httpStatus: 400,
    title: 'Parameter value is not valid',
    details: 'The business phone number has been deleted.',
  },
  { code: 100, httpStatus: 400, title: 'Invalid parameter', details: 'Parameter `to` is not a valid phone number.' },
  {
    code: 104,
    httpStatus: 401,
    title: 'Access token required',
    message: 'An access token is required to request this resource.',
  },
  {
    code: 190,
    httpStatus: 401,
    title: 'Access token has expired',
    message: 'Error validating access token: Session has expired.',
    subcode: 463,
  },
  {
    code: 200,
    httpStatus: 403,
    title: 'API Permission',
    message: "Your app doesn't have permission to access this WhatsApp Business Account",
    subcode: 1349174,
    userTitle: 'Permission Denied',
    userMessage: "Your app doesn't have permission to access this resource",
  },
  { code: 368, httpStatus: 403, title: 'Temporarily blocked for policies violations', details: POLICY, webhook: {} },
  {
    code: 613,
    httpStatus: 400,
    title: 'Calls to this api have exceeded the rate limit.',
    message: '(#613) Calls to this api have exceeded the rate limit.',
  },
  {
    code: 803,
    httpStatus: 404,
    title: 'Object not found',
    message: '(#803) Some of the aliases you requested do not exist',
  },
  {
    code: 80007,
    httpStatus: 400,
    title: 'Rate limit issues',
    details: 'The WhatsApp Business Account has reached its rate limit.',
  },
  { code: 130403, httpStatus: 400, title: 'User blocked', details: 'The business has blocked this user.', webhook: {} },
  {
    code: 130429,
    httpStatus: 400,
    title: 'Rate limit hit',
    details: 'Cloud API message throughput has been reached.',
    subcode: 2494055,
    webhook: {
      details:
        'Message failed to send because there were too many messages sent from this phone number in a short period of time',
    },
  },
  {
    code: 130472,
    httpStatus: 400,
    title: "User's number is part of an experiment",
    details: "Failed to send message because this user's phone number is part of an experiment",
    webhook: {},
  },
  {
    code: 130497,
    httpStatus: 403,
    title: 'Business account is restricted from messaging users in this country.',
    details: 'Business account is restricted from messaging users in this country.',
    webhook: {},
  },
  {
    code: 131000,
    httpStatus: 500,
    title: 'Something went wrong',
    details: 'Message failed to send due to an unknown error.',
    webhook: {},
  },
  {
    code: 131005,
    httpStatus: 403,
    title: 'Access denied',
    details: 'Permission is either not granted or has been removed.',
  },
  {
    code: 131008,
    httpStatus: 400,
    title: 'Required parameter is missing',
    details: 'Parameter of type text is missing text value',
  },
  {
    code: 131009,
    httpStatus: 400,
    title: 'Parameter value is not valid',
    details: 'Please check the parameters you have provided.',
  },
  {
    code: 131016,
    httpStatus: 500,
    title: 'Service unavailable',
    details: 'A service is temporarily unavailable.',
    webhook: {},
  },
  {
    code: 131021,
    httpStatus: 400,
    title: 'Recipient cannot be sender',
    details: 'Sender and recipient phone number is the same.',
  },
  {
    code: 131026,
    httpStatus: 400,
    title: 'Message undeliverable',
    details: 'Message Undeliverable.',
    webhook: {},
  },
  {
    code: 131030,
    httpStatus: 400,
    title: 'Recipient phone number not in allowed list',
    details: 'Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.',
  },
  {
    code: 131031,
    httpStatus: 403,
    title: 'Account has been locked',
    details: POLICY,
    webhook: { title: 'Business Account locked', details: 'Business account has been locked.' },
  },
  {
    code: 131037,
    httpStatus: 400,
    title: 'Display name approval needed',
    details: 'The number needs an approved display name before messages can be sent.',
    webhook: {},
  },
  {
    code: 131042,
    httpStatus: 400,
    title: 'Business eligibility payment issue',
    details: 'There was an error related to your payment method.',
    webhook: {
      details: 'Message failed to send because there were one or more errors related to your payment method.',
    },
  },
  {
    code: 131045,
    httpStatus: 500,
    title: 'Incorrect certificate',
    details: 'Message failed to send due to a phone number registration error.',
    webhook: {},
  },
  {
    code: 131047,
    httpStatus: 400,
    title: 'Re-engagement message',
    details:
      'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
    webhook: {},
  },
  {
    code: 131048,
    httpStatus: 400,
    title: 'Spam rate limit hit',
    details:
      'Message failed to send because there are restrictions on how many messages can be sent from this phone number. This may be because too many previous messages were blocked or flagged as spam.',
    webhook: {},
  },
  {
    code: 131049,
    httpStatus: 400,
    title: ECOSYSTEM,
    details: 'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
    webhook: {},
  },
  {
    code: 131050,
    httpStatus: 400,
    title: 'User has stopped receipt of marketing messages',
    details: 'User has chosen to stop receiving marketing messages from this business.',
    webhook: {},
  },
  {
    code: 131051,
    httpStatus: 400,
    title: 'Unsupported message type',
    details: 'Message type is not currently supported.',
    webhook: {},
  },
  {
    code: 131053,
    httpStatus: 400,
    title: 'Media upload error',
    details: 'Unable to upload the media used in the message.',
    webhook: {},
  },
  { code: 131055, httpStatus: 400, title: 'Method not allowed', details: 'This method is not allowed.' },
  {
    code: 131056,
    httpStatus: 400,
    title: '(Business Account, Consumer Account) pair rate limit hit',
    details:
      'Too many messages sent from the sender phone number to the same recipient phone number in a short period of time.',
    webhook: {},
  },
  {
    code: 131057,
    httpStatus: 500,
    title: 'Account in maintenance mode',
    details: 'Business Account is in maintenance mode',
  },
  {
    code: 131062,
    httpStatus: 400,
    title: 'Recipient not allowed',
    details: 'Business-scoped user ids cannot receive this message.',
  },
  {
    code: 131063,
    httpStatus: 400,
    title: 'Marketing templates disabled',
    details: 'Marketing templates are disabled on Cloud API for this account.',
  },
  {
    code: 131064,
    httpStatus: 400,
    title: 'Messaging limit',
    details: 'Messaging is limited because of template classification violations.',
    webhook: {},
  },
  {
    code: 132000,
    httpStatus: 400,
    title: 'Number of parameters does not match the expected number of params',
    details: 'body: number of localizable_params (0) does not match the expected number of params (1)',
  },
  {
    code: 132001,
    httpStatus: 404,
    title: 'Template name does not exist in the translation',
    details: 'template name (unknown) does not exist in es',
  },
  { code: 132005, httpStatus: 400, title: 'Translated text too long', details: 'The translated text is too long.' },
  {
    code: 132007,
    httpStatus: 400,
    title: 'Template format character policy violated',
    details: 'Template content violates a WhatsApp policy.',
  },
  {
    code: 132008,
    httpStatus: 400,
    title: 'Parameter value is not valid',
    details: 'Template parameter value is not valid.',
  },
  {
    code: 132012,
    httpStatus: 400,
    title: 'Parameter format does not match format in the created template',
    details: 'header: Format mismatch, expected DOCUMENT, received UNKNOWN',
  },
  {
    code: 132015,
    httpStatus: 400,
    title: 'Template is Paused',
    details: 'Template is paused due to low quality so it cannot be sent in a template message.',
    webhook: {},
  },
  {
    code: 132016,
    httpStatus: 400,
    title: 'Template is Disabled',
    details: 'Template has been paused too many times due to low quality and is now permanently disabled.',
  },
  {
    code: 132018,
    httpStatus: 400,
    title: 'Template validation error',
    details: 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces',
  },
  { code: 132068, httpStatus: 400, title: 'Flow is blocked', details: 'Flow is in blocked state.' },
  {
    code: 132069,
    httpStatus: 400,
    title: 'Flow is throttled',
    details: 'Flow is in throttled state and 10 messages using this flow were already sent in the last hour.',
  },
  {
    code: 133004,
    httpStatus: 503,
    title: 'Server Temporarily Unavailable',
    details: 'Server is temporarily unavailable.',
  },
  {
    code: 133010,
    httpStatus: 400,
    title: 'Phone number Not Registered',
    details: 'Phone number not registered on the WhatsApp Business Platform.',
  },
  {
    code: 134011,
    httpStatus: 400,
    title: 'Payments terms not accepted',
    details: 'WhatsApp Payments terms of service has not been accepted.',
  },
  {
    code: 134100,
    httpStatus: 400,
    title: 'Invalid template category',
    details: 'Only marketing messages can be sent with this API.',
  },
  {
    code: 134101,
    httpStatus: 400,
    title: 'Template is syncing',
    details: 'The template is still syncing. Try again in 10 minutes.',
  },
  { code: 134102, httpStatus: 500, title: 'Template unavailable', details: 'The template is not available for use.' },
  {
    code: 135000,
    httpStatus: 400,
    title: 'Generic user error',
    details: 'Message failed to send because of an unknown error with your request parameters.',
    webhook: {},
  },
  {
    code: 137000,
    httpStatus: 400,
    title: 'Identity key mismatch',
    details: 'The identity key hash does not match.',
    webhook: {},
  },
];

const byCode = new Map(knownCodes.map((known) => [known.code, known]));

export function knownCode(code: number): KnownCode | undefined {
  return byCode.get(code);
}

/** The error answer of a code; `details` replaces Meta's usual words where they depend on the request. */
export function graphError(code: number, details?: string): GraphError {
  const known = byCode.get(code) ?? { code, httpStatus: 400, title: 'Unknown error', details: 'Unknown error.' };
  const { httpStatus, title, message, type = 'OAuthException', subcode, isTransient, userTitle, userMessage } = known;
  const words = details ?? known.details;
  return {
    kind: 'graph-error',
    httpStatus,
    code,
    message: message ?? `(#${code}) ${title}`,
    type,
    ...(words !== undefined && { details: words }),
    ...(subcode !== undefined && { subcode }),
    ...(isTransient !== undefined && { isTransient }),
    ...(userTitle !== undefined && { userTitle, userMessage }),
  };
}

/** What Graph says of an id that does not exist or that the token may not see. */
export function unknownObject(method: string, id: string): GraphError {
  return {
    kind: 'graph-error',
    httpStatus: 400,
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
    message: `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
  };
}

/** Graph's words for a parameter of the request itself, before WhatsApp looks at it. */
export function invalidRequest(problem: string): GraphError {
  return { kind: 'graph-error', httpStatus: 400, code: 100, type: 'OAuthException', message: `(#100) ${problem}` };
}
