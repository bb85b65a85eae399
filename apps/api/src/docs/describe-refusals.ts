import { type OpenAPIObject, getSchemaPath } from '@nestjs/swagger';
import { PROBLEM_CODES, type ProblemCode } from '../problems/problem-codes.js';
import { ProblemDto } from './problem.dto.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['post']>;

/** Of any request, before anybody asks what it is. */
const EVERYWHERE: readonly ProblemCode[] = [
  'INVALID_REQUEST',
  'REQUEST_TIMEOUT',
  'URI_TOO_LONG',
  'HEADERS_TOO_LARGE',
  'INTERNAL_ERROR',
  'UNAVAILABLE',
];
const WITH_A_KEY: readonly ProblemCode[] = [
  'UNAUTHENTICATED',
  'SCOPE_MISSING',
  'SENDER_NOT_ALLOWED',
  'RATE_LIMITED',
  'TOO_MANY_FAILED_ATTEMPTS',
];
/** Also where no body is expected: it is read before that is known. */
const WITH_A_BODY: readonly ProblemCode[] = [
  'MALFORMED_JSON',
  'FOREIGN_ORIGIN',
  'BODY_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
];

const TO_BE_SENT: readonly ProblemCode[] = [
  'PHONE_INVALID',
  'SENDER_UNKNOWN',
  'TEMPLATE_UNKNOWN',
  'TEMPLATE_NOT_APPROVED',
  'TEMPLATE_PARAMETERS_INVALID',
  'SUPPRESSED',
];

/** What an operation refuses of its own accord. */
const OWN: Readonly<Record<string, readonly ProblemCode[]>> = {
  CallbackDeliveries_list: ['CURSOR_INVALID'],
  CallbackDeliveries_recover: ['CALLBACK_ENDPOINT_DISABLED'],
  CallbackDeliveries_redeliver: ['CALLBACK_ENDPOINT_DISABLED'],
  CallbackDeliveries_test: ['CALLBACK_ENDPOINT_DISABLED'],
  CallbackEndpoints_change: ['CALLBACK_URL_REFUSED', 'SENDER_UNKNOWN'],
  CallbackEndpoints_create: [
    'CALLBACK_URL_REFUSED',
    'SENDER_UNKNOWN',
    'TOO_MANY_CALLBACK_ENDPOINTS',
    'CALLBACKS_NOT_CONFIGURED',
  ],
  CallbackEndpoints_rotate: ['CALLBACKS_NOT_CONFIGURED'],
  Health_ready: ['NOT_READY'],
  Messages_accept: [...TO_BE_SENT, 'IDEMPOTENCY_KEY_REUSED'],
  Messages_list: ['CURSOR_INVALID', 'PHONE_INVALID'],
  Messages_cancel: ['NOT_CANCELLABLE'],
  Messages_resendAll: ['CURSOR_INVALID', 'PHONE_INVALID'],
  Messages_resend: [...TO_BE_SENT, 'NOT_RESENDABLE', 'ALREADY_RESENT', 'SUPERSEDED'],
  Messages_release: ['NOT_HELD'],
  Messages_fail: ['NOT_HELD'],
  PurchaseOrders_accept: [...TO_BE_SENT, 'PURCHASE_ORDER_CHANGED', 'REVISION_NOT_ABOVE_LAST'],
  Senders_pause: ['SENDER_ALREADY_PAUSED'],
  Senders_resume: ['SENDER_NOT_PAUSED'],
  Suppressions_list: ['CURSOR_INVALID', 'PHONE_INVALID'],
  Suppressions_add: ['PHONE_INVALID'],
  Templates_create: ['SENDER_UNKNOWN', 'TEMPLATE_EXISTS', 'TEMPLATE_REFUSED', 'META_REFUSED', 'META_UNREACHABLE'],
  Templates_preview: ['SENDER_UNKNOWN', 'TEMPLATE_UNKNOWN', 'TEMPLATE_PARAMETERS_INVALID'],
  Templates_sync: ['META_REFUSED', 'META_UNREACHABLE'],
};

/** Puts into each operation what it can answer instead of its success, by status, with the codes that may stand there. */
export function describeRefusals(document: OpenAPIObject): void {
  for (const { get, post, put, patch, delete: remove } of Object.values(document.paths)) {
    for (const operation of [post, put, patch, remove]) if (operation !== undefined) describe(operation, true);
    if (get !== undefined) describe(get, false);
  }
}

function describe(operation: Operation, changes: boolean): void {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of refusalsOf(operation, changes)) {
    const { status } = PROBLEM_CODES[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  for (const [status, codes] of [...byStatus].toSorted(([left], [right]) => left - right)) {
    operation.responses[status] = {
      description: codes.map((code) => `\`${code}\`: ${PROBLEM_CODES[code].title}`).join('; '),
      content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
    };
  }
}

function refusalsOf(operation: Operation, changes: boolean): ReadonlySet<ProblemCode> {
  const { operationId = '', parameters = [], requestBody, security } = operation;
  const places = parameters.map((parameter) => ('in' in parameter ? parameter.in : null));
  return new Set([
    ...EVERYWHERE,
    ...(security === undefined ? [] : WITH_A_KEY),
    ...(changes ? WITH_A_BODY : []),
    ...(requestBody !== undefined || places.includes('query') ? (['VALIDATION_FAILED'] as const) : []),
    ...(places.includes('path') ? (['NOT_FOUND'] as const) : []),
    ...(OWN[operationId] ?? []),
  ]);
}
