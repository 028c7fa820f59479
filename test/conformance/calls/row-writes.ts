import * as write from '../../../lambdas/adapters/principal-writes.ts';
import { answer, type Call } from './answer.ts';
import { claimBy, enrolled, GENERATION, get, MINUTE, NOW, queue, row, update } from './tables.ts';

/** One write on a row that was enrolled, and then on the same row when its condition no longer holds. */
const once = (what: string, make: (app: string) => write.Write): Call => ({
  what: `UpdateItem ${what}, and again`,
  async ask(stage) {
    const app = stage.name();
    const id = await enrolled(stage, app);
    return [
      await answer(update(stage, id, make(app))),
      await answer(update(stage, id, make(app))),
      await answer(get(stage, id)),
      await answer(queue(stage, app)),
    ];
  },
});

/** Every other write of a row that the product knows, with the conditions that it comes with. */
export const rowWrites: readonly Call[] = [
  once('marks due what was forced', () => write.markDue('forced', NOW, NOW)),
  once('marks due what was rejected', () => write.markDue({ rejected: GENERATION }, NOW, NOW)),
  once('adopts a row that is in no queue', () => write.adopt(NOW)),
  once('pauses', () => write.pause()),
  once('resumes', () => write.resume(NOW)),
  once('replaces a grant', (app) => write.replace(GENERATION, row(app), NOW)),
  once('claims for another run', (app) => claimBy('run', app)),
  once('unpublishes', () => write.unpublish({ generation: GENERATION, publishedVersion: 'v' }, NOW)),
  {
    what: 'UpdateItem claims once a lease has ended',
    async ask(stage) {
      const id = await enrolled(stage);
      await update(stage, id, claimBy('first'));
      const later = { app: 'app', provider: 'dkn', leaseId: 'second', until: NOW + 5 * MINUTE };
      return [
        await answer(update(stage, id, write.claim({ ...later, now: NOW + MINUTE / 2 }))),
        await answer(update(stage, id, write.claim({ ...later, now: NOW + 2 * MINUTE }))),
      ];
    },
  },
];
