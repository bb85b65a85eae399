import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '#clients';
import type { RecipientKey } from '#messages';
import { Clock } from '#runtime';
import { type Sender, Senders } from '#senders';
import type { NewMessage } from '#sending';
import type { Suppression } from '#suppressions';
import { KnownTemplates, checkParameters, renderText } from '#templates';
import type { Problem } from '../problems/problem.js';
import type { ProblemCode } from '../problems/problem-codes.js';
import { standingOf } from '../templates/template-standing.js';
import { CheckRecipient } from './check-recipient.js';
import { chooseSender } from './choose-sender.js';
import type { MessageRequestDto } from './dto/message-request.dto.js';
import { OwnNumbers } from './own-numbers.js';
import { readRecipient } from './read-recipient.js';
import { SendingState } from './sending-state.js';

const YEAR_MS = 366 * 24 * 60 * 60 * 1_000;
/** A time further away is a slip: seconds taken for milliseconds, a year mistyped. Nobody would look for that message. */
const MOST_YEARS_TO_SEND = 1;
/** A message that is sent as late as can be has as long again to be sent. */
const MOST_YEARS_TO_EXPIRE = 2;

/** Meta's error 131062. */
const ONLY_BY_PHONE = 'must be a phone number: Meta takes no user id for authentication templates';

/** A message that may be kept, without what makes it one: its id, its client, its key, the request that it came with. */
export type CheckedMessage = Omit<
  NewMessage,
  'id' | 'clientId' | 'idempotencyKey' | 'requestHash' | 'resendOf' | 'traceparent'
>;

export type MessageCheck =
  | {
      readonly kind: 'checked';
      readonly message: CheckedMessage;
      readonly warnings: readonly string[];
      /** The template is PAUSED at Meta, or stopped for its category: the message waits until that passes. */
      readonly templatePaused: boolean;
    }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** Finds everything about a message that Meta would refuse later, and says it now. */
@Injectable()
export class CheckMessage {
  constructor(
    private readonly senders: Senders,
    @Inject(KnownTemplates) private readonly templates: KnownTemplates,
    private readonly recipients: CheckRecipient,
    private readonly ownNumbers: OwnNumbers,
    private readonly sendingState: SendingState,
    private readonly clock: Clock,
  ) {}

  async execute(caller: Caller, request: MessageRequestDto): Promise<MessageCheck> {
    const choice = chooseSender(this.senders, caller, request.sender ?? null);
    if (choice.kind === 'refused') return choice;
    const reading = readRecipient(request.to);
    if (reading.kind === 'refused') return reading;
    const problem = this.ownNumberProblem(reading.recipient) ?? timeProblem(request, this.clock.now());
    if (problem !== null) return { kind: 'refused', problem };
    const check = await this.checkTemplate(request, choice.sender, reading.recipient);
    if (check.kind === 'refused') return check;
    const { objection, warnings } = await this.recipients.execute(check.message);
    // What is not certain is looked at again before it is sent.
    if (objection?.certain === true) return refused('SUPPRESSED', 'to', whyNot(objection.suppression));
    return { ...check, warnings: [...check.warnings, ...warnings] };
  }

  private ownNumberProblem({ recipientPhone }: RecipientKey): Problem | null {
    return recipientPhone !== null && this.ownNumbers.includes(recipientPhone)
      ? problem('PHONE_INVALID', 'to', 'is the number of one of our own senders: a number cannot write to itself')
      : null;
  }

