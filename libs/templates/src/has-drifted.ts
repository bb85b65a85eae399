import type { TemplateDefinition } from './template-definition.js';

const CHEAPER: ReadonlySet<string | null> = new Set(['UTILITY', 'AUTHENTICATION']);

/** Whether Meta has moved it to MARKETING after it had been something cheaper; CATEGORY_DRIFTED says the same in SQL. */
export function hasDrifted({
  category,
  previousCategory,
}: Pick<TemplateDefinition, 'category' | 'previousCategory'>): boolean {
  return category === 'MARKETING' && CHEAPER.has(previousCategory);
}
