/** `+34612345678` as `+34 ······678`: enough to tell two apart, too little to call anybody. */
export function maskPhone(phone: string): string {
  return `${phone.slice(0, 3)} ······${phone.slice(-3)}`;
}
