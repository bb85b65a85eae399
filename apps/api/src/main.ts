import { StopInTime } from '#runtime/plain';

// Signals are heard from here on; loading the rest takes its time.
const stop = new StopInTime('api');
const { serve } = await import('./serve.js');
await serve(stop);
