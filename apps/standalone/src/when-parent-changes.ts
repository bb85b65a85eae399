/**
 * Calls back once when the process that started us is gone: npm hands a signal on at best, and a `kill -9` of it never.
 * `npm start` replaces npm's shell by us (`exec`), so that our parent is npm itself. Whoever starts us without a parent
 * that stays, as nohup or a container does, has process 1 there from the beginning, and that never changes.
 */
export function whenParentChanges(then: () => void): void {
  const first = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === first) return;
    clearInterval(look);
    then();
  }, 500);
  look.unref();
}
