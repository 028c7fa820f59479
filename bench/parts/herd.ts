import { MINUTE, SECOND } from '../../lambdas/core/time.ts';
import { type HerdFigures, MARGIN, PUBLISH_RATE, runHerd } from '../herd/run-herd.ts';
import type { Part } from '../part.ts';
import { quantile } from '../statistics.ts';

const minutes = (ms: number): string => (ms / MINUTE).toFixed(1);

export const herd: Part = {
  name: 'herd',
  about: 'a whole fleet due in the same minute, in virtual time, at the pace of deployed ticks',

  async measure({ herd: size }, tell) {
    const figures = await runHerd(size, (published) => tell(`${published} published`));
    const all = figures.apps.flatMap(({ publications }) => publications);
    const left = all.map((one) => one.left);
    const last = Math.max(...all.map(({ after }) => after));
    const lasts = figures.apps.filter(({ name }) => name.startsWith('equal')).map((app) => lastOf(app));
    return {
      tables: [
        {
          title: `${figures.principals} principals due in the same minute, ${minutes(MARGIN)} minutes before their tokens end; minutes after`,
          head: ['app', 'principals', 'first', 'median', 'last', 'least left, min'],
          rows: figures.apps.map(({ name, provider, publications }) => {
            const after = publications.map((one) => one.after);
            return [
              `${name} (${provider})`,
              publications.length,
              ...[0, 0.5, 1].map((share) => minutes(quantile(after, share))),
              minutes(
                quantile(
                  publications.map((one) => one.left),
                  0,
                ),
              ),
            ];
          }),
        },
        {
          title: 'All of them',
          head: ['ticks', 'minutes', 'published a second', `at ${PUBLISH_RATE}/s without a pause, minutes`],
          rows: [
            [
              figures.ticks,
              minutes(last),
              (all.length / (last / SECOND)).toFixed(1),
              minutes((all.length / PUBLISH_RATE) * SECOND),
            ],
          ],
        },
      ],
      goals: [
        { what: 'tokens that ended before', value: left.filter((ms) => ms < 0).length, most: 0 },
        {
          what: 'last of equal apps, slowest to quickest',
          value: Math.max(...lasts) / Math.min(...lasts),
          most: 1.1,
        },
      ],
      raw: figures.apps.map((app) => ({ ...app, publications: undefined, last: lastOf(app) })),
    };
  },
};

const lastOf = ({ publications }: HerdFigures['apps'][number]): number =>
  quantile(
    publications.map(({ after }) => after),
    1,
  );
