import type { Sandbox } from '../sandbox.js';
import { changeTemplateStatus } from './change-template-status.js';
import type { Template } from './template.js';

/**
 * What Meta decides about a new template: approved, unless its name ends in `_rejected`; as marketing, when its name
 * ends in `_promo`, as Meta does with misfiled ones since April 2025.
 */
export function reviewTemplate(sandbox: Sandbox, template: Template): void {
  if (template.status !== 'PENDING') return;
  if (template.name.endsWith('_rejected')) {
    template.rejected_reason = 'INVALID_FORMAT';
    return changeTemplateStatus(sandbox, template, 'REJECTED');
  }
  if (template.name.endsWith('_promo') && template.category === 'UTILITY') {
    template.previous_category = template.category;
    template.category = 'MARKETING';
  }
  changeTemplateStatus(sandbox, template, 'APPROVED');
}
