// Loaded into a worker with --import: from the message {wedge: true} on it takes no jobs, though its connections live, which
// is what BullMQ has done after a lost connection more than once. FASTER makes the time that passes for the watchdog so many
// times longer; a second passes between its verdict and the end, so that a test can ask how the worker is.
const dist = new URL('../../../dist/', import.meta.url);
const { QueueFiguresRepository } = await import(new URL('libs/sending/src/index.js', dist).href);
const { Progress } = await import(new URL('apps/worker/src/send/progress.js', dist).href);
const { Worker } = await import('bullmq');

let wedged = false;
process.on('message', (message) => {
  wedged ||= message?.wedge === true;
});

for (const method of ['moveToActive', 'processJob']) {
  const original = Worker.prototype[method];
  Worker.prototype[method] = function (...args) {
    return wedged ? new Promise(() => undefined) : original.apply(this, args);
  };
}

const faster = Number(process.env.FASTER ?? '1');
const { read } = QueueFiguresRepository.prototype;
QueueFiguresRepository.prototype.read = async function () {
  const figures = await read.call(this);
  return figures.map((entry) => ({ ...entry, oldestClaimableSeconds: entry.oldestClaimableSeconds * faster }));
};
const { secondsSinceLast } = Progress.prototype;
Progress.prototype.secondsSinceLast = function (...args) {
  return secondsSinceLast.apply(this, args) * faster;
};

const exit = process.exit.bind(process);
process.exit = (code) => void setTimeout(() => exit(code), 1_000);
