import type { TroubleCode } from './troubleshooting.js';

/** What one look has shown. `code` leads to the remedy. */
export type Finding =
  | { readonly result: 'pass'; readonly text: string }
  | { readonly result: 'warn' | 'fail'; readonly code: TroubleCode; readonly text: string }
  /** Something above stands in the way. */
  | { readonly result: 'unchecked'; readonly text: string };

export function pass(text: string): Finding {
  return { result: 'pass', text };
}

export function warn(code: TroubleCode, text: string): Finding {
  return { result: 'warn', code, text };
}

export function fail(code: TroubleCode, text: string): Finding {
  return { result: 'fail', code, text };
}

export function unchecked(text: string): Finding {
  return { result: 'unchecked', text };
}
