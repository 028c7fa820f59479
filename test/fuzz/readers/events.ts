import { PRINCIPAL_ID } from '../../../lambdas/contract.ts';
import { type Batch, readBatch } from '../../../lambdas/reject/batch.ts';
import { ofPrototypes, ofWholeNumber } from '../promises.ts';
import { type Reader, reader } from '../reader.ts';
import { documents } from '../wild/documents.ts';
import { NO_TEXTS, NO_TIMES } from '../wild/vocabulary.ts';

const paper = documents(
  [
    { principalId: 'home-1', generation: 7 },
    { principalId: 'home@a.example', generation: 1_795_000_000, reason: '401', at: '2026-11-22T12:00:00Z' },
  ],
  [...NO_TEXTS, ...NO_TIMES],
);

type Records = Parameters<typeof readBatch>[0];

/** Messages of the queue: whoever may put events on the bus can have written them. */
export const events: Reader = reader<Records, Batch>({
  name: 'event',
  changes: paper.changes,
  make: ({ base, steps }) =>
    Array.from({ length: base % 4 }, (_, index) => ({
      messageId: `message-${index}`,
      body: paper.write({ base: base >>> index, steps: steps.slice(index) }),
    })),
  read: readBatch,
  wordFor: (_, { unreadable }) => (unreadable === 0 ? 'readable' : 'unreadable'),
  complaints: (records, { messages, unreadable }) => [
    ...ofPrototypes(),
    ...(messages.length + unreadable === records.length ? [] : ['a message is not accounted for']),
    ...messages.flatMap(({ rejection: { principalId, generation, ...more } }) => [
      ...(PRINCIPAL_ID.test(principalId) ? [] : ['an id that there cannot be']),
      ...(Object.keys(more).length === 0 ? [] : ['more than is known']),
      ...ofWholeNumber('the generation', generation, 1, Number.MAX_SAFE_INTEGER),
    ]),
  ],
  text: (records) => records.map(({ body }) => body).join('\n'),
});
