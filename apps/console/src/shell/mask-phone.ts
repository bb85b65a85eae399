/**
 * `+34612345678` as `+34 ······678`: enough to tell two apart, too little to call anybody. Of the codes of countries only +1 and +7
 * have one digit; of one of three the third is left out.
 */
export function maskPhone(phone: string): string {
  const code = /^\+(?:[17]|\d{2})/.exec(phone)?.[0] ?? '';
  return `${code} ······${phone.slice(-3)}`;
}
