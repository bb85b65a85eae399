import type { DatabaseConnection } from '#database';
import { TemplatesRepository, type TemplateSummary, hasDrifted } from '#templates';
import { say, sayJson } from './terminal.js';

/** `recado templates list` */
export async function listTemplates(dataSource: DatabaseConnection, json: boolean): Promise<void> {
  const stored = await new TemplatesRepository(dataSource).summaries();
  if (json) sayJson(stored);
  else list(stored);
}

function list(stored: readonly TemplateSummary[]): void {
  for (const template of stored) {
    const { wabaId, name, language, status, category, quality, previousCategory } = template;
    const moved = hasDrifted(template) ? `, was ${previousCategory ?? 'something else'}` : '';
    say(`${wabaId}  ${name} (${language})  ${status}  ${category}${moved}  quality ${quality ?? 'unknown'}`);
  }
  if (stored.length === 0) say('No template is known: `recado templates sync` asks Meta.');
}
