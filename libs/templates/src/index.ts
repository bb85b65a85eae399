export { checkParameters, type ParameterCheck, type TemplateValues } from './check-parameters.js';
export { CreateTemplate, type TemplateCreation } from './create-template.js';
export { poNotification } from './definitions/po-notification.js';
export { shippedDefinition } from './definitions/shipped-definition.js';
export { hasDrifted } from './has-drifted.js';
export { KnownTemplates, type AccountTokens, type TemplateLookup } from './known-templates.js';
export type { ParameterError } from './parameter-error.js';
export { renderHeaderText, renderText } from './render-text.js';
export { SyncTemplates } from './sync-templates.js';
export {
  readTemplate,
  type ButtonDefinition,
  type HeaderDefinition,
  type HeaderFormat,
  type TemplateDefinition,
} from './template-definition.js';
export { TemplateRow } from './template.entity.js';
export { TemplatesModule } from './templates.module.js';
export { TemplatesRepository, type StoredTemplate, type TemplateSummary } from './templates.repository.js';
