/** How the sandbox answers one send that is in order. The kinds before `accept` do not accept the message. */
export type Answer =
  | { readonly kind: 'refuse'; readonly code: number; readonly onlyFirstTry?: boolean }
  | { readonly kind: 'rate-429' }
  | { readonly kind: 'bare-500' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang-before' }
  | {
      readonly kind: 'accept';
      readonly messageStatus?: 'held_for_quality_assessment' | 'absent';
      readonly waitBeforeMs?: number;
      readonly waitAfterMs?: number;
    }
  | { readonly kind: 'accept-lose-response' }
  | { readonly kind: 'accept-hang' }
  | { readonly kind: 'accept-500' }
  | { readonly kind: 'accept-garbage'; readonly garbage: Garbage };

/** Bodies of a 200 that no client can read. */
export type Garbage = 'html' | 'empty' | 'truncated' | 'huge';

export const acceptAsUsual: Answer = { kind: 'accept' };
