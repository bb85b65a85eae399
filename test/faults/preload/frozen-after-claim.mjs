// Loaded into a worker with --import: it stops as by SIGSTOP right after its next claim once the test says {freeze: true}, and
// goes on when it gets SIGCONT.
const dist = new URL('../../../dist/libs/', import.meta.url);
const { ClaimsRepository } = await import(new URL('sending/src/index.js', dist).href);

let freeze = false;
process.on('message', (message) => {
  freeze ||= message.freeze === true;
});
// To listen to the test is no reason to live on.
process.channel?.unref();

const claim = ClaimsRepository.prototype.claim;
ClaimsRepository.prototype.claim = async function (ids) {
  const claims = await claim.call(this, ids);
  if (freeze && claims.some((entry) => entry !== null)) {
    freeze = false;
    process.kill(process.pid, 'SIGSTOP');
  }
  return claims;
};
