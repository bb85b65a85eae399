/** A template as Meta names it in webhooks; the language as Graph writes it, `en_US` and not `en-US`. */
export interface ToldTemplate {
  readonly name: string;
  readonly language: string;
}

interface Told {
  /** `entry.id`: it counts only for senders of this account whose app secret signed the webhook. */
  readonly wabaId: string;
  /** Meta's own time, in whole seconds; when it reached us where Meta gave none that is one. */
  readonly occurredAt: Date;
  readonly timeOfReceipt: boolean;
}

/**
 * What Meta tells of a template, an account or a number, in its own words and capitals; `field` is Meta's name for it.
 * What follows from each: docs/webhooks.md, and account-events.repository.ts.
 */
export type AccountEvent = Told &
  (
    | {
        readonly field: 'message_template_status_update';
        readonly template: ToldTemplate;
        readonly event: string;
        /** The template's new status; null where the event does not say it, and Meta's list has to. */
        readonly status: string | null;
        readonly why: string | null;
        /** What the template is filed under, which Meta may decide with its status. */
        readonly category: string | null;
        /** FIRST_PAUSE, SECOND_PAUSE, RATE_LIMITING_PAUSE, UNPAUSE, DISABLED. */
        readonly title: string | null;
      }
    | {
        readonly field: 'message_template_quality_update';
        readonly template: ToldTemplate;
        /** GREEN, YELLOW, RED or UNKNOWN. */
        readonly quality: string;
        readonly previous: string | null;
      }
    | {
        readonly field: 'template_category_update';
        readonly template: ToldTemplate;
        readonly category: string;
        /** Null while the change is only announced. */
        readonly previous: string | null;
        /** The category that it will have; null once it has it. */
        readonly announced: string | null;
      }
    | { readonly field: 'message_template_components_update'; readonly template: ToldTemplate }
    | {
        readonly field: 'account_update';
        readonly event: string;
        readonly banState: string | null;
        readonly violation: string | null;
        readonly restrictions: readonly { readonly type: string; readonly until: Date | null }[];
      }
    | { readonly field: 'account_review_update'; readonly decision: string }
    | {
        readonly field: 'account_alerts';
        readonly severity: string | null;
        readonly type: string | null;
        readonly status: string | null;
        readonly entity: string | null;
        readonly description: string | null;
      }
    | {
        readonly field: 'business_capability_update';
        /** `TIER_10K`, or a number as text. */
        readonly messagingLimit: string | null;
        readonly maxPhoneNumbers: number | null;
      }
    | {
        readonly field: 'phone_number_quality_update';
        readonly number: string;
        readonly event: string;
        readonly messagingLimit: string | null;
      }
    | {
        readonly field: 'phone_number_name_update';
        readonly number: string;
        readonly decision: string;
        readonly name: string | null;
        readonly why: string | null;
      }
    | { readonly field: 'security'; readonly number: string | null; readonly event: string }
  );
