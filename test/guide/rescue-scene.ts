import { MINUTE, SECOND } from '../../lambdas/core/time.ts';
import { tick } from '../../lambdas/flow/tick.ts';
import type { Deployment } from '../../local/deployment.ts';
import { TestClock } from '../flow/clock.ts';
import { Recorder } from '../flow/recorder.ts';

/**
 * A run of a while ago, in a process that is gone: it got a new grant and the table took no write.
 *
 * @returns the log as CloudWatch hands it out
 */
export const lostToTheLog = async (principalId: string, { ports }: Deployment): Promise<string> => {
  const clock = new TestClock(Date.now() - 10 * MINUTE);
  const journal = new Recorder();
  const keep = () => {
    clock.advance(40 * SECOND);
    return Promise.reject(new Error('the table does not answer'));
  };
  await ports.principals.markDue(principalId, 'forced', clock.now());
  await tick(
    { ...ports, clock, journal, principals: { ...ports.principals, keep } },
    { deadline: clock.now() + 50 * SECOND, concurrency: 1, publishRate: 35 },
  );
  const events = journal.lines
    .filter(({ message }) => message === 'rescue')
    .map(({ message, facts }) => ({ message: JSON.stringify({ level: 'ERROR', message, ...facts }) }));
  return JSON.stringify({ events });
};
