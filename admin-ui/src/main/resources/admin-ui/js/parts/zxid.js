/** A zxid as people read it: epoch and counter, both decimal; it comes as a string since JS numbers are too small. */
export function zxid(text) {
  const n = BigInt(text);
  return n === 0n ? '–' : `${n >> 32n}:${n & 0xffffffffn}`;
}
