import type { HealthStatus } from '#graph-api';
import { type Finding, fail } from './finding.js';

/** Where Meta says what stands in the way, in its own words if it has any. */
export function blockedEntities(
  health: HealthStatus | null,
  about: string,
  code: 'ACCOUNT_BLOCKED' | 'NUMBER_BLOCKED',
  isMeant: (type: string) => boolean,
): Finding[] {
  const blocked = (health?.entities ?? []).filter(
    ({ type, canSendMessage }) => isMeant(type) && canSendMessage === 'BLOCKED',
  );
  return blocked.flatMap(({ type, errors }) => {
    if (errors.length === 0) return [fail(code, `${about}: Meta blocks its ${type}, and does not say why`)];
    return errors.map(({ code: number, description, solution }) =>
      fail(code, `${about}: Meta blocks its ${type} (${number ?? 'no code'}): ${description} ${solution}`.trim()),
    );
  });
}
