// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the patterns of Fn::Sub look like this
import { expect, test } from '@jest/globals';
import { creationOrder } from '../../../local/stack/creation-order.ts';

const Type = 'Any::Thing::AtAll';

test('makes a resource after those that it refers to or depends on', () => {
  const order = creationOrder({
    BySub: { Type, Properties: { name: { 'Fn::Sub': 'x-${ByJoin.Arn}-${AWS::Region}-${!NotMe}' } } },
    ByJoin: { Type, Properties: { names: { 'Fn::Join': ['', ['a', { Ref: 'ByGetAtt' }]] } } },
    ByGetAtt: { Type, Properties: { deep: [{ arn: { 'Fn::GetAtt': ['ByDependsOn', 'Arn'] } }] } },
    ByDependsOn: { Type, DependsOn: ['ByVariable'] },
    ByVariable: { Type, Properties: { name: { 'Fn::Sub': ['${Mine}', { Mine: { Ref: 'First' } }] } } },
    NotMe: { Type },
    First: { Type, DependsOn: 'AlreadyThere' },
  });

  expect(order).toEqual(['First', 'ByVariable', 'ByDependsOn', 'ByGetAtt', 'ByJoin', 'BySub', 'NotMe']);
});

test('keeps the order of the template where nothing else decides', () => {
  expect(creationOrder({ B: { Type }, A: { Type }, C: { Type } })).toEqual(['B', 'A', 'C']);
});

test('refuses resources that wait for each other, naming them', () => {
  const resources = {
    Outside: { Type, DependsOn: 'A' },
    A: { Type, Properties: { other: { Ref: 'B' } } },
    B: { Type, DependsOn: 'A' },
  };

  expect(() => creationOrder(resources)).toThrow('Resources.A: circular dependency between A, B');
});
