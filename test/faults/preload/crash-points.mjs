// Loaded into a worker with --import: ends it as kill -9 does at the point named by CRASH_AT, CRASH_SHARE of the times.
// The product itself knows nothing of it. FAULT_SEED is another one for each process, and the same when a run is repeated.
const dist = new URL('../../../dist/libs/', import.meta.url);
const { ClaimsRepository, SettlementsRepository } = await import(new URL('sending/src/index.js', dist).href);
const { GraphApi } = await import(new URL('graph-api/src/index.js', dist).href);
const { Job } = await import('bullmq');
const { seededRandom } = await import(
  new URL('../../../dist/apps/sandbox/src/behaviour/seeded-random.js', import.meta.url).href
);

const share = Number(process.env.CRASH_SHARE);
const random = seededRandom(Number(process.env.FAULT_SEED));

function at(point) {
  if (process.env.CRASH_AT === point && random() < share) process.kill(process.pid, 'SIGKILL');
}

/** Crashes before and after a method, and on the way where `during` says so. */
function around(type, method, before, after) {
  const original = type.prototype[method];
  type.prototype[method] = async function (...args) {
    at(before);
    const result = await original.apply(this, args);
    at(after);
    return result;
  };
}

around(ClaimsRepository, 'claim', 'before-claim', 'after-claim');
around(GraphApi, 'sendTemplate', 'before-call', 'after-answer');
around(SettlementsRepository, 'settle', 'before-settle', 'after-settle');
around(Job.prototype.constructor, 'log', 'before-job-end', 'before-job-end');

// Between the request's last byte and the answer: as soon as the call is under way.
const send = GraphApi.prototype.sendTemplate;
GraphApi.prototype.sendTemplate = function (...args) {
  const answer = send.apply(this, args);
  if (process.env.CRASH_AT === 'during-call') setTimeout(() => at('during-call'), 2);
  return answer;
};
