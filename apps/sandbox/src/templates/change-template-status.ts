import type { Sandbox } from '../sandbox.js';
import { templateStatusChange } from '../webhooks/template-changes.js';
import type { Template, TemplateStatus } from './template.js';

/** A template becomes approved, paused, disabled …: the webhook tells, unless it is not `told`. */
export function changeTemplateStatus(sandbox: Sandbox, template: Template, status: TemplateStatus, told = true): void {
  const wasPaused = template.status === 'PAUSED';
  template.status = status;
  if (told) sandbox.webhooks.sendTimed(templateStatusChange(template, wasPaused, sandbox.now()));
}
