import { describe, expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { sourceFilesIn } from '../support/source-files.ts';
import { newStack, templateOf } from './synthesized.ts';

const stack = newStack();
const template = Template.fromStack(stack);
const { tick } = stack.scheduler;
const queriesIn = (synthesized: Template) =>
  Object.values(synthesized.findResources('AWS::Logs::QueryDefinition')).map(({ Properties }) => Properties);

const sources = sourceFilesIn(['lambdas']).map(({ text }) => text);

describe('saved queries of the log', () => {
  test('lie in a folder of their fleet', () => {
    const names = [...queriesIn(template), ...queriesIn(templateOf({ fleet: 'north' }))].map(
      ({ Name }) => Name,
    );

    expect(names.filter((name) => name.startsWith('refresh-scheduler/default/'))).toHaveLength(6);
    expect(names.filter((name) => name.startsWith('refresh-scheduler/north/'))).toHaveLength(6);
  });

  test('use no more of the language than a reader at night understands', () => {
    const known = /^(fields|filter|stats (sum|max|count)\(|sort|limit) ?/;

    for (const { QueryString } of queriesIn(template))
      for (const line of QueryString.split('\n| ')) expect(line).toMatch(known);
  });

  test('look for messages that functions write', () => {
    const messages = queriesIn(template).flatMap(({ QueryString }) =>
      [...QueryString.matchAll(/message (?:= |in \[)([^\]\n]+)/g)].flatMap(([, listed = '']) =>
        [...listed.matchAll(/"([^"]+)"/g)].map(([, message]) => message),
      ),
    );

    const unwritten = messages.filter((message) => !sources.some((text) => text.includes(`'${message}'`)));

    expect(messages.length).toBeGreaterThan(4);
    expect(unwritten).toEqual([]);
  });
});

describe('worst principals', () => {
  const [rule] = Object.values(template.findResources('AWS::CloudWatch::InsightRule'));

  test('are ranked from the lines of ticks, by id and app', () => {
    const parts: readonly (string | object)[] = rule?.Properties.RuleBody['Fn::Join'][1];
    const body = JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'LOGS')).join(''));

    expect(rule?.Properties).toMatchObject({
      RuleName: 'refresh-scheduler default: worst principals',
      RuleState: 'ENABLED',
    });
    expect(body).toEqual({
      Schema: { Name: 'CloudWatchLogRule', Version: 1 },
      LogGroupNames: ['LOGS'],
      LogFormat: 'JSON',
      Contribution: {
        Keys: ['$.principalId', '$.app'],
        Filters: [{ Match: '$.message', In: ['trouble'] }],
      },
      AggregateOn: 'Count',
    });
    expect(parts).toContainEqual(stack.resolve(tick.logs.logGroupName));
  });

  test('are in lines that ticks write', () => {
    expect(sources.some((text) => text.includes("'trouble'"))).toBe(true);
  });
});
