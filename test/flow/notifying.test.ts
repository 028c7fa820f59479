import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { noticeRecord } from '../../lambdas/adapters/notice-record.ts';
import { CONTROL } from '../../lambdas/contract.ts';
import type { NoticeText } from '../../lambdas/core/notice-text.ts';
import type { Severity } from '../../lambdas/core/notices.ts';
import { HOUR, MINUTE } from '../../lambdas/core/time.ts';
import type { NoticePorts } from '../../lambdas/flow/notice-ports.ts';
import { notify } from '../../lambdas/flow/notify.ts';
import { type Bed, openBed } from './bed.ts';
import { countNow } from './censuses.ts';

type Sent = NoticeText & { readonly severity: Severity };

/** The ports of a run on a bed, and what went out. */
const portsFor = (bed: Bed): NoticePorts & { readonly sent: Sent[]; failing: boolean } => {
  const sent: Sent[] = [];
  const ports = {
    controls: bed.ports.controls,
    record: noticeRecord(bed.clients.dynamo, bed.settings.controlsTable),
    notifier: {
      async notify(severity: Severity, text: NoticeText) {
        if (ports.failing) throw new Error('no topic');
        sent.push({ severity, ...text });
      },
    },
    journal: bed.recorder,
    clock: bed.clock,
    sent,
    failing: false,
  };
  return ports;
};

const SETTINGS = { fleet: 'test', runbook: 'docs/runbook.md' };
const subjects = (sent: readonly Sent[]) => sent.map(({ subject }) => subject);

const revoked = async (bed: Bed, ...ids: readonly string[]): Promise<void> => {
  for (const id of ids) {
    await bed.enrol('dkn', id);
    bed.clouds.dkn.faults.set({ kind: 'revoked' }, { principal: id });
  }
  await bed.tick();
};

describe('whoever must act', () => {
  test('is told once of several principals that are halted for one cause, with their number, and told when it is over', async () => {
    await using bed = await openBed();
    const ports = portsFor(bed);
    await revoked(bed, 'anna', 'bo', 'cleo');
    await countNow(bed);

    await notify(ports, SETTINGS);
    await notify(ports, SETTINGS);
    for (const id of ['anna', 'bo', 'cleo']) {
      bed.clouds.dkn.faults.clear({ principal: id });
      await bed.enrol('dkn', id);
    }
    bed.clock.advance(MINUTE);
    await bed.tick();
    await countNow(bed);
    await notify(ports, SETTINGS);

    expect(subjects(ports.sent)).toEqual([
      '3 principals of app dkn (dkn): the owner has to authorize again [test]',
      'Over: 3 principals of app dkn (dkn): the owner has to authorize again [test]',
    ]);
    expect(ports.sent[0]?.text).toContain('docs/runbook.md#reauthorization-required');
  });

  test('hears of an app that its provider refuses within one run, without a census, and is paged', async () => {
    await using bed = await openBed();
    const ports = portsFor(bed);
    await bed.enrol('dkn', 'anna');
    bed.clouds.dkn.faults.set({ kind: 'secret-changed' });
    await bed.tick();

    await notify(ports, SETTINGS);
    bed.clouds.dkn.faults.clear({});
    bed.clock.advance(MINUTE);
    await bed.tick();
    await notify(ports, SETTINGS);

    expect(ports.sent.map(({ severity, subject }) => [severity, subject])).toEqual([
      ['page', 'app dkn (dkn): the provider refuses the app itself [test]'],
      ['page', 'Over: app dkn (dkn): the provider refuses the app itself [test]'],
    ]);
  });

  test('is told by the next run what could not be sent', async () => {
    await using bed = await openBed();
    const ports = portsFor(bed);
    await revoked(bed, 'anna');
    await countNow(bed);
    ports.failing = true;

    const failed = await notify(ports, SETTINGS);
    ports.failing = false;
    const sent = await notify(ports, SETTINGS);

    expect(failed).toMatchObject({ told: [], failed: 1 });
    expect(sent).toMatchObject({ told: [{ kind: 'opened' }], failed: 0 });
    expect(ports.sent).toHaveLength(1);
  });

  test('is told twice under one id when what was sent could not be noted', async () => {
    await using bed = await openBed();
    const ports = portsFor(bed);
    await revoked(bed, 'anna');
    await countNow(bed);
    const forgetful = { ...ports, record: { ...ports.record, keepBook: () => Promise.reject(new Error()) } };

    await expect(notify(forgetful, SETTINGS)).rejects.toThrow();
    bed.clock.advance(MINUTE);
    await notify(ports, SETTINGS);

    const [first, again] = ports.sent.map(({ text }) => /^Id: +(\w+)$/m.exec(text)?.[1]);
    expect(ports.sent).toHaveLength(2);
    expect(again).toBe(first);
  });

  test('is told once more when the record of notices was lost or spoilt', async () => {
    await using bed = await openBed();
    const ports = portsFor(bed);
    await revoked(bed, 'anna');
    await countNow(bed);
    await notify(ports, SETTINGS);
    const spoilt = marshall({ name: CONTROL.notices, book: '{"a":1}' });
    await bed.clients.dynamo.send(
      new PutItemCommand({ TableName: bed.settings.controlsTable, Item: spoilt }),
    );
    bed.clock.advance(HOUR);

    await notify(ports, SETTINGS);
    await notify(ports, SETTINGS);

    expect(ports.sent).toHaveLength(2);
  });
});
