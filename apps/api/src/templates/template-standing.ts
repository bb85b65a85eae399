import { type TemplateDefinition, hasDrifted } from '#templates';

/** What a template's state at Meta means for a message that uses it now. */
export interface TemplateStanding {
  /** False: Meta sends nothing with it before somebody acts. */
  readonly accepted: boolean;
  /** The message waits for it; TEMPLATE_STOPS says the same in SQL. */
  readonly waits: boolean;
  readonly warnings: readonly string[];
}

/** `blocksDrift`: BLOCK_CATEGORY_DRIFT. */
export function standingOf(template: TemplateDefinition, blocksDrift: boolean): TemplateStanding {
  const { name, language, status, category, previousCategory } = template;
  const whole = `Template ${name} (${language})`;
  const drifted = hasDrifted(template);
  const paused = status === 'PAUSED';
  const moved = `${whole} was ${previousCategory ?? 'another category'} and is ${category} at Meta now: it costs more, and who stopped marketing does not get it.`;
  return {
    accepted: paused || status === 'APPROVED',
    waits: paused || (drifted && blocksDrift),
    warnings: [
      ...(paused ? [`${whole} is PAUSED at Meta: the message waits until that passes by itself.`] : []),
      ...(drifted ? [blocksDrift ? `${moved} The message waits until it is back.` : moved] : []),
    ],
  };
}
