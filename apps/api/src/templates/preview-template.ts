import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '#clients';
import type { TemplateButton, TemplateHeader } from '#messages';
import { Senders } from '#senders';
import {
  type ButtonDefinition,
  KnownTemplates,
  type TemplateDefinition,
  checkParameters,
  renderHeaderText,
  renderText,
} from '#templates';
import { chooseSender } from '../messages/choose-sender.js';
import { SendingState } from '../messages/sending-state.js';
import type { Problem } from '../problems/problem.js';
import { unreachableMeta } from './problem-of-meta.js';
import type { TemplatePreviewDto, TemplatePreviewRequestDto } from './template-preview.dto.js';
import { standingOf } from './template-standing.js';

export type TemplatePreview =
  | { readonly kind: 'preview'; readonly preview: TemplatePreviewDto }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** The text that a recipient would read, or what Meta would refuse: the check is that of a message. */
@Injectable()
export class PreviewTemplate {
  constructor(
    private readonly senders: Senders,
    @Inject(KnownTemplates) private readonly templates: KnownTemplates,
    private readonly sendingState: SendingState,
  ) {}

  async execute(caller: Caller, name: string, request: TemplatePreviewRequestDto): Promise<TemplatePreview> {
    const choice = chooseSender(this.senders, caller, request.sender ?? null);
    if (choice.kind === 'refused') return choice;
    const { wabaId, defaultLanguage } = choice.sender;
    const language = request.language ?? defaultLanguage;
    const lookup = await this.templates.find(wabaId, name, language);
    if (lookup.kind === 'unreachable')
      return refused(
        unreachableMeta(`Template ${name} (${language}) is not known here, and Meta cannot be asked now.`),
      );
    if (lookup.kind === 'unknown')
      return refused({ code: 'TEMPLATE_UNKNOWN', detail: `${name} does not exist at Meta in language ${language}.` });
    // Optional fields may be null in JSON, whatever their class says.
    const [parameters, header, buttons] = [request.parameters ?? [], request.header ?? null, request.buttons ?? []];
    const check = checkParameters(lookup.template, { parameters, header, buttons });
    if (check.kind === 'invalid') return refused(problemOf(check.errors));
    const standing = standingOf(lookup.template, await this.sendingState.blocksCategoryDrift());
    const { status, category, footer } = lookup.template;
    return {
      kind: 'preview',
      preview: {
        name,
        language,
        account: wabaId,
        status,
        category,
        header: headerOf(lookup.template, header),
        text: renderText(lookup.template, parameters),
        footer,
        buttons: lookup.template.buttons.map((button) => completed(button, buttons)),
        warnings: standing.accepted
          ? standing.warnings
          : [`${name} (${language}) is ${status} at Meta: a message with it is refused now.`, ...standing.warnings],
      },
    };
  }
}

function headerOf(template: TemplateDefinition, header: TemplateHeader | null): string | null {
  return header !== null && 'link' in header ? header.link : renderHeaderText(template, header);
}

/** A url button as it is pressed. */
function completed(asked: ButtonDefinition, buttons: readonly TemplateButton[]): ButtonDefinition {
  const given = buttons.find(({ index }) => index === asked.index);
  if (given?.type !== 'url' || asked.url === null) return asked;
  return { ...asked, url: asked.url.replace(/\{\{.*$/, () => given.text) };
}

/** The paths of this request, which is what a message has in `template`. */
function problemOf(errors: NonNullable<Problem['errors']>): Problem {
  const here = errors.map(({ path, message }) => ({ path: path.replace(/^template\./, ''), message }));
  const detail = here.map(({ path, message }) => `${path}: ${message}`).join(' ');
  return { code: 'TEMPLATE_PARAMETERS_INVALID', detail, errors: here };
}

function refused(problem: Problem): TemplatePreview {
  return { kind: 'refused', problem };
}
