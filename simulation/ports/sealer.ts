import { confidential } from '../../lambdas/core/confidential.ts';
import { MINUTE } from '../../lambdas/core/time.ts';
import type { Sealer } from '../../lambdas/flow/ports.ts';
import { SealError } from '../../lambdas/flow/seal-error.ts';
import type { Process } from '../process.ts';
import type { Service } from '../service.ts';

const SHARED_FOR = 5 * MINUTE;
const SHARED_BY = 1_000;
/** Data keys that a process knows at once. */
const CACHED_KEYS = 1_000;

/** What is sealed here begins like this, and with the name of its data key: bytes that do not are somebody else's. */
const MARK = 'sealed:';
const END_OF_NAME = '\n';

interface Message {
  readonly key: string;
  readonly text: string;
}

const seal = ({ key, text }: Message): Uint8Array => Buffer.from(MARK + key + END_OF_NAME + text);

const messageIn = (sealed: Uint8Array): Message | undefined => {
  const all = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength).toString();
  const end = all.indexOf(END_OF_NAME);
  return all.startsWith(MARK) && end > 0
    ? { key: all.slice(MARK.length, end), text: all.slice(end + 1) }
    : undefined;
};

/** Readable, unlike the real one: nothing in here is secret. */
export const sealedTextIn = (sealed: Uint8Array): string | undefined => messageIn(sealed)?.text;

/** Seals by a mark in place of a key; the key service is asked as often as the real sealer asks it. */
export const sealerOver = (kms: Service, process: Pick<Process, 'name' | 'now' | 'call'>): Sealer => {
  let sealing = { key: '', until: 0, left: 0 };
  let made = 0;
  /** Until when each key opens without a call. */
  const known = new Map<string, number>();
  const underWay = new Map<string, Promise<void>>();

  /** Whoever needs the same meanwhile waits for the same call, and fails with it. */
  const ask = (what: string, answered: () => void): Promise<void> => {
    const others = underWay.get(what);
    if (others) return others;
    const mine = process
      .call(kms, () => {})
      .then(answered, (error) => {
        throw new SealError('key-unavailable', { cause: error });
      })
      .finally(() => underWay.delete(what));
    underWay.set(what, mine);
    return mine;
  };

  const makeKey = (): void => {
    made += 1;
    sealing = { key: `${process.name}/${made}`, until: process.now() + SHARED_FOR, left: SHARED_BY };
  };

  const know = (key: string): void => {
    known.delete(key);
    known.set(key, process.now() + SHARED_FOR);
    const [oldest] = known.keys();
    if (known.size > CACHED_KEYS && oldest !== undefined) known.delete(oldest);
  };

  return {
    async prepare() {
      while (sealing.left <= 0 || sealing.until <= process.now()) await ask('a new key', makeKey);
      sealing.left -= 1;
      const { key } = sealing;
      let used = false;
      return async (plaintext) => {
        if (used) throw new Error('a seal is good for one use');
        used = true;
        return seal({ key, text: plaintext.reveal() });
      };
    },

    async open(sealed) {
      const message = messageIn(sealed);
      if (!message) throw new SealError('sealed-unreadable');
      const { key, text } = message;
      while ((known.get(key) ?? 0) <= process.now()) await ask(key, () => know(key));
      return confidential(text);
    },
  };
};
