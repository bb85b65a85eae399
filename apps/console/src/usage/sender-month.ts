import type { components } from 'recado-client';

/** What one number used in one month, as the API shows it. */
export type SenderMonth = components['schemas']['SenderMonthDto'];
