/**
 * Whoever double-clicks a button means one click. What a button starts shows only with the next drawing that it is at work, which the
 * second click comes before.
 */
export function swallowSecondClicks(): void {
  window.addEventListener(
    'click',
    (event) => {
      if (event.detail < 2 || !(event.target instanceof Element) || event.target.closest('button') === null) return;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true },
  );
}
