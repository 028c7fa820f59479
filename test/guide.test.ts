import { access, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asShown } from './guide/as-shown.ts';
import { commandsIn, optionsOf } from './guide/options.ts';
import { filledIn } from './guide/props.ts';
import { type Commands, GUIDE, readGuide, type Step } from './guide/read-guide.ts';
import { scenesOn } from './guide/scenes.ts';
import { openStage, type Stage } from './guide/stage.ts';

/** A stack that was never synthesized here takes so long, ms. */
const LIMIT_MS = 90_000;

let stage: Stage;
let scenes: ReturnType<typeof scenesOn>;
beforeAll(async () => {
  stage = await openStage();
  scenes = scenesOn(stage);
}, LIMIT_MS);
afterAll(() => stage.close());

const text = await readFile(GUIDE, 'utf8');
const tasks = readGuide(text);

const take = async (step: Step): Promise<void> => {
  switch (step.do) {
    case 'write':
      return writeFile(step.name, await filledIn(step.name, step.content, stage.world.clouds));
    case 'meanwhile': {
      const scene = scenes[step.what];
      if (!scene) throw new Error(`nobody knows how to play "${step.what}"`);
      await scene();
      return;
    }
    case 'type':
      return type(step);
    case 'on-aws':
      return;
  }
};

const type = async ({ lines, seen, exitCode }: Commands): Promise<void> => {
  let all = '';
  let last = 0;
  let isAsWritten = true;
  for (const line of lines) {
    const ran = await stage.type(line);
    all += ran.text;
    last = ran.exitCode;
    if (ran.instead) isAsWritten = false;
  }
  expect({ lines, all, exitCode: last }).toMatchObject({ exitCode });
  // Where the fleet is goes along in what is to be typed next.
  if (seen !== undefined && isAsWritten) expect(all.replaceAll(/ --local \d+/g, '')).toMatch(asShown(seen));
};

describe.each(tasks)("the operator's guide, $title", ({ steps }) => {
  test(
    'goes as it is written there',
    async () => {
      for (const step of steps) await take(step);
    },
    LIMIT_MS,
  );
});

describe("the operator's guide", () => {
  test('names no command and no option of ours that there is not, on AWS or in a sentence', async () => {
    const commands = commandsIn(text).filter(({ words }) => words[0] !== 'help');

    const unknown = await Promise.all(
      commands.map(async ({ words, options }) => {
        const known = await optionsOf(words);
        if (!known) return [words.join(' ')];
        return options
          .filter((option) => !known.includes(option))
          .map((option) => [...words, option].join(' '));
      }),
    );

    expect(commands.length).toBeGreaterThan(20);
    expect(unknown.flat()).toEqual([]);
  });

  test('links to chapters and files that are there', async () => {
    const chapters = tasks.map(
      ({ title }) =>
        `#${title
          .toLowerCase()
          .replaceAll(/[^a-z0-9 ]/g, '')
          .replaceAll(' ', '-')}`,
    );
    const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
    const files = links.filter((link) => !link.startsWith('#'));

    const missing = links.filter((link) => link.startsWith('#') && !chapters.includes(link));

    expect(missing).toEqual([]);
    expect(links.length - files.length).toBeGreaterThanOrEqual(chapters.length);
    await Promise.all(files.map((file) => access(new URL(file, GUIDE))));
  });
});
