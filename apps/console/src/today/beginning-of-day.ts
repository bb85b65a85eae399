/** Of the viewer's day, as the API takes it. */
export function beginningOfDay(): string {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString();
}
