import { focusManager } from '@tanstack/react-query';

/** When somebody comes back to this window: to its tab, or from another window beside it, which hid nothing. */
const COMING_BACK = ['visibilitychange', 'focus'];

/** What is not asked for by time is asked for again then. */
export function noticeComingBack(): void {
  focusManager.setEventListener((comeBack) => {
    const listener = (): void => comeBack();
    for (const event of COMING_BACK) window.addEventListener(event, listener);
    return () => {
      for (const event of COMING_BACK) window.removeEventListener(event, listener);
    };
  });
}
