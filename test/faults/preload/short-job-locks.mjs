// Loaded into a worker with --import: BullMQ's lock of a job lasts JOB_LOCK_MS (milliseconds) instead of a minute, so that
// what happens when it is lost happens while a test looks on. Stalled jobs are looked for twice as often.
const { Worker } = await import('bullmq');

const lockDuration = Number(process.env.JOB_LOCK_MS);
const { value: run } = Object.getOwnPropertyDescriptor(Worker.prototype, 'run');
Worker.prototype.run = function () {
  Object.assign(this.opts, { lockDuration, lockRenewTime: lockDuration / 2, stalledInterval: lockDuration / 2 });
  this.createLockManager();
  return run.call(this);
};
