import { Inject, Injectable } from '@nestjs/common';
import type { GraphFailure, JsonObject } from '#graph-api';
import { EventLog } from '#runtime';
import { type Sender, Senders } from '#senders';
import { CreateTemplate, KnownTemplates, type TemplateCreation, shippedDefinition } from '#templates';
import type { RequestCaller } from '../access/request-caller.js';
import { chooseSender } from '../messages/choose-sender.js';
import type { Problem } from '../problems/problem.js';
import type { CreateTemplateDto, CreatedTemplateDto } from './create-template.dto.js';
import { refusedByMeta, unreachableMeta } from './problem-of-meta.js';

export type TemplateSubmission =
  | { readonly kind: 'submitted'; readonly template: CreatedTemplateDto }
  | { readonly kind: 'refused'; readonly problem: Problem };

interface Definition {
  readonly language: string;
  readonly category: string;
  readonly json: JsonObject;
}

/** Has Meta review a new template, and says how it goes on, or what to mend. */
@Injectable()
export class SubmitTemplate {
  constructor(
    private readonly senders: Senders,
    @Inject(CreateTemplate) private readonly createTemplate: CreateTemplate,
    @Inject(KnownTemplates) private readonly known: KnownTemplates,
    private readonly log: EventLog,
  ) {}

  async execute(caller: RequestCaller, request: CreateTemplateDto): Promise<TemplateSubmission> {
    const choice = chooseSender(this.senders, caller, request.sender ?? null);
    if (choice.kind === 'refused') return choice;
    const reading = definitionOf(request);
    if ('kind' in reading) return reading;
    const { sender } = choice;
    const { wabaId } = sender;
    const creation = await this.createTemplate.execute(
      { wabaId, accessToken: this.senders.accessTokenOf(wabaId) ?? '' },
      reading.json,
    );
    this.known.forget();
    this.log.info('template.submitted', {
      requestId: caller.requestId,
      client: caller.clientId,
      waba: wabaId,
      template: request.name,
      language: reading.language,
      result: creation.kind,
    });
    return answerOf(request, reading, sender, creation);
  }
}

function definitionOf(request: CreateTemplateDto): Definition | Extract<TemplateSubmission, { kind: 'refused' }> {
  const { name } = request;
  // Optional fields may be null in JSON, whatever their class says.
  const [language, category, format, components] = [
    request.language ?? null,
    request.category ?? null,
    request.parameterFormat ?? null,
    request.components ?? null,
  ];
  if (components === null) {
    const shipped = shippedDefinition(name);
    if (shipped === null) return refused('components', `is needed: this product brings along no template ${name}`);
    const besides = Object.entries({ language, category, parameterFormat: format }).find(([, value]) => value !== null);
    if (besides !== undefined) return refused('components', `is needed with ${besides[0]}, or leave that out`);
    return { language: shipped.language, category: shipped.category, json: shipped };
  }
  if (language === null) return refused('language', 'is needed with components');
  if (category === null) return refused('category', 'is needed with components: UTILITY for orders');
  return {
    language,
    category,
    json: { name, language, category, parameter_format: format ?? 'positional', components },
  };
}

function answerOf(
  { name }: CreateTemplateDto,
  { language, category: asked }: Definition,
  { wabaId }: Sender,
  creation: TemplateCreation,
): TemplateSubmission {
  switch (creation.kind) {
    case 'created': {
      const { metaId, status, category } = creation;
      const next = `Meta reviews it, mostly within minutes, at most 24 hours. Its decision comes by webhook: GET /templates/${name} shows it.`;
      const warnings =
        category === asked
          ? []
          : [`${asked} was asked for, and Meta files it under ${category}: that has another price.`];
      return {
        kind: 'submitted',
        template: { name, language, account: wabaId, metaId, status, category, next, warnings },
      };
    }
    case 'exists':
      return {
        kind: 'refused',
        problem: { code: 'TEMPLATE_EXISTS', detail: `${name} exists in ${language}. ${creation.failure.advice}` },
      };
    case 'refused':
      return { kind: 'refused', problem: toMend(creation.failure, creation.path) };
    case 'denied':
      return { kind: 'refused', problem: refusedByMeta(creation.failure) };
    case 'unreachable': {
      const problem = unreachableMeta(creation.reason);
      const detail = `It may have been created: POST /templates/sync, then look before you repeat it. ${problem.detail}`;
      return { kind: 'refused', problem: { ...problem, detail } };
    }
  }
}

/** Meta's own words, and what to do about them. */
function toMend({ code, subcode, title, details, advice }: GraphFailure, path: string | null): Problem {
  const words = details === null || details === title ? title : `${title}: ${details}`;
  const message = `${words.replace(/\.?$/, '.')} ${advice}`;
  const meta = [code, subcode].filter((number) => number !== null).join('/');
  return {
    code: 'TEMPLATE_REFUSED',
    detail: `${message} (${meta})`,
    ...(path !== null && { errors: [{ path, message }] }),
  };
}

function refused(path: string, message: string): Extract<TemplateSubmission, { kind: 'refused' }> {
  return {
    kind: 'refused',
    problem: { code: 'VALIDATION_FAILED', detail: `${path} ${message}.`, errors: [{ path, message }] },
  };
}
