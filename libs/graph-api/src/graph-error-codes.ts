/** Whom an error concerns, and so what has to change before the next message can pass. */
export type ErrorScope = 'recipient' | 'template' | 'payload' | 'sender' | 'account' | 'country' | 'transient';

/** What happens to the message, and to those behind it. */
export type Verdict =
  /** This message fails for good; others are unaffected. */
  | 'reject'
  /** Messages to this recipient wait. */
  | 'throttle_recipient'
  /** The number sends more slowly. */
  | 'throttle_sender'
  /** The number waits. */
  | 'wait_sender'
  /** The number waits; with a 5xx status Meta may have taken the message before it gave up. */
  | 'wait_sender_unless_5xx'
  /** All numbers of the account wait. */
  | 'wait_account'
  /** The number is paused; `over` says how its end is found out. */
  | 'block_sender'
  /** Messages of the number to this country wait, and the others go on. */
  | 'block_country'
  /** Messages of this template wait until Meta lets it send again. */
  | 'block_template'
  /** Nobody knows whether Meta has the message. */
  | 'unclear';

/**
 * Where the end of a pause can be seen: at the access token, at the number, or nowhere, so that one message has to be tried
 * after a wait.
 */
export type EndOfPause = 'token' | 'number' | 'unseen';

/** The number or its account waits: without a time everything behind it would be tried at full rate. */
type WaitVerdict = Extract<Verdict, `wait_${string}`>;

/** One of Meta's error codes, or a range of them, with everything this product knows about it. */
export type GraphErrorCode = KnownOfCode &
  (
    | { readonly verdict: WaitVerdict; readonly waitSeconds: number }
    | { readonly verdict: Exclude<Verdict, WaitVerdict>; readonly waitSeconds?: number }
  );

interface KnownOfCode {
  readonly code: number;
  /** Last code of a range that begins with `code`. */
  readonly through?: number;
  readonly title: string;
  readonly scope: ErrorScope;
  readonly verdict: Verdict;
  /** Seconds to wait when Meta does not say how long. */
  readonly waitSeconds?: number;
  /** Of a code that pauses the number; left out: `unseen`. */
  readonly over?: EndOfPause;
  /** For the caller of our API. */
  readonly advice: string;
  /** For whoever runs this installation. */
  readonly operator: string;
}

const WAITS = 'Nothing: the message waits and is sent once the number can send again.';
const RETRIED = 'While it is pending nothing: it is sent again by itself. Once it has failed: resend it.';
const UNCONFIRMED =
  "While it is pending nothing: it is settled by Meta's own webhook, or shown to a person. Once it has failed: resend it.";
const CORRECT = 'Correct the request as the details say, then send a new message.';
const MARKETING_ONLY = 'None while only utility templates are sent: this limit is for marketing.';
const NOT_WHEN_SENDING = 'Not expected when sending: report it with the trace id.';
const REGISTRATION = 'Registration is incomplete: finish it in WhatsApp Manager, then resume the sender.';
const TEMPLATE_EDIT = 'Change the template as the details say and submit it again.';
const NONE = 'None.';

/** What the caller of our API should do about a code that is not among these. */
export const UNKNOWN_CODE_ADVICE = 'Meta does not explain this code. Try once more, or use another channel.';

