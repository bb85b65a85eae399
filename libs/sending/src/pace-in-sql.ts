/** What a number may send, in messages per second; of `senders s` and `sender_pace p`. */
export const MPS = `COALESCE(p.operator_mps, p.configured_mps, CASE s.throughput_level WHEN 'HIGH' THEN 1000 ELSE 80 END)`;

/** What it does: after ten seconds without a refusal it takes back a hundredth of what it may in each second. */
export const PACE = `LEAST(${MPS}, COALESCE(p.slowed_mps
  + ${MPS} * 0.01 * floor(GREATEST(extract(epoch FROM now() - p.refused_at) - 10, 0)), ${MPS}))::float8`;
