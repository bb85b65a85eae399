import { useEffect } from 'react';

/** After the last change of the page. A dialog that closes gives the focus back to what has opened it sooner, within 10 ms. */
const SETTLED_AFTER_MS = 50;

interface Focused {
  readonly element: HTMLElement;
  /** Where it stands, which may stay when it goes. */
  readonly row: Element | null;
}

/**
 * Keeps whoever uses the keyboard where they are. What was pressed is disabled while the API is asked, and may be gone when it has
 * answered: what is cancelled cannot be cancelled again. Browsers drop the focus then, and the next Tab begins at the top of the
 * page. It goes back to what was pressed, else to the dialog that is open over everything, else to the link of its row, else to the
 * view's title.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let focused: Focused | null = null;
    let settling = 0;
    const remember = ({ target }: FocusEvent): void => {
      if (!(target instanceof HTMLElement)) return;
      // A dialog belongs to the row in which it was opened.
      const row = target.closest('[role="dialog"]') === null ? target.closest('tr') : (focused?.row ?? null);
      focused = { element: target, row };
    };
    const forgetWhatWasLeft = ({ target }: FocusEvent): void => {
      // What is disabled at this moment was not left, even if an answer enables it again before anyone looks.
      if (!(target instanceof HTMLElement) || !canHaveFocus(target)) return;
      setTimeout(() => {
        // Somebody has clicked beside everything: that is no loss.
        if (isDropped() && canHaveFocus(target)) focused = null;
      });
    };
    const settle = (): void => {
      if (focused === null || !isDropped()) return;
      const { element, row } = focused;
      if (canHaveFocus(element)) element.focus({ preventScroll: true });
      else if (!element.isConnected) instead(row)?.focus({ preventScroll: true });
    };
    const changes = new MutationObserver(() => {
      clearTimeout(settling);
      settling = window.setTimeout(settle, SETTLED_AFTER_MS);
    });
    document.addEventListener('focusin', remember);
    document.addEventListener('focusout', forgetWhatWasLeft);
    changes.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    return () => {
      document.removeEventListener('focusin', remember);
      document.removeEventListener('focusout', forgetWhatWasLeft);
      changes.disconnect();
      clearTimeout(settling);
    };
  }, []);
}

function isDropped(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

function canHaveFocus(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(':disabled');
}

function instead(row: Element | null): HTMLElement | null {
  const dialog = document.querySelector('[role="dialog"]');
  if (dialog instanceof HTMLElement) return dialog;
  const link = row !== null && row.isConnected ? row.querySelector('a') : null;
  return link ?? document.getElementById('title');
}
