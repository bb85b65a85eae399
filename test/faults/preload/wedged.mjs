// Loaded into a worker with --import: from the message {wedge: true} on it takes no jobs, though its connections live, which
// is what BullMQ has done after a lost connection more than once. A second passes between the watchdog's verdict and the
// end, so that a test can ask how the worker is.
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

const exit = process.exit.bind(process);
process.exit = (code) => void setTimeout(() => exit(code), 1_000);
