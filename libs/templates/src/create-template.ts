import {
  type AccountCredentials,
  type GraphApi,
  type GraphFailure,
  type JsonObject,
  objectsAt,
  textAt,
  verdictFor,
} from '#graph-api';
import type { SyncTemplates } from './sync-templates.js';

export type TemplateCreation =
  | {
      readonly kind: 'created';
      readonly metaId: string | null;
      /** PENDING: Meta reviews it, for up to 24 hours. */
      readonly status: string;
      /** May be another one than asked for: Meta decides. */
      readonly category: string;
    }
  /** There is one of this name in this language. */
  | { readonly kind: 'exists'; readonly failure: GraphFailure }
  /** Meta does not take it like this. `path`: the part at fault, such as `components[0]`; null where it is not a part. */
  | { readonly kind: 'refused'; readonly failure: GraphFailure; readonly path: string | null }
  /** Meta takes none from us now: token, permission, too many calls. */
  | { readonly kind: 'denied'; readonly failure: GraphFailure }
  /** No answer: it may have been created. */
  | { readonly kind: 'unreachable'; readonly reason: string };

const EXISTS_ALREADY = 2388024;

/** Codes that speak of one component. */
const COMPONENT_OF: ReadonlyMap<number | null, string> = new Map([
  [2388047, 'HEADER'],
  [2388040, 'BODY'],
  [2388072, 'BODY'],
  [2388293, 'BODY'],
  [2388299, 'BODY'],
  [2388073, 'FOOTER'],
]);

/** Has Meta review a new template, and makes it known here at once, so that Meta's decision finds it. */
export class CreateTemplate {
  constructor(
    private readonly graphApi: Pick<GraphApi, 'createTemplate'>,
    private readonly syncTemplates: Pick<SyncTemplates, 'sync'>,
  ) {}

  async execute(account: AccountCredentials, definition: JsonObject): Promise<TemplateCreation> {
    const read = await this.graphApi.createTemplate(account, definition);
    if (read.kind === 'refused') return refusal(read.failure, definition);
    if (read.kind === 'unreachable') return read;
    // If that fails, the next list brings it; Meta's decision asks for one.
    await this.syncTemplates.sync(account.wabaId, account.accessToken);
    const category = read.category === '' ? (textAt(definition, 'category') ?? '') : read.category;
    return { kind: 'created', metaId: read.id === '' ? null : read.id, status: read.status, category };
  }
}

function refusal(failure: GraphFailure, definition: JsonObject): TemplateCreation {
  const { code, subcode, httpStatus } = failure;
  if (subcode === EXISTS_ALREADY || code === EXISTS_ALREADY) return { kind: 'exists', failure };
  const verdict = verdictFor({ httpStatus: httpStatus ?? 0, code, subcode });
  if (verdict === 'unclear') return { kind: 'unreachable', reason: `HTTP ${httpStatus ?? 0} with code ${code ?? 0}` };
  return verdict === 'reject'
    ? { kind: 'refused', failure, path: partAtFault(failure, definition) }
    : { kind: 'denied', failure };
}

/** By the code; or by the name that Meta's words begin with: "Param name can only have …". */
function partAtFault({ code, subcode, details }: GraphFailure, definition: JsonObject): string | null {
  const type = COMPONENT_OF.get(subcode) ?? COMPONENT_OF.get(code);
  if (type !== undefined) {
    const place = objectsAt(definition, 'components').findIndex(
      (component) => textAt(component, 'type')?.toUpperCase() === type,
    );
    return place === -1 ? 'components' : `components[${place}]`;
  }
  const [, named = ''] = /^(?:The )?(?:param|parameter) (\w+)/i.exec(details ?? '') ?? [];
  return ['name', 'language', 'category', 'components'].find((field) => field === named) ?? null;
}
