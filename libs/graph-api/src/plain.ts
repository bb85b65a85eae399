export { integerAt, isJsonObject, objectAt, objectsAt, textAt, type JsonObject } from './json-object.js';
