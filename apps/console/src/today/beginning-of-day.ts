/** Of the viewer's day so many days ago, as the API takes it. */
export function beginningOfDay(daysAgo: number): string {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo).toISOString();
}
