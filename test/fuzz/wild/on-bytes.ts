import { Random } from '../../../simulation/random.ts';
import { type Changes, chosen } from './recipe.ts';

/** Bytes that are no UTF-8: cut off, overlong, half a pair, out of range, and what compression begins with. */
// biome-ignore format: a table
const NO_UTF8: readonly Buffer[] = [
  [0xff], [0xfe], [0x80], [0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xc0, 0x80], [0xe0, 0x80, 0xaf], [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80], [0x1f, 0x8b, 0x08, 0x00],
].map((bytes) => Buffer.from(bytes));

const inserted = (bytes: Buffer, where: number, more: Buffer): Buffer => {
  const at = where % (bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
};

const noise = (where: number, what: number): Buffer => {
  const random = new Random(what, where);
  return Buffer.from(Array.from({ length: where % 2_000 }, () => random.below(256)));
};

const bigEndian = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

/** Changes on the way, or by a server that writes in another way than it says. */
export const onBytes: Changes<Buffer> = {
  'bits flipped': (bytes, where, what) => {
    const flipped = Buffer.from(bytes);
    const random = new Random(what, where);
    for (let flips = 1 + (what % 8); flips > 0 && flipped.length > 0; flips -= 1) {
      const at = random.below(flipped.length);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8));
    }
    return flipped;
  },
  'no UTF-8': (bytes, where, what) => inserted(bytes, where, chosen(NO_UTF8, what)),
  'bytes cut off': (bytes, where) => bytes.subarray(0, where % (bytes.length + 1)),
  'in another encoding': (bytes, _, what) => {
    const text = bytes.toString();
    switch (what % 4) {
      case 0:
        return Buffer.from(text, 'utf16le');
      case 1:
        return bigEndian(text);
      case 2:
        return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
      default:
        return Buffer.from(text, 'latin1');
    }
  },
  'byte order mark': (bytes, where) => inserted(bytes, where % 3 === 0 ? where : 0, Buffer.from('\ufeff')),
  noise: (_, where, what) => noise(where, what),
};
