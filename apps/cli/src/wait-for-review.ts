import type { AccountCredentials, GraphApi, GraphFailure } from '#graph-api';
import { readTemplate } from '#templates';

interface Review {
  readonly graphApi: Pick<GraphApi, 'getTemplate'>;
  readonly account: AccountCredentials;
  readonly name: string;
  readonly language: string;
  readonly say: (line: string) => void;
}

/** Until these Meta has not decided. */
const UNDECIDED: ReadonlySet<string> = new Set(['PENDING', 'IN_APPEAL']);
const FIRST_PAUSE_MS = 1_000;
/** A token that was revoked stays so; one refusal alone may be a limit that passes. */
const REFUSALS_IN_A_ROW = 3;
/** Meta allows an account 200 such calls an hour. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * Asks Meta again and again, ever more slowly, and says each new status; returns the one that Meta decided on, or why it refuses to
 * tell. An outage is waited for.
 */
export async function waitForReview({
  graphApi,
  account,
  name,
  language,
  say,
}: Review): Promise<string | GraphFailure> {
  let last = '';
  let refusals = 0;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    const read = await graphApi.getTemplate(account, name);
    refusals = read.kind === 'refused' ? refusals + 1 : 0;
    if (read.kind === 'refused' && refusals === REFUSALS_IN_A_ROW) return read.failure;
    const listed = read.kind === 'ok' ? read.templates.map(readTemplate) : [];
    const template = listed.find((candidate) => candidate?.language === language) ?? null;
    const status = template?.status ?? (read.kind === 'ok' ? 'not listed yet' : `not known: ${reasonOf(read)}`);
    if (status !== last)
      say(`${name} (${language}): ${[status, template?.category, template?.rejectedReason].filter(Boolean).join(' ')}`);
    last = status;
    if (template !== null && !UNDECIDED.has(status)) return status;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

function reasonOf(read: Exclude<Awaited<ReturnType<GraphApi['getTemplate']>>, { kind: 'ok' }>): string {
  return read.kind === 'refused' ? read.failure.title : read.reason;
}
