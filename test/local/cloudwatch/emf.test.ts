import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readEmf } from '../../../local/cloudwatch/metrics/emf.ts';
import { NOON } from './a-cloud-watch.ts';

/** A document of the metric `Due`, changed. */
const document = (directive: object = {}, root: object = {}): string =>
  JSON.stringify({
    _aws: {
      Timestamp: NOON,
      CloudWatchMetrics: [
        {
          Namespace: 'Fleet',
          Dimensions: [['fleet']],
          Metrics: [{ Name: 'Due', Unit: 'Count' }],
          ...directive,
        },
      ],
    },
    fleet: 'local',
    provider: 'dkn',
    Due: 3,
    ...root,
  });

describe('a line in the embedded metric format', () => {
  test('has a value of a metric with its dimensions, unit and time', () => {
    expect(readEmf(document())).toEqual([
      {
        namespace: 'Fleet',
        name: 'Due',
        dimensions: { fleet: 'local' },
        at: NOON,
        values: [3],
        unit: 'Count',
      },
    ]);
  });

  test('has several values of one metric', () => {
    expect(readEmf(document({}, { Due: [1, 2, 2] }))).toMatchObject([{ values: [1, 2, 2] }]);
  });

  test('counts once for each of its sets of dimensions', () => {
    const line = document({ Dimensions: [['fleet'], ['fleet', 'provider'], []] });

    const dimensions = readEmf(line)?.map((datum) => datum.dimensions);

    expect(dimensions).toEqual([{ fleet: 'local' }, { fleet: 'local', provider: 'dkn' }, {}]);
  });

  test('leaves out a metric without a number and a set without all of its dimensions', () => {
    const line = document({
      Dimensions: [['fleet', 'app'], ['provider']],
      Metrics: [{ Name: 'Due' }, { Name: 'provider' }, { Name: 'Absent' }, { Name: 'toString' }],
    });

    expect(readEmf(line)).toEqual([
      { namespace: 'Fleet', name: 'Due', dimensions: { provider: 'dkn' }, at: NOON, values: [3] },
    ]);
  });
});

describe('any other line', () => {
  test.each<[string, string]>([
    ['text', 'a line with "_aws" in it'],
    ['half a document', document().slice(0, -2)],
    ['a document without directives', '{"_aws":{"Timestamp":1}}'],
    ['a line of the log', '{"level":"INFO","message":"tick"}'],
    ['a document whose time is no number', document().replace(String(NOON), '"noon"')],
    ['a list', '["_aws"]'],
  ])('is none: %s', (_, line) => {
    expect(readEmf(line)).toBeUndefined();
  });

  test('never throws, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (aws, rest) => {
        readEmf(JSON.stringify({ _aws: aws, rest }));
        readEmf(JSON.stringify({ _aws: { Timestamp: 1, CloudWatchMetrics: [aws] }, rest }));
      }),
    );
  });
});
