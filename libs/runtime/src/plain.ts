export { parseDuration } from './duration.js';
export { processEnvironment } from './process-environment.js';
export { StopInTime } from './stop-in-time.js';
