// Loaded with --expose-gc --import: says how much of the heap is in use after a full collection whenever it is asked, in bytes.
process.on('message', (asked) => {
  if (asked !== 'heap') return;
  globalThis.gc();
  process.send({ heapUsed: process.memoryUsage().heapUsed });
});
// To listen to the test is no reason to live on.
process.channel?.unref();
