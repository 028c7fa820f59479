import { describe, expect, test } from '@jest/globals';
import { type Labels, labelNewVersion, makeRoom, moveLabel, stagesOf } from '../../../local/aws/versions.ts';

const labels = (entries: Record<string, string>): Labels => new Map(Object.entries(entries));

describe('labels after a new version', () => {
  const cases: [string, Record<string, string>, string[], Record<string, string>][] = [
    ['the first takes AWSCURRENT', {}, ['AWSCURRENT'], { AWSCURRENT: 'new' }],
    ['the first takes AWSCURRENT even unasked', {}, ['MINE'], { AWSCURRENT: 'new', MINE: 'new' }],
    [
      'the one before gets AWSPREVIOUS, which leaves its former holder',
      { AWSCURRENT: 'b', AWSPREVIOUS: 'a' },
      ['AWSCURRENT'],
      { AWSCURRENT: 'new', AWSPREVIOUS: 'b' },
    ],
    [
      'the one before keeps labels of its own',
      { AWSCURRENT: 'b', MINE: 'b' },
      ['AWSCURRENT'],
      { AWSCURRENT: 'new', AWSPREVIOUS: 'b', MINE: 'b' },
    ],
    [
      'a new current version abandons a rotation under way',
      { AWSCURRENT: 'b', AWSPENDING: 'b', AWSPREVIOUS: 'a' },
      ['AWSCURRENT'],
      { AWSCURRENT: 'new', AWSPREVIOUS: 'b' },
    ],
    [
      'other labels leave AWSCURRENT where it is',
      { AWSCURRENT: 'a', ONE: 'b', TWO: 'b' },
      ['ONE'],
      { AWSCURRENT: 'a', ONE: 'new', TWO: 'b' },
    ],
  ];

  test.each(cases)('%s', (_name, before, stages, after) => {
    const moved = labelNewVersion(labels(before), 'new', stages);

    expect(Object.fromEntries(moved)).toEqual(after);
  });
});

test('moving AWSCURRENT back swaps it with AWSPREVIOUS', () => {
  const moved = moveLabel(labels({ AWSCURRENT: 'b', AWSPREVIOUS: 'a' }), 'AWSCURRENT', 'a');

  expect(Object.fromEntries(moved)).toEqual({ AWSCURRENT: 'a', AWSPREVIOUS: 'b' });
});

test('lists the labels of a version in alphabetical order', () => {
  const stages = stagesOf(labels({ PUT: 'a', AWSPENDING: 'a', AWSCURRENT: 'a', OTHER: 'b' }), 'a');

  expect(stages).toEqual(['AWSCURRENT', 'AWSPENDING', 'PUT']);
});

describe('room for one more version', () => {
  const WINDOW = 1_000;
  const versions = Array.from({ length: 100 }, (_, at) => ({ id: `v${at}`, createdAt: at }));
  const current = labels({ AWSCURRENT: 'v99', AWSPREVIOUS: 'v98', KEPT: 'v0' });

  test('purges whatever is past the window and has no label, oldest first, also below the limit', () => {
    const few = [versions[99], versions[2], versions[1], versions[0]].filter(
      (version) => version !== undefined,
    );

    expect(makeRoom(few, current, 5_000, WINDOW)).toEqual(['v1', 'v2']);
  });

  test('purges nothing that is younger than the window', () => {
    expect(makeRoom(versions.slice(1), current, WINDOW, WINDOW)).toEqual([]);
  });

  test('purges a version once it is as old as the window, not before', () => {
    expect(makeRoom(versions, current, WINDOW, WINDOW)).toBeUndefined();
    expect(makeRoom(versions, current, WINDOW + 1, WINDOW)).toEqual(['v1']);
  });
});
