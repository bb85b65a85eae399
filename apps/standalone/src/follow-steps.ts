import { type ApiClient, type FollowedMessage, followMessage, hasEnded } from '#api-client';

const STEPS = ['PENDING', 'SENT', 'DELIVERED', 'READ'] as const;

export type Step = (typeof STEPS)[number];

export type End =
  { kind: 'read' } | { kind: 'ended'; message: FollowedMessage } | { kind: 'late'; message: FollowedMessage };

/** What becomes of a message, step by step as it happens, until it ends or the time is over. */
export async function followSteps(
  api: Pick<ApiClient, 'call'>,
  first: FollowedMessage,
  onStep: (step: Step) => void,
  timeoutMs: number,
): Promise<End> {
  const told = new Set<Step>();
  const { message, over } = await followMessage(api, first, timeoutMs, hasEnded, (seen) => {
    for (const step of stepsOf(seen)) {
      if (!told.has(step)) onStep(step);
      told.add(step);
    }
  });
  if (!over) return { kind: 'late', message };
  return message.status === 'READ' ? { kind: 'read' } : { kind: 'ended', message };
}

/** Every step of the way so far: two may have happened between two looks. */
export function stepsOf({ status }: FollowedMessage): Step[] {
  return STEPS.slice(0, Math.max(1, STEPS.findIndex((step) => step === status) + 1));
}
