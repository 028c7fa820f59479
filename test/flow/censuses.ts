import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { connect } from '../../lambdas/adapters/connect.ts';
import type { Item } from '../../lambdas/adapters/rows.ts';
import { CONTROL } from '../../lambdas/contract.ts';
import type { Counts } from '../../lambdas/core/census.ts';
import { type CensusReport, census } from '../../lambdas/flow/census.ts';
import type { CensusPorts } from '../../lambdas/flow/census-ports.ts';
import type { Bed } from './bed.ts';

const FIVE_MINUTES = 300_000;

/** The census's ports on a bed, and what its gauges showed. */
export const portsFor = (bed: Bed): CensusPorts & { readonly shown: Counts[] } => {
  const { recorder, clock } = bed;
  const shown: Counts[] = [];
  return {
    ...connect(bed.settings, bed.clients, { journal: recorder, meter: recorder, clock }),
    gauges: { census: (counts) => void shown.push(counts) },
    shown,
  };
};

export const names = (n: number): string[] => Array.from({ length: n }, (_, i) => `home-${i}`);

/** A fleet with living, published tokens. */
export const published = async (bed: Bed, n: number): Promise<string[]> => {
  for (const id of names(n)) await bed.enrol('dkn', id);
  await bed.tick();
  return names(n);
};

export const askedOf = (bed: Bed): number => bed.clouds.dkn.counts.calls;

/** One run of five minutes. */
export const countNow = (
  bed: Bed,
  { deep = false, ports = portsFor(bed) }: { readonly deep?: boolean; readonly ports?: CensusPorts } = {},
): Promise<CensusReport> => census(ports, { deadline: bed.clock.now() + FIVE_MINUTES, deep });

/** What a report says by code: how many. */
export const codesOf = ({ mended, found }: CensusReport) => ({
  mended: Object.fromEntries(mended.groups().map(({ code, count }) => [code, count])),
  found: Object.fromEntries(found.groups().map(({ code, count }) => [code, count])),
});

/** The table of principals as somebody changes it who knows nothing of conditions. */
export const byHand = ({ clients, settings }: Bed) => {
  const TableName = settings.principalsTable;
  return {
    async item(id: string): Promise<Item | undefined> {
      const Key = marshall({ principalId: id });
      return (await clients.dynamo.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
    },
    async put(item: Item): Promise<void> {
      await clients.dynamo.send(new PutItemCommand({ TableName, Item: item }));
    },
    async remove(id: string): Promise<void> {
      await clients.dynamo.send(new DeleteItemCommand({ TableName, Key: marshall({ principalId: id }) }));
    },
    async set(id: string, attributes: Readonly<Record<string, unknown>>): Promise<void> {
      const names = Object.keys(attributes);
      await clients.dynamo.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall({ principalId: id }),
          UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
          ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: marshall(
            Object.fromEntries(names.map((name) => [`:${name}`, attributes[name]])),
          ),
        }),
      );
    },
    async without(id: string, ...names: readonly string[]): Promise<void> {
      await clients.dynamo.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall({ principalId: id }),
          UpdateExpression: `REMOVE ${names.map((name) => `#${name}`).join(', ')}`,
          ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        }),
      );
    },
    async forgetApp(app: string): Promise<void> {
      const Key = marshall({ name: CONTROL.appPrefix + app });
      await clients.dynamo.send(new DeleteItemCommand({ TableName: settings.controlsTable, Key }));
    },
  };
};

/** The item that operators read. */
export const recordOf = async ({ clients, settings }: Bed): Promise<Item | undefined> => {
  const Key = marshall({ name: CONTROL.census });
  const { Item } = await clients.dynamo.send(new GetItemCommand({ TableName: settings.controlsTable, Key }));
  return Item;
};
