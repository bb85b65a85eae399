import type { SenderPace } from '#sending';

const SET_BY = { OPERATOR: 'set by an operator', CONFIGURATION: 'configured', META: "Meta's" } as const;

/** `250 messages/s (set by an operator)` */
export function speed(pace: SenderPace | undefined): string {
  if (pace === undefined) return '';
  const slower = pace.pace < pace.mps ? `, at the moment ${Math.round(pace.pace)}: Meta found it too fast` : '';
  return `${pace.mps} messages/s (${SET_BY[pace.setBy]})${slower}`;
}
