export { checkParameters, type ParameterCheck, type TemplateValues } from './check-parameters.js';
export { poNotification } from './definitions/po-notification.js';
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
export { TemplatesRepository, type StoredTemplate } from './templates.repository.js';
