export { parseDuration } from './duration.js';
export { processEnvironment } from './process-environment.js';
