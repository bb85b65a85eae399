import type { BusinessNumber } from '../account/business-number.js';
import type { Sandbox } from '../sandbox.js';
import type { Template } from '../templates/template.js';

type Availability = 'AVAILABLE' | 'LIMITED' | 'BLOCKED';

interface Entity {
  readonly entity_type: string;
  readonly id: string;
  readonly can_send_message: Availability;
  readonly can_receive_call_sip?: Availability;
  readonly additional_info?: readonly string[];
  readonly errors?: readonly object[];
}

/**
 * Whether messages can be sent, and which of number, template, account, business and app stands in the way.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/support/health-status
 */
export function healthStatus(sandbox: Sandbox, of: { number?: BusinessNumber; template?: Template }) {
  const { settings, account } = sandbox;
  const isReviewed = account['account_review_status'] === 'APPROVED';
  const entities: Entity[] = [
    ...(of.template ? [templateHealth(of.template)] : []),
    ...(of.number ? [numberHealth(of.number)] : []),
    { entity_type: 'WABA', id: settings.wabaId, can_send_message: isReviewed ? 'AVAILABLE' : 'BLOCKED' },
    { entity_type: 'BUSINESS', id: '506914307656634', can_send_message: 'AVAILABLE' },
    { entity_type: 'APP', id: settings.appId, can_send_message: 'AVAILABLE', ...callable },
  ];
  const worst = (['BLOCKED', 'LIMITED'] as const).find((state) =>
    entities.some((entity) => entity.can_send_message === state),
  );
  return { can_send_message: worst ?? 'AVAILABLE', entities };
}

const callable = { can_receive_call_sip: 'AVAILABLE' } as const;

function numberHealth({ id, fields }: BusinessNumber): Entity {
  const about = { entity_type: 'PHONE_NUMBER', id };
  if (fields['status'] !== 'CONNECTED') return { ...about, can_send_message: 'BLOCKED', ...callable };
  if (fields['name_status'] === 'APPROVED') return { ...about, can_send_message: 'AVAILABLE', ...callable };
  const information = {
    additional_info: [
      'Your display name has not been approved yet. Your message limit will increase after the display name is approved.',
    ],
  };
  return { ...about, can_send_message: 'LIMITED', ...callable, ...information };
}

function templateHealth({ id, status }: Template): Entity {
  const about = { entity_type: 'MESSAGE_TEMPLATE', id };
  if (status === 'APPROVED') return { ...about, can_send_message: 'AVAILABLE' };
  const errors = [
    {
      error_code: 141002,
      error_description: 'Message templates can only be sent out if they are approved.',
      possible_solution: 'Edit or appeal the message template review decision.',
    },
  ];
  return { ...about, can_send_message: 'BLOCKED', errors };
}
