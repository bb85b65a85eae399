/** What became of a key that was to be replaced by another. */
export type ApiKeyRotation =
  | {
      readonly kind: 'rotated';
      readonly id: string;
      /** The new key itself: it cannot be shown again. */
      readonly text: string;
      /** When the old one ends. */
      readonly endsAt: Date;
    }
  | { readonly kind: 'rotated_before'; readonly by: string }
  | { readonly kind: 'ended' }
  | { readonly kind: 'unknown' };
