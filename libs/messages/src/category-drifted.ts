/**
 * True, in SQL, where Meta has moved a template (alias `t`) to MARKETING after it had been something cheaper: since April 2025 it does so
 * without asking. https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-categorization
 */
export const CATEGORY_DRIFTED = `COALESCE(t.category = 'MARKETING' AND t.previous_category IN ('UTILITY', 'AUTHENTICATION'), false)`;