  private async checkTemplate(
    request: MessageRequestDto,
    sender: Sender,
    recipient: RecipientKey,
  ): Promise<MessageCheck> {
    const { name } = request.template;
    const language = request.template.language ?? sender.defaultLanguage;
    const lookup = await this.templates.find(sender.wabaId, name, language);
    const message = messageOf(request, sender, recipient, language);
    const whole = `Template ${name} (${language})`;
    switch (lookup.kind) {
      case 'unreachable':
        return {
          kind: 'checked',
          message,
          templatePaused: false,
          warnings: [
            `${whole} is not known yet and Meta cannot be asked now: it is checked before the message is sent.`,
          ],
        };
      case 'unknown':
        return refused('TEMPLATE_UNKNOWN', 'template.name', `${name} does not exist at Meta in language ${language}`);
      case 'known': {
        const standing = standingOf(lookup.template, await this.sendingState.blocksCategoryDrift());
        if (!standing.accepted) {
          const is = `${name} (${language}) is ${lookup.template.status} at Meta`;
          return refused('TEMPLATE_NOT_APPROVED', 'template.name', is);
        }
        if (lookup.template.category === 'AUTHENTICATION' && recipient.recipientPhone === null) {
          return refused('PHONE_INVALID', 'to', ONLY_BY_PHONE);
        }
        const check = checkParameters(lookup.template, {
          parameters: message.templateParameters,
          header: message.templateHeader,
          buttons: message.templateButtons ?? [],
        });
        if (check.kind === 'invalid') return invalidParameters(check.errors);
        const bodyText = renderText(lookup.template, message.templateParameters);
        return {
          kind: 'checked',
          message: { ...message, bodyText },
          templatePaused: standing.waits,
          warnings: standing.warnings,
        };
      }
    }
  }
}

type Refusal = Extract<MessageCheck, { kind: 'refused' }>;

function messageOf(
  request: MessageRequestDto,
  sender: Sender,
  recipient: RecipientKey,
  language: string,
): CheckedMessage {
  const { template } = request;
  return {
    senderId: sender.phoneNumberId,
    wabaId: sender.wabaId,
    ...recipient,
    recipientName: request.recipientName ?? null,
    templateName: template.name,
    templateLanguage: language,
    templateParameters: template.parameters ?? [],
    templateHeader: template.header ?? null,
    templateButtons: template.buttons ?? null,
    bodyText: null,
    reference: request.reference ?? null,
    metadata: request.metadata ?? null,
    priority: request.priority ?? 'normal',
    scheduledAt: dateOf(request.sendAt),
    expiresAt: dateOf(request.expiresAt),
  };
}

function timeProblem({ sendAt, expiresAt }: MessageRequestDto, now: Date): Problem | null {
  const end = dateOf(expiresAt);
  const start = dateOf(sendAt);
  if (start !== null && end !== null && end <= start)
    return problem('VALIDATION_FAILED', 'expiresAt', 'must be after sendAt');
  if (end !== null && end <= now) {
    return problem('VALIDATION_FAILED', 'expiresAt', 'is past: the message would end unsent');
  }
  return tooFar('sendAt', start, now, MOST_YEARS_TO_SEND) ?? tooFar('expiresAt', end, now, MOST_YEARS_TO_EXPIRE);
}

function tooFar(path: string, time: Date | null, now: Date, years: number): Problem | null {
  if (time === null || time.getTime() <= now.getTime() + years * YEAR_MS) return null;
  return problem('VALIDATION_FAILED', path, `is more than ${years === 1 ? 'a year' : `${years} years`} from now`);
}

// Optional fields may be null in JSON, whatever their class says.
function dateOf(text: string | null | undefined): Date | null {
  return text === undefined || text === null ? null : new Date(text);
}

/** Who may write to this recipient may know why not; what an operator noted is for those who read the list. */
function whyNot({ id, scope, reason, since }: Suppression): string {
  const what = scope === 'all' ? 'any message' : 'marketing';
  const who = reason === 'OPERATOR' ? 'An operator has stopped' : 'The recipient has stopped';
  return (
    `must not be written to. ${who} ${what} on ${since.toISOString()} (${reason}). ` +
    `Use another channel. If that is wrong, whoever entered it, or an operator, lifts it: DELETE /suppressions/${id}.`
  );
}

function invalidParameters(errors: NonNullable<Problem['errors']>): Refusal {
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join(' ');
  return { kind: 'refused', problem: { code: 'TEMPLATE_PARAMETERS_INVALID', detail, errors } };
}

function refused(code: ProblemCode, path: string, message: string): Refusal {
  return { kind: 'refused', problem: problem(code, path, message) };
}

function problem(code: ProblemCode, path: string, message: string): Problem {
  return { code, detail: `${path}: ${message}`, errors: [{ path, message }] };
}
