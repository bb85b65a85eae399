import type { JsonObject } from '#graph-api';
import { poNotification } from './po-notification.js';

const SHIPPED = [poNotification];

/** The definition of a template that this product needs and brings along; null for any other name. */
export function shippedDefinition(
  name: string,
): (JsonObject & { readonly language: string; readonly category: string }) | null {
  return SHIPPED.find((definition) => definition.name === name) ?? null;
}
