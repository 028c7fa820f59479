import { MINUTE } from '../../lambdas/core/time.ts';
import type { Transport } from '../../lambdas/flow/ports.ts';
import type { CloudApp } from '../../simulation/clouds/cloud-app.ts';
import type { Clouds } from '../../simulation/clouds/clouds.ts';
import type { Random } from '../../simulation/random.ts';
import type { VirtualTime } from '../../simulation/virtual-time.ts';

const RETRY_AFTER_SECONDS = 30;

/** Every request gets an answer; a cloud that throttles an app answers no more than so many in a minute. */
export const throttlingTransport = (
  clouds: Clouds,
  throttles: ReadonlyMap<CloudApp, number>,
  { time, random }: { readonly time: VirtualTime; readonly random: Random },
): Transport => {
  const calls = new Map<CloudApp, { minute: number; count: number }>();
  const isTooMany = (app: CloudApp): boolean => {
    const minute = Math.floor(time.now / MINUTE);
    const known = calls.get(app);
    const count = known?.minute === minute ? known.count + 1 : 1;
    calls.set(app, { minute, count });
    return count > (throttles.get(app) ?? Number.POSITIVE_INFINITY);
  };
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        const app = clouds.appOf(request);
        if (!app) return reject(new Error('no such cloud'));
        time.after(random.between(15, 60), () => {
          const throttled = isTooMany(app);
          const { status, body } = throttled ? TOO_MANY : clouds.serve(request, app).wire;
          const headers: Record<string, string> = throttled
            ? { 'retry-after': String(RETRY_AFTER_SECONDS) }
            : {};
          time.after(random.between(10, 80), () =>
            resolve({ kind: 'answered', reply: { status, headers, body, receivedAt: time.now } }),
          );
        });
      }),
  };
};

const TOO_MANY = { status: 429, body: '{"message":"API rate limit exceeded"}' };
