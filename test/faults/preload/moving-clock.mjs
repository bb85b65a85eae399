// Loaded into a worker with --import: the wall clock is ahead or behind by what the test says, and may jump at any time.
// The monotonic clock (performance.now, timers) goes on as it does when somebody sets a machine's time.
const RealDate = Date;
let aheadMs = 0;
const now = () => RealDate.now() + aheadMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
});

process.on('message', (message) => {
  aheadMs = message.aheadMs;
});
// To listen to the test is no reason to live on.
process.channel?.unref();
