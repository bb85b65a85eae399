import type { FastifyRequest } from 'fastify';
import { isJsonObject } from '../json-object.js';
import { changeTemplateStatus } from '../templates/change-template-status.js';
import type { Template } from '../templates/template.js';
import { reviewTemplate } from '../templates/review-template.js';
import {
  alreadyExists,
  checkComponents,
  checkTemplateDefinition,
  limitReached,
  noSuchTemplate,
} from './check-template-definition.js';
import { isAccount, type GraphContext, type GraphPath } from './graph-context.js';
import { invalidRequest, unknownObject } from './graph-error-codes.js';
import { selectFields } from './select-fields.js';

const USUAL_FIELDS = [
  'name',
  'parameter_format',
  'components',
  'language',
  'status',
  'category',
  'previous_category',
  'id',
];
const USUAL_PAGE = 25;

/** /{waba_id}/message_templates and /{template_id}. */
export function registerTemplateRoutes(context: GraphContext): void {
  const { app, sandbox, replies } = context;
  app.get<GraphPath>('/:version/:id/message_templates', async (request, reply) => {
    if (!isAccount(context, request, reply)) return reply;
    return replies.ok(reply, templatePage(sandbox.templates.all(), request));
  });
  app.post<GraphPath>('/:version/:id/message_templates', async (request, reply) => {
    if (!isAccount(context, request, reply)) return reply;
    const checked = checkTemplateDefinition(isJsonObject(request.body) ? request.body : {});
    if (checked.kind === 'graph-error') return replies.error(reply, checked);
    if (sandbox.templates.byName(checked.name, checked.language)) return replies.error(reply, alreadyExists);
    if (checked.name.endsWith('_limit')) return replies.error(reply, limitReached);
    const { kind: _kind, ...definition } = checked;
    const category = checked.name.endsWith('_offer') ? 'MARKETING' : checked.category;
    const template = sandbox.templates.create({ ...definition, category, status: 'PENDING' });
    sandbox.tasks.in(sandbox.settings.reviewAfterMs, () => reviewTemplate(sandbox, template));
    return replies.ok(reply, { id: template.id, status: template.status, category: template.category });
  });
  app.delete<GraphPath>('/:version/:id/message_templates', async (request, reply) => {
    if (!isAccount(context, request, reply)) return reply;
    const { name, hsm_id: id } = request.query;
    if (name === undefined) return replies.error(reply, invalidRequest('The parameter name is required.'));
    const doomed = sandbox.templates
      .all()
      .filter((template) => template.name === name && (id === undefined || template.id === id));
    if (doomed.length === 0) return replies.error(reply, noSuchTemplate);
    for (const template of doomed) sandbox.templates.remove(template);
    return replies.ok(reply, { success: true });
  });
  registerTemplateNodeRoutes(context);
}

function registerTemplateNodeRoutes({ app, sandbox, replies }: GraphContext): void {
  app.post<GraphPath>('/:version/:id', async (request, reply) => {
    const template = sandbox.templates.byId(request.params.id);
    if (!template) return replies.error(reply, unknownObject('POST', request.params.id));
    const checked = checkComponents(isJsonObject(request.body) ? request.body['components'] : undefined);
    if (checked.kind === 'graph-error') return replies.error(reply, checked);
    template.components = checked.components;
    template.status = 'PENDING';
    sandbox.tasks.in(sandbox.settings.reviewAfterMs, () => reviewTemplate(sandbox, template));
    return replies.ok(reply, { success: true });
  });
  app.post<GraphPath>('/:version/:id/unpause', async (request, reply) => {
    const template = sandbox.templates.byId(request.params.id);
    if (template?.status !== 'PAUSED') return replies.error(reply, unknownObject('POST', request.params.id));
    changeTemplateStatus(sandbox, template, 'APPROVED');
    return replies.ok(reply, { success: true });
  });
}

/** One page with its cursors; `next` and `previous` only where there is one. */
function templatePage(all: readonly Template[], request: FastifyRequest<GraphPath>) {
  const { name, status, language, category, fields, limit, after, before } = request.query;
  const matching = all.filter(
    (template) =>
      (name === undefined || template.name.includes(name)) &&
      (status === undefined || template.status === status.toUpperCase()) &&
      (language === undefined || template.language === language) &&
      (category === undefined || template.category === category.toUpperCase()),
  );
  const size = Math.max(1, Number(limit) || USUAL_PAGE);
  const start = after === undefined ? Math.max(0, positionOf(before, size) - size) : positionOf(after, 0);
  const page = matching.slice(start, start + size);
  const cursors = { before: cursorAt(start), after: cursorAt(start + page.length) };
  const linkTo = (cursor: 'after' | 'before') => {
    const url = new URL(request.url, `${request.protocol}://${request.host}`);
    for (const parameter of ['after', 'before', 'access_token']) url.searchParams.delete(parameter);
    url.searchParams.set(cursor, cursors[cursor]);
    return url.toString();
  };
  return {
    data: page.map((template) => selectFields(template, fields, USUAL_FIELDS)),
    ...(page.length > 0 && {
      paging: {
        cursors,
        ...(start + page.length < matching.length && { next: linkTo('after') }),
        ...(start > 0 && { previous: linkTo('before') }),
      },
    }),
  };
}

function cursorAt(position: number): string {
  return Buffer.from(`templates:${position}`).toString('base64url');
}

function positionOf(cursor: string | undefined, otherwise: number): number {
  const position = Buffer.from(cursor ?? '', 'base64url')
    .toString()
    .match(/^templates:(\d+)$/)?.[1];
  return position === undefined ? otherwise : Number(position);
}
