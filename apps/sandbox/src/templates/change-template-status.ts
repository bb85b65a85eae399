import type { Sandbox } from '../sandbox.js';
import { templateStatusChange } from '../webhooks/template-changes.js';
import type { Template, TemplateStatus } from './template.js';

/** A template becomes approved, paused, disabled …: the webhook tells. */
export function changeTemplateStatus(sandbox: Sandbox, template: Template, status: TemplateStatus): void {
  const wasPaused = template.status === 'PAUSED';
  template.status = status;
  sandbox.webhooks.sendTimed(templateStatusChange(template, wasPaused, sandbox.now()));
}
