// Just enough of DER (ITU-T X.690) to write a certificate: every value is a tag, a length and the content.

const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

function value(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([tag]), length(content.length), content]);
}

function length(size: number): Buffer {
  if (size < 0x80) return Buffer.from([size]);
  const bytes = bigEndian(size);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

function bigEndian(size: number): number[] {
  const bytes: number[] = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return bytes;
}

/** SEQUENCE of values. */
export const sequence = (...items: readonly Uint8Array[]): Buffer => value(tags.sequence, Buffer.concat(items));

/** SET of values. */
export const set = (...items: readonly Uint8Array[]): Buffer => value(tags.set, Buffer.concat(items));

/** BOOLEAN true; DER leaves a default of false out. */
export const yes = (): Buffer => value(tags.boolean, Buffer.from([0xff]));

/** NULL. */
export const none = (): Buffer => value(tags.null, Buffer.alloc(0));

/** INTEGER from its bytes, most significant first; never negative. */
export function integer(bytes: Uint8Array): Buffer {
  const negative = ((bytes[0] ?? 0) & 0x80) !== 0;
  return value(tags.integer, negative ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
}

/** BIT STRING; `unused` is the number of bits of the last byte that do not count. */
export const bitString = (bytes: Uint8Array, unused = 0): Buffer =>
  value(tags.bitString, Buffer.concat([Buffer.from([unused]), bytes]));

/** OCTET STRING. */
export const octetString = (bytes: Uint8Array): Buffer => value(tags.octetString, bytes);

/** UTF8String. */
export const utf8 = (text: string): Buffer => value(tags.utf8String, Buffer.from(text));

/** GeneralizedTime in UTC, to the second. */
export const time = (date: Date): Buffer =>
  value(tags.generalizedTime, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));

/** A value with a tag of its context: `[number]`, explicit (constructed) or implicit (primitive). */
export const tagged = (number: number, kind: 'explicit' | 'implicit', content: Uint8Array): Buffer =>
  value((kind === 'explicit' ? 0xa0 : 0x80) | number, content);

/** OBJECT IDENTIFIER from its dotted form. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return value(tags.objectIdentifier, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

// Seven bits a byte, most significant first; the top bit says that more follow.
function base128(number: number): number[] {
  const bytes = [number & 0x7f];
  for (let rest = number >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
