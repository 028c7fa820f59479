import { confidential } from '../../lambdas/core/confidential.ts';
import { MINUTE } from '../../lambdas/core/time.ts';
import type { Sealer } from '../../lambdas/flow/ports.ts';
import { SealError } from '../../lambdas/flow/seal-error.ts';
import type { Process } from '../process.ts';
import type { Service } from '../service.ts';

const SHARED_FOR = 5 * MINUTE;
const SHARED_BY = 1_000;
/** What is sealed here begins like this: bytes that do not are somebody else's. */
const MARK = 'sealed:';

/** Readable, unlike the real one: nothing in here is secret. */
export const sealedTextIn = (sealed: Uint8Array): string | undefined => {
  const text = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength).toString('latin1');
  return text.startsWith(MARK) ? text.slice(MARK.length) : undefined;
};

/** Seals by a mark in place of a key; the key service is asked as often as the real sealer asks it. */
export const sealerOver = (kms: Service, process: Process): Sealer => {
  let key = { until: 0, left: 0 };
  let asking: Promise<void> | undefined;

  const ask = (): Promise<void> => {
    asking ??= process
      .call(kms, () => {
        key = { until: process.now() + SHARED_FOR, left: SHARED_BY };
      })
      .catch((error) => {
        throw new SealError('key-unavailable', { cause: error });
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };

  return {
    async prepare() {
      while (key.left <= 0 || key.until <= process.now()) await ask();
      key.left -= 1;
      return async (plaintext) => Buffer.from(MARK + plaintext.reveal(), 'latin1');
    },

    async open(sealed) {
      try {
        await process.call(kms, () => {});
      } catch (error) {
        throw new SealError('key-unavailable', { cause: error });
      }
      const text = sealedTextIn(sealed);
      if (text === undefined) throw new SealError('sealed-unreadable');
      return confidential(text);
    },
  };
};
