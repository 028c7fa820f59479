import { HOUR } from '../../lambdas/core/time.ts';
import type { DuePage, Principals, Reading } from '../../lambdas/flow/ports.ts';
import { NOW } from '../support/principals.ts';
import { type Answer, type Moment, make, type RandomWrite } from './random-writes.ts';

/** What was seen of a port after one write of a sequence. */
export interface Step {
  readonly write: RandomWrite['name'];
  readonly isLate: boolean;
  readonly moment: Moment;
  readonly answer: Answer;
  readonly row: Reading;
  /** The whole queue of the app, in the order of the ids: rows of one second come in any. */
  readonly queue: DuePage['due'];
}

/** How many writes ago the doubled one was made. */
const DOUBLES_AFTER = 4;
const DOUBLED_EVERY = 7;

/**
 * Makes a sequence of writes at one port and says what was seen after each. Rows and apps carry a name of the
 * sequence, so that many can share a table. Now and then an earlier write comes once more, as a network may bring it.
 */
export async function* runAt(
  principals: Principals,
  sequence: readonly RandomWrite[],
  name: string,
): AsyncGenerator<Step> {
  const made: { write: RandomWrite['name']; moment: Moment }[] = [];
  let now = NOW;

  for (const [n, random] of sequence.entries()) {
    now += random.after;
    const late = n % DOUBLED_EVERY === DOUBLED_EVERY - 1 ? made.at(-DOUBLES_AFTER) : undefined;
    const next = late ?? { write: random.name, moment: await momentOf(principals, random, name, now) };
    made.push(next);

    const { write, moment } = next;
    const answer = await make(write, principals, moment);
    yield {
      write,
      isLate: late !== undefined,
      moment,
      answer,
      row: await principals.get(moment.id),
      queue: inOrderOfIds((await principals.due(moment.app, now + HOUR)).due),
    };
  }
}

const inOrderOfIds = (due: DuePage['due']): DuePage['due'] =>
  [...due].sort((a, b) => (a.principalId < b.principalId ? -1 : 1));

const momentOf = async (
  principals: Principals,
  random: RandomWrite,
  name: string,
  now: number,
): Promise<Moment> => {
  const id = `${name}-row-${random.row}`;
  const reading = await principals.get(id);
  const standing = reading.row === 'found' ? reading.principal.generation : 1;
  return {
    id,
    me: `run-${random.lease}`,
    app: `${name}-app-${random.app}`,
    generation: Math.max(1, standing + random.generation),
    now,
    more: random.more,
    presented: random.presented,
  };
};
