// Loaded into a worker with --import: its event loop stands still for as long as the test says, right after its next claim.
// A job's lock is shorter here (JOB_LOCK_MS), so that it can run out several times meanwhile.
import './short-job-locks.mjs';

const dist = new URL('../../../dist/libs/', import.meta.url);
const { ClaimsRepository } = await import(new URL('sending/src/index.js', dist).href);

let blockForMs = 0;
process.on('message', (message) => {
  blockForMs = message.blockForMs;
});
// To listen to the test is no reason to live on.
process.channel?.unref();

const claim = ClaimsRepository.prototype.claim;
ClaimsRepository.prototype.claim = async function (ids) {
  const claims = await claim.call(this, ids);
  if (blockForMs > 0 && claims.some((entry) => entry !== null)) {
    const milliseconds = blockForMs;
    blockForMs = 0;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  }
  return claims;
};
