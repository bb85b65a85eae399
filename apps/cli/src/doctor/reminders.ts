export const STATUS_PAGE = 'https://metastatus.com/whatsapp-business-api';

const READING_LIST = [
  'docs/runbook.md: what each alert means and what to do',
  'docs/reliability.md: what is promised, and what a person decides (HELD)',
  'docs/sender-health.md: why a number stops, and what lets it go on',
  'docs/errors.md: what each code of Meta asks for',
] as const;

/** What of the pre-launch checklist no program can look at. */
export function reminders(done: {
  readonly sent: boolean;
  readonly phones: boolean;
  readonly compared: boolean;
}): string[] {
  return [
    ...(done.sent
      ? []
      : [
          'A self-signed event proves only half of the way back: `recado doctor --send +34…`, with a phone of your own.',
        ]),
    ...(done.phones ? [] : ['The phones of your suppliers: `recado phones check FILE.csv`, or --phones here.']),
    ...(done.compared
      ? []
      : ['Test and production need tokens, secrets and numbers of their own: --other-env FILE compares two.']),
    `Is Meta well? ${STATUS_PAGE}`,
    `Has everybody who is on call read: ${READING_LIST.join('; ')}?`,
  ];
}