/**
 * Every error code of Meta's that may reach this product. Titles are Meta's where it gives one; reactions follow from its "possible solutions".
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 */
export const graphErrorCodes: readonly GraphErrorCode[] = [
  // Authentication, permission, account
  {
    code: 0,
    title: 'AuthException',
    scope: 'sender',
    verdict: 'block_sender',
    over: 'token',
    advice: WAITS,
    operator: 'The access token is expired or was revoked: make a new system-user token and put it in place.',
  },
  {
    code: 3,
    title: 'API Method',
    scope: 'sender',
    verdict: 'block_sender',
    over: 'token',
    advice: WAITS,
    operator:
      'The app lacks a capability or permission: the token needs whatsapp_business_messaging and whatsapp_business_management.',
  },
  {
    code: 10,
    title: 'Permission Denied',
    scope: 'sender',
    verdict: 'block_sender',
    over: 'token',
    advice: WAITS,
    operator: 'Grant the token `whatsapp_business_messaging`, or find out who removed it.',
  },
  {
    code: 33,
    title: 'Parameter value is not valid',
    scope: 'sender',
    verdict: 'block_sender',
    over: 'number',
    advice: WAITS,
    operator: 'The business phone number was deleted: configure another sender.',
  },
  {
    code: 104,
    title: 'Access token required',
    scope: 'sender',
    verdict: 'block_sender',
    over: 'token',
    advice: WAITS,
    operator: 'The request carried no token: set `WHATSAPP_ACCESS_TOKEN` or its file.',
  },
  {
    code: 190,
    title: 'Access token has expired',
    scope: 'sender',
    verdict: 'block_sender',
    over: 'token',
    advice: WAITS,
    operator: 'Make a system-user token without expiry and put it in place; subcode 463 is expiry, 467 revocation.',
  },
  {
    code: 200,
    through: 299,
    title: 'API Permission',
    scope: 'sender',
    verdict: 'block_sender',
    over: 'token',
    advice: WAITS,
    operator: 'Give the system user full control of the WhatsApp Business account in Business settings.',
  },
  {
    code: 368,
    title: 'Temporarily blocked for policies violations',
    scope: 'account',
    verdict: 'block_sender',
    advice: WAITS,
    operator: 'The account is restricted: read the violation in Business Support Home, and appeal.',
  },
  {
    code: 803,
    title: 'Object does not exist',
    scope: 'sender',
    verdict: 'block_sender',
    over: 'number',
    advice: WAITS,
    operator: 'The phone number id or account id in the configuration is wrong.',
  },
  {
    code: 130497,
    title: 'Business account is restricted from messaging users in this country',
    scope: 'country',
    verdict: 'block_country',
    advice:
      'Nothing: the message waits until Meta lets the number write to that country. Reach the recipient by another channel if it cannot wait.',
    operator:
      "Check Meta's policy for the business category in that country; other countries go on. `recado senders resume <id> --country <code>` tries at once.",
  },
  {
    code: 131005,
    title: 'Access denied',
    scope: 'sender',
    verdict: 'block_sender',
    over: 'token',
    advice: WAITS,
    operator: 'Grant the token `whatsapp_business_messaging`, or find out who removed it.',
  },
  {
    code: 131031,
    title: 'Account has been locked',
    scope: 'account',
    verdict: 'block_sender',
    advice: WAITS,
    operator: 'The account is restricted or disabled, or its data could not be verified: open Business Support Home.',
  },
  {
    code: 131037,
    title: 'Number needs display name approval',
    scope: 'sender',
    verdict: 'block_sender',
    over: 'number',
    advice: WAITS,
    operator: 'Submit a display name for the number in WhatsApp Manager and wait for its approval.',
  },
  {
    code: 131042,
    title: 'Business eligibility payment issue',
    scope: 'account',
    verdict: 'block_sender',
    advice: WAITS,
    operator: 'Check payment method, credit line, currency and time zone of the account, then resume the sender.',
  },
  {
    code: 131044,
    title: 'Payment issue for calling',
    scope: 'account',
    verdict: 'reject',
    advice: NOT_WHEN_SENDING,
    operator: 'Concerns calling only.',
  },
  {
    code: 131045,
    title: 'Incorrect certificate',
    scope: 'sender',
    verdict: 'block_sender',
    over: 'number',
    advice: WAITS,
    operator: 'Register the phone number again.',
  },
  {
    code: 131063,
    title: 'Marketing templates are disabled on Cloud API for this account',
    scope: 'template',
    verdict: 'reject',
    advice: 'Use a utility template.',
    operator: 'Send marketing through the Marketing Messages API.',
  },
  {
    code: 131064,
    title: 'Messaging limit reached because of template classification violations',
    scope: 'account',
    verdict: 'block_sender',
    advice: WAITS,
    operator: 'Meta lifts it after the enforcement period: correct the categories of the templates, then resume.',
  },
  {
    code: 133010,
    title: 'Phone number Not Registered',
    scope: 'sender',
    verdict: 'block_sender',
    over: 'number',
    advice: WAITS,
    operator: 'Register the phone number on Cloud API, then resume the sender.',
  },
  {
    code: 134011,
    title: 'Payments terms not accepted',
    scope: 'payload',
    verdict: 'reject',
    advice: NOT_WHEN_SENDING,
    operator: 'Concerns WhatsApp Payments only.',
  },

  // Throttling and temporary
  {
    code: 1,
    title: 'API Unknown',
    scope: 'transient',
    verdict: 'unclear',
    advice: UNCONFIRMED,
    operator: "Look at Meta's status page; a single one needs nothing.",
  },
  {
    code: 2,
    title: 'API Service',
    scope: 'transient',
    verdict: 'unclear',
    advice: UNCONFIRMED,
    operator: 'Meta is down or overloaded: look at its status page; it passes by itself.',
  },
  {
    code: 4,
    title: 'API Too Many Calls',
    scope: 'account',
    verdict: 'wait_account',
    waitSeconds: 300,
    advice: RETRIED,
    operator: 'The app used up its calls of the hour: find what else uses the same app.',
  },
  {
    code: 613,
    title: 'Calls to this API have exceeded the rate limit',
    scope: 'account',
    verdict: 'wait_account',
    waitSeconds: 300,
    advice: RETRIED,
    operator: 'Find what else uses the same app.',
  },
  {
    code: 80007,
    title: 'Rate limit issues',
    scope: 'account',
    verdict: 'wait_account',
    waitSeconds: 300,
    advice: RETRIED,
    operator: 'The account used up its calls of the hour: find what else calls Meta for it.',
  },
  {
    code: 130429,
    title: 'Rate limit hit',
    scope: 'sender',
    verdict: 'throttle_sender',
    advice: RETRIED,
    operator: 'The number sent faster than its throughput: lower `WHATSAPP_MAX_MPS` if it keeps happening.',
  },
  {
    code: 131000,
    title: 'Something went wrong',
    scope: 'transient',
    verdict: 'unclear',
    advice: UNCONFIRMED,
    operator: "Look at Meta's status page; a single one needs nothing.",
  },
  {
    code: 131016,
    title: 'Service unavailable',
    scope: 'transient',
    verdict: 'wait_sender_unless_5xx',
    waitSeconds: 60,
    advice: RETRIED,
    operator: "Look at Meta's status page; it passes by itself.",
  },
  {
    code: 131048,
    title: 'Spam rate limit hit',
    scope: 'sender',
    verdict: 'block_sender',
    advice: WAITS,
    operator: 'Recipients blocked or flagged the number: look at its quality before you resume, and send less.',
  },
  {
    code: 131056,
    title: 'Pair rate limit hit',
    scope: 'recipient',
    verdict: 'throttle_recipient',
    advice: `${RETRIED} Gather what this recipient should know into fewer messages.`,
    operator: NONE,
  },
  {
    code: 131057,
    title: 'Account in maintenance mode',
    scope: 'sender',
    verdict: 'wait_sender_unless_5xx',
    waitSeconds: 60,
    advice: RETRIED,
    operator: 'Meta raises the throughput of the number, which takes a minute.',
  },
  {
    code: 133004,
    title: 'Server Temporarily Unavailable',
    scope: 'transient',
    verdict: 'wait_sender_unless_5xx',
    waitSeconds: 60,
    advice: RETRIED,
    operator: "Look at Meta's status page; it passes by itself.",
  },

  // Recipient
  {
    code: 130403,
    title: 'The business has blocked this user',
    scope: 'recipient',
    verdict: 'reject',
    advice: 'Have the recipient unblocked, then resend.',
    operator: "Unblock the user in the number's block list.",
  },
  {
    code: 130472,
    title: "User's number is part of an experiment",
    scope: 'recipient',
    verdict: 'reject',
    advice: 'Do not resend marketing to this recipient; reach them by another channel.',
    operator: MARKETING_ONLY,
  },
  {
    code: 131021,
    title: 'Recipient cannot be sender',
    scope: 'recipient',
    verdict: 'reject',
    advice: "Correct the recipient: it is the sender's own number.",
    operator: NONE,
  },
  {
    code: 131026,
    title: 'Message Undeliverable',
    scope: 'recipient',
    verdict: 'reject',
    advice:
      'Check the phone with the recipient: it may not be on WhatsApp, run an old version, or not have accepted its terms. Otherwise reach them by another channel.',
    operator: 'If it concerns many recipients, look for a wrong country code in their master data.',
  },
  {
    code: 131030,
    title: 'Recipient phone number not in allowed list',
    scope: 'recipient',
    verdict: 'reject',
    advice: 'Only up to five confirmed phones can be reached from a test number.',
    operator: "The sender is Meta's test number: add the recipient to its list, or use a real number.",
  },
  {
    code: 131047,
    title: 'Re-engagement message',
    scope: 'payload',
    verdict: 'reject',
    advice: 'Send a template message: 24 hours have passed since the recipient last wrote.',
    operator: NOT_WHEN_SENDING,
  },
  {
    code: 131049,
    title: 'Meta chose not to deliver',
    scope: 'recipient',
    verdict: 'reject',
    advice:
      'Wait at least 24 hours before the next marketing message to this recipient; repeating it prolongs the block.',
    operator: MARKETING_ONLY,
  },
  {
    code: 131050,
    title: 'User has stopped receipt of marketing messages',
    scope: 'recipient',
    verdict: 'reject',
    advice: 'Send no marketing to this recipient until they ask for it again.',
    operator: MARKETING_ONLY,
  },
  {
    code: 131062,
    title: 'Business-scoped user id not allowed for this message',
    scope: 'payload',
    verdict: 'reject',
    advice: "Send authentication templates to the recipient's phone.",
    operator: NONE,
  },
  {
    code: 137000,
    title: 'Identity of the recipient has changed',
    scope: 'recipient',
    verdict: 'reject',
    advice: 'Verify the identity of the recipient, then resend.',
    operator: 'Happens only while the identity check of the number is on.',
  },

  // Template and payload
  {
    code: 100,
    title: 'Invalid parameter',
    scope: 'payload',
    verdict: 'reject',
    advice: CORRECT,
    operator: 'With subcode 33 the phone number id or the token is wrong, and the sender is paused.',
  },
  {
    code: 131008,
    title: 'Required parameter is missing',
    scope: 'payload',
    verdict: 'reject',
    advice: CORRECT,
    operator: NONE,
  },
  {
    code: 131009,
    title: 'Parameter value is not valid',
    scope: 'payload',
    verdict: 'reject',
    advice: CORRECT,
    operator: 'If every message ends like this, phone number id and account id do not belong together.',
  },
  {
    code: 131051,
    title: 'Unsupported message type',
    scope: 'payload',
    verdict: 'reject',
    advice: CORRECT,
    operator: NONE,
  },
  {
    code: 131052,
    title: 'Media download error',
    scope: 'payload',
    verdict: 'reject',
    advice: NOT_WHEN_SENDING,
    operator: 'Concerns media that a user sent.',
  },
  {
    code: 131053,
    title: 'Media upload error',
    scope: 'payload',
    verdict: 'reject',
    advice: "Make sure that the header's link answers without sign-in, with the right type and size, then resend.",
    operator: NONE,
  },
  {
    code: 131055,
    title: 'Method not allowed',
    scope: 'payload',
    verdict: 'reject',
    advice: NOT_WHEN_SENDING,
    operator: 'Concerns the Marketing Messages API only.',
  },
  {
    code: 132000,
    title: 'Template Param Count Mismatch',
    scope: 'template',
    verdict: 'reject',
    advice: 'Send as many parameters as the template has variables; `GET /templates/{name}` lists them.',
    operator: 'The template was changed: `POST /templates/sync` reads it again.',
  },
  {
    code: 132001,
    title: 'Template does not exist',
    scope: 'template',
    verdict: 'reject',
    advice: 'Check name and language of the template; `GET /templates` lists those that can be sent.',
    operator: 'The template is not approved in this language, archived, deleted, or of another account.',
  },
  {
    code: 132005,
    title: 'Template Hydrated Text Too Long',
    scope: 'payload',
    verdict: 'reject',
    advice: 'Shorten the parameters: the whole text may have 1,024 characters.',
    operator: NONE,
  },
  {
    code: 132007,
    title: 'Template Format Character Policy Violated',
    scope: 'template',
    verdict: 'reject',
    advice: 'Use another template until this one is changed.',
    operator: TEMPLATE_EDIT,
  },
  {
    code: 132008,
    title: 'Template parameter value invalid',
    scope: 'payload',
    verdict: 'reject',
    advice: CORRECT,
    operator: NONE,
  },
  {
    code: 132012,
    title: 'Template Parameter Format Mismatch',
    scope: 'template',
    verdict: 'reject',
    advice: 'Send header, buttons and named or positional parameters as the template asks for them.',
    operator: 'The template was changed: `POST /templates/sync` reads it again.',
  },
  {
    code: 132015,
    title: 'Template is Paused',
    scope: 'template',
    verdict: 'block_template',
    advice: 'Nothing: the message waits until Meta lets the template send again.',
    operator: 'Recipients rated the template badly: Meta pauses it for 3, then 6 hours. Improve it meanwhile.',
  },
  {
    code: 132016,
    title: 'Template is Disabled',
    scope: 'template',
    verdict: 'block_template',
    advice:
      'Cancel the message and use another template: this one is disabled for good, and the message waits until it expires.',
    operator: 'Submit a new template under a new name.',
  },
  {
    code: 132018,
    title: 'Template validation error',
    scope: 'payload',
    verdict: 'reject',
    advice: 'Take line breaks, tabs and runs of more than four spaces out of the parameters.',
    operator: NONE,
  },
  {
    code: 132068,
    title: 'Flow is blocked',
    scope: 'template',
    verdict: 'reject',
    advice: 'Use a template without this flow.',
    operator: 'Correct the flow in WhatsApp Manager.',
  },
  {
    code: 132069,
    title: 'Flow is throttled',
    scope: 'template',
    verdict: 'block_template',
    waitSeconds: 3_600,
    advice: RETRIED,
    operator: 'A throttled flow sends 10 messages an hour: correct it in WhatsApp Manager.',
  },
  {
    code: 134100,
    title: 'Only marketing messages supported',
    scope: 'payload',
    verdict: 'reject',
    advice: NOT_WHEN_SENDING,
    operator: 'Concerns the Marketing Messages API only.',
  },
  {
    code: 134101,
    title: 'Template still syncing',
    scope: 'template',
    verdict: 'reject',
    advice: 'Resend after ten minutes.',
    operator: 'Concerns the Marketing Messages API only.',
  },
  {
    code: 134102,
    title: 'Template unavailable',
    scope: 'template',
    verdict: 'reject',
    advice: NOT_WHEN_SENDING,
    operator: 'Concerns the Marketing Messages API only.',
  },
  {
    code: 135000,
    title: 'Generic user error',
    scope: 'payload',
    verdict: 'reject',
    advice: CORRECT,
    operator: 'If the request looks right, report it to Meta with the trace id.',
  },
  {
    code: 141002,
    title: 'Template is not approved',
    scope: 'template',
    verdict: 'reject',
    advice: 'Use an approved template.',
    operator: "Edit the template or appeal Meta's decision.",
  },

  // Registration and migration of numbers
  {
    code: 133000,
    title: 'Incomplete deregistration',
    scope: 'sender',
    verdict: 'block_sender',
    over: 'number',
    advice: WAITS,
    operator: REGISTRATION,
  },
  {
    code: 133005,
    title: 'Two-step verification PIN mismatch',
    scope: 'sender',
    verdict: 'block_sender',
    over: 'number',
    advice: WAITS,
    operator: REGISTRATION,
  },
  {
    code: 133006,
    title: 'Phone number re-verification needed',
    scope: 'sender',
    verdict: 'block_sender',
    over: 'number',
    advice: WAITS,
    operator: REGISTRATION,
  },
  {
    code: 133008,
    through: 133009,
    title: 'Too many two-step PIN guesses',
    scope: 'sender',
    verdict: 'block_sender',
    over: 'number',
    advice: WAITS,
    operator: REGISTRATION,
  },
  {
    code: 133015,
    title: 'Phone number was just deleted',
    scope: 'sender',
    verdict: 'block_sender',
    over: 'number',
    advice: WAITS,
    operator: 'Wait five minutes, then register the number again.',
  },
  {
    code: 133016,
    title: 'Registration limit exceeded',
    scope: 'sender',
    verdict: 'block_sender',
    over: 'number',
    advice: WAITS,
    operator: 'Ten registrations in 72 hours lock the number for 72 hours.',
  },
  {
    code: 136024,
    title: 'Phone number already verified',
    scope: 'sender',
    verdict: 'reject',
    advice: NOT_WHEN_SENDING,
    operator: NONE,
  },
  {
    code: 2494100,
    title: 'Phone number in maintenance mode',
    scope: 'sender',
    verdict: 'wait_sender_unless_5xx',
    waitSeconds: 60,
    advice: RETRIED,
    operator: 'Meta is moving the number or raising its throughput; it passes by itself.',
  },

  // Creating templates; these arrive as subcodes of code 100
  ...[
    {
      code: 2388019,
      title: 'Template limit of the account reached',
      advice: 'Delete templates that nobody uses: each language counts.',
      operator: 'An unverified business may have 250 templates: verify it, or delete what nobody uses.',
    },
    {
      code: 2388024,
      title: 'Content in this language already exists',
      advice: 'Use another name or language, or change the existing template in WhatsApp Manager.',
    },
    {
      code: 2388039,
      through: 2388040,
      title: 'Template text too long',
      advice: 'Shorten it: a body has at most 1,024 characters, header and footer 60, the label of a button 25.',
    },
    {
      code: 2388047,
      title: 'Header format incorrect',
      advice:
        'A header of text has at most 60 characters and one variable with an example; others need `format` and an example.',
    },
    {
      code: 2388072,
      title: 'Body format incorrect',
      advice: 'Give every variable an example, and put text between two variables.',
    },
    {
      code: 2388073,
      title: 'Footer format incorrect',
      advice: 'A footer is plain text of at most 60 characters without variables.',
    },
    {
      code: 2388293,
      title: 'Too many variables for the length of the text',
      advice: 'Write more text around the variables, or use fewer of them.',
    },
    {
      code: 2388299,
      title: 'Variables at the start or end of the text',
      advice: 'Put text before the first variable and after the last one.',
    },
  ].map((row): GraphErrorCode => ({
    scope: 'template',
    verdict: 'reject',
    operator: TEMPLATE_EDIT,
    ...row,
  })),

  // Other products and administration; listed so that one that does appear has a name
  ...[
    { code: 131020, title: 'Groups' },
    { code: 131041, title: 'Groups' },
    { code: 131059, title: 'Groups' },
    { code: 131060, title: 'Inbound message unavailable' },
    { code: 131201, through: 131215, title: 'Groups' },
    { code: 138000, through: 138999, title: 'Calling' },
    { code: 139000, through: 139004, title: 'Flows' },
    { code: 139100, through: 139103, title: 'Blocking users' },
    { code: 147001, through: 147005, title: 'Usernames' },
    { code: 200005, through: 200007, title: 'Template insights' },
    { code: 1752041, title: 'Onboarding' },
    { code: 2388001, title: 'Phone number migration' },
    { code: 2388012, title: 'Phone number migration' },
    { code: 2388091, title: 'Phone number migration' },
    { code: 2388093, title: 'Phone number migration' },
    { code: 2388103, title: 'Phone number migration' },
    { code: 2494164, through: 2494179, title: 'Onboarding' },
    { code: 2593079, title: 'Onboarding' },
    { code: 2593085, title: 'Onboarding' },
    { code: 2593107, through: 2593108, title: 'Synchronisation limits' },
  ].map((row): GraphErrorCode => ({
    scope: 'payload',
    verdict: 'reject',
    advice: NOT_WHEN_SENDING,
    operator: NONE,
    ...row,
  })),
];

/** What is known about a code; null for one that Meta made up after this table was written. */
export function findErrorCode(code: number): GraphErrorCode | null {
  return graphErrorCodes.find((row) => code >= row.code && code <= (row.through ?? row.code)) ?? null;
}
