// Loaded into a worker with --import: one window a second and no turns, as one would set a limit per second, so that a test can show what it
// lets through.
const dist = new URL('../../../dist/apps/worker/src/send/', import.meta.url);
const { SenderPaces } = await import(new URL('sender-paces.js', dist).href);

SenderPaces.prototype.limiterOf = function (senderId) {
  return { max: this.mpsOf(senderId), duration: 1_000 };
};
SenderPaces.prototype.turn = () => Promise.resolve();
