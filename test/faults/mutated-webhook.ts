/** What tends to break readers of JSON. */
const TROUBLE = [
  'null',
  'true',
  '-1',
  '1e400',
  '99999999999999999999999',
  '""',
  '[]',
  '{}',
  '[null]',
  '{"__proto__":{"x":1}}',
  '{"length":1e9}',
  String.raw`"\u0000"`,
  String.raw`"\ud800"`,
  String.raw`"\ud83d\ude00"`,
  `"${'x'.repeat(5_000)}"`,
  '['.repeat(3_000) + ']'.repeat(3_000),
  '"toString"',
  '"constructor"',
];

/** A key or a value of JSON, roughly. */
const VALUE = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null/g;

/** A body of Meta with one to four faults, in its JSON or in its bytes. `random`: from 0 up to 1. */
export function mutated(original: Buffer, random: () => number): Buffer {
  let body = original;
  for (let faults = 1 + Math.floor(random() * 4); faults > 0; faults -= 1) {
    body = random() < 0.6 ? withOtherValue(body, random) : withOtherBytes(body, random);
  }
  return body;
}

function withOtherValue(body: Buffer, random: () => number): Buffer {
  const text = body.toString();
  const places = [...text.matchAll(VALUE)];
  const place = places[Math.floor(random() * places.length)];
  if (place === undefined) return body;
  const other =
    random() < 0.3
      ? (places[Math.floor(random() * places.length)]?.[0] ?? '')
      : (TROUBLE[Math.floor(random() * TROUBLE.length)] ?? '');
  return Buffer.from(text.slice(0, place.index) + other + text.slice(place.index + place[0].length));
}

function withOtherBytes(body: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * body.length);
  const length = Math.floor(random() * 40);
  const kind = random();
  if (kind < 0.3) return body.subarray(0, at);
  if (kind < 0.6) return Buffer.concat([body.subarray(0, at), body.subarray(at + length)]);
  if (kind < 0.8) return Buffer.concat([body.subarray(0, at + length), body.subarray(at)]);
  const changed = Buffer.from(body);
  changed.fill(Math.floor(random() * 256), at, at + 1);
  return changed;
}
