export { parsePhone } from './phone-number.js';
