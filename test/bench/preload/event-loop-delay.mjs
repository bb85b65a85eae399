// Loaded with --import: says, whenever it is asked, for how long the event loop kept whoever was next waiting since it was asked last.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();

process.on('message', (asked) => {
  if (asked !== 'event-loop-delay') return;
  // It counts from one look to the next, and nobody is late who comes when he should.
  const milliseconds = (nanoseconds) => Math.max(0, nanoseconds / 1_000_000 - RESOLUTION_MS);
  process.send({
    eventLoopDelay: { p50: milliseconds(delay.percentile(50)), p99: milliseconds(delay.percentile(99)) },
  });
  delay.reset();
});
process.channel?.unref();
