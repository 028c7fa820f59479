import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { CONTROL, PRINCIPAL_ID } from '../contract.ts';
import { someText } from '../core/some-text.ts';
import { GOOD_STANDING, type Standing } from '../core/standing.ts';
import { SECOND } from '../core/time.ts';
import type { OperatorControls } from '../flow/operator/ports.ts';
import type { AppControl } from '../flow/ports.ts';
import { controlSwitches } from './control-switches.ts';
import { attributesOf, toSeconds, toSecondsUp } from './rows.ts';

const time = z
  .number()
  .min(0)
  .transform((seconds) => seconds * SECOND);

const standingItem = z.object({
  misconfigured: z.array(z.string()),
  refused: z.array(z.string()),
  unanswered: z.array(z.string()),
  outageSince: time.optional(),
  notBefore: time.optional(),
  pause: z
    .object({ since: time, why: z.enum(['misconfigured', 'refused-in-bulk']), code: z.string() })
    .optional(),
  lastProbe: z.string().optional(),
});

const appItem = z.object({
  name: z.string().startsWith(CONTROL.appPrefix),
  provider: someText,
  standing: standingItem.optional(),
  operatorPausedAt: time.optional(),
  sole: z.string().regex(PRINCIPAL_ID).optional(),
  announced: z.string().optional(),
  certificatesTold: z.array(z.string()).optional().catch(undefined),
});

/** The table of controls: one item an app, the run lease, and the switch that pauses everything. */
export const controlsTable = (dynamo: DynamoDBClient, table: string): OperatorControls => {
  const key = (name: string) => ({ TableName: table, Key: marshall({ name }) });

  const read = async (name: string): Promise<Record<string, unknown>> => {
    const { Item } = await dynamo.send(new GetItemCommand({ ...key(name), ConsistentRead: true }));
    return Item ? attributesOf(Item) : {};
  };

  /** False when the condition failed. */
  const update = async (
    name: string,
    UpdateExpression: string,
    names: Record<string, string>,
    values: Record<string, unknown>,
    ConditionExpression?: string,
  ): Promise<boolean> => {
    try {
      await dynamo.send(
        new UpdateItemCommand({
          ...key(name),
          UpdateExpression,
          ExpressionAttributeNames: names,
          ...(Object.keys(values).length > 0
            ? { ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }) }
            : {}),
          ...(ConditionExpression ? { ConditionExpression } : {}),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  return {
    ...controlSwitches(dynamo, table),

    async takeRunLease(id, until, now) {
      const taken = await update(
        CONTROL.runLease,
        'SET #id = :id, #until = :until',
        { '#id': 'id', '#until': 'until' },
        { ':id': id, ':until': toSecondsUp(until), ':now': toSeconds(now) },
        'attribute_not_exists(#until) OR #until < :now OR #id = :id',
      );
      return taken;
    },

    async releaseRunLease(id) {
      const names = { '#id': 'id', '#until': 'until' };
      await update(CONTROL.runLease, 'SET #until = :over', names, { ':id': id, ':over': 0 }, '#id = :id');
    },

    async list() {
      const apps: AppControl[] = [];
      const malformed: string[] = [];
      let everythingPaused = false;
      let lastCensusAt: number | undefined;
      let from: Record<string, AttributeValue> | undefined;
      do {
        const page = await dynamo.send(
          new ScanCommand({
            TableName: table,
            ConsistentRead: true,
            ...(from ? { ExclusiveStartKey: from } : {}),
          }),
        );
        for (const item of page.Items ?? []) {
          const control = attributesOf(item);
          const name = String(control.name);
          if (name === CONTROL.everything) everythingPaused = control.pausedAt !== undefined;
          if (name === CONTROL.census) lastCensusAt = time.optional().catch(undefined).parse(control.at);
          if (!name.startsWith(CONTROL.appPrefix)) continue;
          const app = readApp(control);
          if (app) apps.push(app);
          else malformed.push(name);
        }
        from = page.LastEvaluatedKey;
      } while (from);
      return { apps, everythingPaused, malformed, ...(lastCensusAt === undefined ? {} : { lastCensusAt }) };
    },

    async save({ app, standing, announced }) {
      await update(
        CONTROL.appPrefix + app,
        `SET #standing = :standing${announced === undefined ? ' REMOVE #announced' : ', #announced = :announced'}`,
        { '#standing': 'standing', '#announced': 'announced', '#provider': 'provider' },
        { ':standing': stored(standing), ...(announced === undefined ? {} : { ':announced': announced }) },
        'attribute_exists(#provider)',
      );
    },

    async ensure(app, provider) {
      const same = await update(
        CONTROL.appPrefix + app,
        'SET #provider = :provider',
        { '#provider': 'provider' },
        { ':provider': provider },
        'attribute_not_exists(#provider) OR #provider = :provider',
      );
      return same ? 'done' : 'other-provider';
    },

    async adoptSole(app, principalId) {
      const ours = await update(
        CONTROL.appPrefix + app,
        'SET #sole = :sole',
        { '#sole': 'sole', '#provider': 'provider' },
        { ':sole': principalId },
        'attribute_exists(#provider) AND (attribute_not_exists(#sole) OR #sole = :sole)',
      );
      if (ours) return principalId;
      return String((await read(CONTROL.appPrefix + app)).sole ?? '');
    },

    async releaseSole(app, principalId) {
      const names = { '#sole': 'sole' };
      await update(CONTROL.appPrefix + app, 'REMOVE #sole', names, { ':sole': principalId }, '#sole = :sole');
    },
  };
};

const readApp = (control: Record<string, unknown>): AppControl | undefined => {
  const parsed = appItem.safeParse(control);
  const app = parsed.success ? parsed.data.name.slice(CONTROL.appPrefix.length) : '';
  if (!parsed.success || !PRINCIPAL_ID.test(app)) return undefined;
  const { provider, standing, operatorPausedAt, sole, announced, certificatesTold } = parsed.data;
  return {
    app,
    provider,
    standing: (standing as Standing | undefined) ?? GOOD_STANDING,
    ...(operatorPausedAt === undefined ? {} : { operatorPausedAt }),
    ...(sole === undefined ? {} : { sole }),
    ...(announced === undefined ? {} : { announced }),
    ...(certificatesTold === undefined ? {} : { certificatesTold }),
  };
};

const stored = ({ notBefore, outageSince, pause, ...rest }: Standing) => ({
  ...rest,
  ...(outageSince === undefined ? {} : { outageSince: toSeconds(outageSince) }),
  ...(notBefore === undefined ? {} : { notBefore: toSecondsUp(notBefore) }),
  ...(pause === undefined ? {} : { pause: { ...pause, since: toSeconds(pause.since) } }),
});
