import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { CONTROL, KEYS } from '../contract.ts';
import type { OperatorControls, Switched } from '../flow/operator/ports.ts';
import type { Controls } from '../flow/ports.ts';
import { attributesOf, toSeconds } from './rows.ts';

/** Where an operator's pause stands: in the item of an app, or in the item `everything`. */
const OF_APP = 'operatorPausedAt';
const OF_EVERYTHING = 'pausedAt';

const APP_IS_KNOWN = {
  ConditionExpression: 'attribute_exists(#provider)',
  names: { '#provider': 'provider' },
};
const IT_IS_THERE = { ConditionExpression: 'attribute_exists(#attribute)', names: {} };
const ALWAYS = { names: {} };

/** What only operators do in the table of controls. */
export const controlSwitches = (
  dynamo: DynamoDBClient,
  table: string,
): Omit<OperatorControls, keyof Controls> => {
  const key = (name: string) => ({ TableName: table, Key: marshall({ [KEYS.controls]: name }) });

  /** Sets an attribute, which keeps what it has, to a time, or takes it away. */
  const turn = async (
    name: string,
    attribute: string,
    since: number | undefined,
    { names, ...condition }: typeof APP_IS_KNOWN | typeof IT_IS_THERE | typeof ALWAYS,
  ): Promise<Switched> => {
    try {
      const { Attributes = {} } = await dynamo.send(
        new UpdateItemCommand({
          ...key(name),
          ...condition,
          ...(since === undefined
            ? { UpdateExpression: 'REMOVE #attribute' }
            : {
                UpdateExpression: 'SET #attribute = if_not_exists(#attribute, :since)',
                ExpressionAttributeValues: marshall({ ':since': toSeconds(since) }),
              }),
          ExpressionAttributeNames: { '#attribute': attribute, ...names },
          ReturnValues: 'ALL_OLD',
        }),
      );
      const was = Attributes[attribute] !== undefined;
      return was === (since !== undefined) ? 'unchanged' : 'done';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 'unknown';
      throw error;
    }
  };

  return {
    pauseApp: (app, now) => turn(CONTROL.appPrefix + app, OF_APP, now, APP_IS_KNOWN),
    resumeApp: (app) => turn(CONTROL.appPrefix + app, OF_APP, undefined, APP_IS_KNOWN),
    pauseEverything: (now) => turn(CONTROL.everything, OF_EVERYTHING, now, ALWAYS),

    async resumeEverything() {
      // Removing an attribute of an item that is not there would make the item.
      const resumed = await turn(CONTROL.everything, OF_EVERYTHING, undefined, IT_IS_THERE);
      return resumed === 'unknown' ? 'unchanged' : resumed;
    },

    async census() {
      const { Item } = await dynamo.send(
        new GetItemCommand({ ...key(CONTROL.census), ConsistentRead: true }),
      );
      if (!Item) return undefined;
      const { [KEYS.controls]: _, ...noted } = attributesOf(Item);
      return noted;
    },
  };
};
