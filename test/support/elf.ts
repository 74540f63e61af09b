const DYNAMIC = 6;
const NEEDED = 1n;
const END = 0n;

/** What an executable or a shared library for 64 bits says of itself. */
export interface Elf {
  /** As in the images of OCI. */
  readonly architecture: string;
  /** Names of the libraries that have to be loaded with it. */
  readonly needed: readonly string[];
}

const ARCHITECTURES: Readonly<Record<number, string>> = { 62: 'amd64', 183: 'arm64' };

/** Reads an ELF file (System V ABI, "Object Files"); nothing for a file of another kind. */
export function readElf(bytes: Buffer): Elf | undefined {
  if (bytes.subarray(0, 4).toString('latin1') !== '\x7fELF') return undefined;
  const table = Number(bytes.readBigUInt64LE(0x28));
  const [size, count] = [bytes.readUInt16LE(0x3a), bytes.readUInt16LE(0x3c)];
  const section = (index: number) => {
    const at = table + index * size;
    return {
      type: bytes.readUInt32LE(at + 4),
      offset: Number(bytes.readBigUInt64LE(at + 24)),
      length: Number(bytes.readBigUInt64LE(at + 32)),
      link: bytes.readUInt32LE(at + 40),
    };
  };
  const dynamic = Array.from({ length: count }, (_, i) => section(i)).find(({ type }) => type === DYNAMIC);
  const needed: string[] = [];
  if (dynamic !== undefined) {
    const strings = section(dynamic.link).offset;
    for (let at = dynamic.offset; at < dynamic.offset + dynamic.length; at += 16) {
      const tag = bytes.readBigUInt64LE(at);
      if (tag === END) break;
      if (tag !== NEEDED) continue;
      const start = strings + Number(bytes.readBigUInt64LE(at + 8));
      needed.push(bytes.subarray(start, bytes.indexOf(0, start)).toString('latin1'));
    }
  }
  return { architecture: ARCHITECTURES[bytes.readUInt16LE(0x12)] ?? 'other', needed };
}
