/**
 * A process started with an IPC channel ends itself when its parent is gone, even after a kill -9 of the parent,
 * so that `npm start` leaves nothing running. Without a channel it does nothing.
 */
export function exitWithParent(): void {
  if (process.connected) process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}
