import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { alarmTable } from '../infra/monitoring/alarms/create.ts';
import type { AlarmDefinition } from '../infra/monitoring/alarms/definition.ts';
import { RUNBOOK_ENTRIES } from '../lambdas/core/notice-text.ts';
import { ALL_METRICS, METRICS_NAMESPACE } from '../lambdas/metrics.ts';
import { commandsIn } from './guide/options.ts';
import { newStack } from './infra/synthesized.ts';
import { enrolHomes } from './runbook/fleet.ts';
import { entriesIn, openIn, rangIn, ringingIn } from './runbook/messages.ts';
import { readRunbook } from './runbook/read-runbook.ts';
import { SCENES } from './runbook/scenes/all.ts';
import type { Scene } from './runbook/scenes/scene.ts';
import { shownIn } from './runbook/shown-metrics.ts';
import { openStage, type Stage } from './runbook/stage.ts';

/** Of a scene on a busy machine; and a stack that was never synthesized here takes so long, ms. */
const LIMIT_MS = 120_000;
/** Until an alarm that takes a missing value for a bad sign can know that there are any. */
const FIRST_MINUTES = 8;

const alarms = alarmTable(newStack().scheduler);
const entries = readRunbook();

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await enrolHomes(stage);
  await stage.minutes(FIRST_MINUTES);
}, LIMIT_MS);
afterAll(() => stage.close());

/** Saved queries that found something, in any scene. */
const finding = new Set<string>();

const goesOff = ({ alarms: ids, notices, within }: Scene): Promise<void> =>
  stage.until(
    `${[...ids, ...notices]} come`,
    () =>
      titlesOf(ids).every((title) => rangIn(stage.sent()).has(title)) &&
      notices.every((entry) => entriesIn(stage.sent()).has(entry)),
    within,
  );

const isOver = ({ overWithin }: Scene): Promise<void> =>
  stage.until(
    'all is over',
    () => ringingIn(stage.sent()).length === 0 && openIn(stage.sent()).length === 0,
    overWithin,
  );

const titlesOf = (ids: readonly string[]): readonly string[] =>
  alarms.filter(({ id }) => ids.includes(id)).map(({ title }) => title);

/** As the page shows it, beside how it was meant. */
const seen = ({ title, severity, entry }: AlarmDefinition) => ({
  severity,
  entry,
  view: stage.view().alarms.find(({ name }) => name.endsWith(` local: ${title}`)),
});

/** The commands of a scene's entries, but for the names in them, that nobody typed in it. */
const untyped = (scene: Scene): readonly string[] => {
  const typed = stage.typed.map(shapeOf);
  return entries
    .filter(({ anchor }) => scene.entries.includes(anchor))
    .flatMap(({ commands }) => commands)
    .filter((command) => !typed.includes(shapeOf(command)));
};

/** Names differ, and whether somebody is asked for a yes: commands and their options have to be the same. */
const shapeOf = (typed: string): string => {
  const [command] = commandsIn(typed);
  return [...(command?.words ?? []), ...(command?.options ?? [])]
    .filter((word) => word !== '--yes')
    .join(' ');
};

describe.each(SCENES.map((scene) => ({ title: scene.title, scene })))('where $title', ({ scene }) => {
  test(
    'those are told who have to know, what the runbook says helps, and they hear that it is over',
    async () => {
      stage.beginScene();

      await scene.provoke(stage);
      await goesOff(scene);
      const views = alarms.filter(({ id }) => scene.alarms.includes(id)).map(seen);
      await scene.follow(stage);
      await scene.mend?.(stage);
      await isOver(scene);

      expect([...rangIn(stage.sent())].toSorted()).toEqual(titlesOf(scene.alarms).toSorted());
      expect([...entriesIn(stage.sent())].toSorted()).toEqual(scene.notices.toSorted());
      for (const { view, severity, entry } of views) {
        expect(view?.severity).toBe(severity);
        expect(view?.history[0]?.to === 'ALARM' || view?.history[1]?.to === 'ALARM').toBe(true);
        expect(view?.description).toMatch(new RegExp(`More: docs/runbook\\.md#${entry}$`));
      }
      expect(stage.view().alarms.filter(({ state }) => state !== 'OK')).toEqual([]);
      expect(untyped(scene)).toEqual([]);
      for (const { name, rows } of stage.view().queries) if (rows.length > 0) finding.add(name);
    },
    LIMIT_MS,
  );
});

describe('after all of them', () => {
  test('the functions have emitted every metric that there is, each as it is told apart, and no other', () => {
    const emitted = stage.stack.cloudWatch.metrics
      .metrics()
      .filter(({ namespace }) => namespace === METRICS_NAMESPACE)
      .map(
        ({ name, dimensions: { fleet: _, ...apart } }) =>
          `${name} by ${Object.keys(apart).join() || 'fleet'}`,
      );

    const known = ALL_METRICS.flatMap(({ name, apart }) => apart.map((one) => `${name} by ${one}`));
    expect([...new Set(emitted)].toSorted()).toEqual(known.toSorted());
  });

  test('the dashboard and the alarms show every metric that was emitted, and no other', () => {
    const emitted = stage.stack.cloudWatch.metrics
      .metrics()
      .filter(({ namespace }) => namespace === METRICS_NAMESPACE)
      .map(({ name }) => name);

    expect([...shownIn(stage.template)].toSorted()).toEqual([...new Set(emitted)].toSorted());
  });

  test('every saved query has found something', () => {
    const saved = stage.view().queries.map(({ name }) => name);

    expect(saved.filter((name) => !finding.has(name))).toEqual([]);
    expect(saved.length).toBeGreaterThan(0);
  });
});

describe('the runbook', () => {
  const scenesOf = (anchor: string): readonly Scene[] =>
    SCENES.filter((scene) => scene.entries.includes(anchor));

  test('has a scene for each alarm, and each notice', () => {
    const rung = new Set(SCENES.flatMap((scene) => scene.alarms));
    const told = new Set(SCENES.flatMap(({ notices }) => notices));

    expect([...rung].toSorted()).toEqual(alarms.map(({ id }) => id).toSorted());
    expect([...told].toSorted()).toEqual([...new Set(RUNBOOK_ENTRIES)].toSorted());
  });

  test.each(alarms.map(({ id, entry }) => ({ id, entry })))('is tried at $entry for $id', ({ id, entry }) => {
    expect(scenesOf(entry).some((scene) => scene.alarms.includes(id))).toBe(true);
  });

  test('has an entry for each of them, and no other', () => {
    const named = new Set([...alarms.map(({ entry }) => entry), ...RUNBOOK_ENTRIES]);

    expect(entries.map(({ anchor }) => anchor).toSorted()).toEqual([...named].toSorted());
  });

  test.each(entries.map(({ anchor, tried }) => ({ anchor, tried })))(
    'says how $anchor was tried',
    ({ anchor, tried }) => {
      const ways = new Set(scenesOf(anchor).map((scene) => scene.tried));

      expect(tried).toBe([...ways].join(', by '));
    },
  );
});
