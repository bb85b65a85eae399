/**
 * Notices the numbers of whose free conversations (`$2`) of the present month, in the time zone `$1`, less than a tenth is left: once
 * for each month, also where the last tenth is used up at once. The alert RecadoFreeTierNear has the same threshold. Where there
 * are none that are free, nothing is near.
 */
export const NOTICE_FREE_TIER = `
  INSERT INTO free_tier_notices (sender_id, month, free, used)
  SELECT sender_id, start, $2::bigint, sum(count) FROM usage_figures
  WHERE period = 'month' AND start = date_trunc('month', now() AT TIME ZONE $1)::date AND figure = 'conversation' AND $2 > 0
  GROUP BY sender_id, start HAVING sum(count) * 10 > $2 * 9
  ORDER BY sender_id
  ON CONFLICT (sender_id, month) DO NOTHING`;
