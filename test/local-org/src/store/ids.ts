const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECK = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** The three characters that make a 15-character id safe against change of case: one bit for each capital letter. */
function suffix(id: string): string {
  let check = '';
  for (let block = 0; block < 3; block += 1) {
    let bits = 0;
    for (let i = 0; i < 5; i += 1) {
      const character = id.charAt(block * 5 + i);
      if (character >= 'A' && character <= 'Z') bits |= 1 << i;
    }
    check += CHECK.charAt(bits);
  }
  return check;
}

/** The nth id of an object, 18 characters: key prefix, instance, a number in base 62, checksum. Ids grow with n. */
export function makeId(keyPrefix: string, n: number): string {
  let digits = '';
  for (let rest = n; rest > 0; rest = Math.floor(rest / 62)) digits = BASE62.charAt(rest % 62) + digits;
  const id = `${keyPrefix}LO${digits.padStart(10, '0')}`;
  return id + suffix(id);
}

/** The 18-character form of an id of 15 or 18 characters; undefined when it is no id at all. */
export function normalizeId(text: string): string | undefined {
  if (!/^(?:[a-zA-Z0-9]{15}|[a-zA-Z0-9]{18})$/.test(text)) return undefined;
  const id = text.slice(0, 15);
  return id + suffix(id);
}
