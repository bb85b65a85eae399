/** What a log, a queue or a figure must never hold, as far as it can be told by its looks. */
const BY_LOOKS: Readonly<Record<string, RegExp>> = {
  'a phone number': /\+[1-9]\d{7,14}(?!\d)/g,
  // As Meta writes those of our fixtures (Spain, USA, Mexico, Brazil), without +. Ids of accounts and numbers have 15 digits, times
  // in milliseconds 13 and begin with 1; a group of a UUID may be digits alone.
  'a phone number without +': /(?<![\w.-])(?:34[6-9]\d{8}|1[2-9]\d{2}[2-9]\d{6}|52\d{10,11}|55\d{10,11})(?![\w.-])/g,
  // Base64 of the phone is inside.
  'a wamid': /wamid\.[\w+/=-]+|HBgL[\w+/=-]{8,}/g,
  "a person's id at Meta": /(?<![\w.])[A-Z]{2}\.(?:ENT\.)?\d{15,}/g,
  'a bearer token': /Bearer\s+\S+/gi,
  'a password in a URL': /:\/\/[^\s/:@"]+:[^\s/@"]+@/g,
};

export interface Hit {
  readonly what: string;
  /** The place, with some of what stands around it. */
  readonly where: string;
}

/** Everything private in a text: by its looks, or because it is one of the secrets and names that a test used, by what each is. */
export function privateData(text: string, known: Readonly<Record<string, readonly string[]>>): readonly Hit[] {
  const byLooks = Object.entries(BY_LOOKS).flatMap(([what, pattern]) =>
    [...text.matchAll(pattern)].map(({ index }) => ({ what, where: around(text, index) })),
  );
  const byName = Object.entries(known).flatMap(([what, values]) =>
    values.flatMap((value) => placesOf(text, value).map((index) => ({ what, where: around(text, index) }))),
  );
  return [...byLooks, ...byName];
}

function placesOf(text: string, value: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) places.push(at);
  return places;
}

function around(text: string, index: number): string {
  return text.slice(Math.max(0, index - 120), index + 60);
}
