// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the patterns of Fn::Sub look like this
import { describe, expect, test } from '@jest/globals';
import { conditionsOf } from '../../../local/stack/conditions.ts';
import { NO_VALUE, resolve, type Scope } from '../../../local/stack/resolve.ts';
import { TemplateError } from '../../../local/stack/template.ts';

const REFS: Readonly<Record<string, unknown>> = {
  Table: 'table-1',
  'AWS::Region': 'us-east-1',
  'AWS::NoValue': NO_VALUE,
};
const scope: Scope = {
  ref: (name) => REFS[name],
  attribute: (logicalId, name) => (logicalId === 'Table' && name === 'Arn' ? 'arn:table-1' : undefined),
  condition: (name) => ({ Yes: true, No: false })[name],
};

describe('an intrinsic function', () => {
  test.each<[string, unknown, unknown]>([
    ['Ref to a resource', { Ref: 'Table' }, 'table-1'],
    ['Ref to a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:table-1'],
    ['GetAtt as a text', { 'Fn::GetAtt': 'Table.Arn' }, 'arn:table-1'],
    [
      'Join',
      { 'Fn::Join': ['/', [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'index', 'due']] },
      'arn:table-1/index/due',
    ],
    ['Join of a Split', { 'Fn::Join': ['+', { 'Fn::Split': ['-', { Ref: 'Table' }] }] }, 'table+1'],
    ['Select', { 'Fn::Select': ['1', { 'Fn::Split': ['-', { Ref: 'Table' }] }] }, '1'],
    [
      'Sub',
      { 'Fn::Sub': '${Table} in ${AWS::Region}, ${Table.Arn}, ${!Table}' },
      'table-1 in us-east-1, arn:table-1, ${Table}',
    ],
    [
      'Sub with names of its own',
      { 'Fn::Sub': ['${Mine} ${Table}', { Mine: { Ref: 'AWS::Region' } }] },
      'us-east-1 table-1',
    ],
    ['If, true', { 'Fn::If': ['Yes', { Ref: 'Table' }, { Ref: 'Nothing' }] }, 'table-1'],
    ['If, false', { 'Fn::If': ['No', { Ref: 'Nothing' }, 'other'] }, 'other'],
    ['NoValue in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    ['NoValue in a list', [{ 'Fn::If': ['No', 'x', { Ref: 'AWS::NoValue' }] }, 'y'], ['y']],
  ])('is replaced by what it stands for: %s', (_, value, expected) => {
    expect(resolve(value, scope, 'here')).toEqual(expected);
  });

  test('leaves everything else as it is', () => {
    const value = { Ref: 'Table', Sid: 'two keys', list: [1, true, null, 'text'] };

    expect(resolve(value, scope, 'here')).toEqual(value);
  });

  test.each<[string, unknown, string]>([
    [
      'the function',
      { 'Fn::Cidr': [] },
      'Resources.Net.Properties.Block: the local stack does not know the intrinsic function Fn::Cidr',
    ],
    ['the name', { Ref: 'Gone' }, 'Resources.Net.Properties.Block.Ref: nothing here is called Gone'],
    [
      'the attribute',
      { 'Fn::GetAtt': ['Table', 'StreamArn'] },
      'Resources.Net.Properties.Block.Fn::GetAtt: Table has no attribute StreamArn here',
    ],
    [
      'the name in a Sub',
      { 'Fn::Sub': 'x ${Gone}' },
      'Resources.Net.Properties.Block.Fn::Sub: nothing here is called Gone',
    ],
    [
      'the condition',
      { 'Fn::If': ['Maybe', 1, 2] },
      'Resources.Net.Properties.Block.Fn::If: there is no condition Maybe',
    ],
  ])('that is not known is refused, naming the resource, the path and %s', (_, value, message) => {
    const resolving = () => resolve({ Block: value }, scope, 'Resources.Net.Properties');

    expect(resolving).toThrow(TemplateError);
    expect(resolving).toThrow(message);
  });
});

describe('a condition', () => {
  const inRegion = { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] };
  const condition = conditionsOf(
    {
      Resources: {},
      Conditions: {
        InRegion: inRegion,
        Elsewhere: { 'Fn::Not': [{ Condition: 'InRegion' }] },
        Both: { 'Fn::And': [inRegion, { Condition: 'Elsewhere' }] },
        Either: { 'Fn::Or': [inRegion, { Condition: 'Elsewhere' }] },
        Strange: { 'Fn::Contains': [['a'], 'a'] },
      },
    },
    scope.ref,
  );

  test.each([
    ['InRegion', true],
    ['Elsewhere', false],
    ['Both', false],
    ['Either', true],
    ['Missing', undefined],
  ])('is worked out: %s', (name, expected) => {
    expect(condition(name)).toBe(expected);
  });

  test('with a function that is not known is refused by its name', () => {
    expect(() => condition('Strange')).toThrow(
      'Conditions.Strange: the local stack does not know the condition function Fn::Contains',
    );
  });
});
