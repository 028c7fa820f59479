import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { KEYS } from '../contract.ts';
import type { PrincipalScan } from '../flow/ports.ts';
import { attributesOf, readRow } from './rows.ts';

/** Reads the table of principals from end to end, in parts. Not consistent: that would cost twice as much. */
export const principalScan = (dynamo: DynamoDBClient, table: string): PrincipalScan => ({
  async scan({ index, of }, after, atMost) {
    const { Items = [], LastEvaluatedKey } = await dynamo.send(
      new ScanCommand({
        TableName: table,
        Segment: index,
        TotalSegments: of,
        ...(atMost === undefined ? {} : { Limit: atMost }),
        ...(after === undefined ? {} : { ExclusiveStartKey: marshall({ [KEYS.principals]: after }) }),
      }),
    );
    const idIn = (item: Parameters<typeof attributesOf>[0]) => String(attributesOf(item)[KEYS.principals]);
    return {
      rows: Items.map((item) => ({ principalId: idIn(item), ...readRow(item) })),
      ...(LastEvaluatedKey ? { next: idIn(LastEvaluatedKey) } : {}),
    };
  },
});
