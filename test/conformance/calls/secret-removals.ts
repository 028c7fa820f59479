import { DeleteSecretCommand, type DeleteSecretCommandInput } from '@aws-sdk/client-secrets-manager';
import { answer, type Call, type Stage } from './answer.ts';
import { operationsOf, value, version } from './secrets.ts';

type How = Omit<DeleteSecretCommandInput, 'SecretId'>;

const removed = ({ clients }: Stage, SecretId: string, how: How) =>
  answer(clients.secrets.send(new DeleteSecretCommand({ SecretId, ...how })));

/** Whole days from now until a secret is gone. */
const daysLeft = async ({ clients }: Stage, SecretId: string, how: How): Promise<number> => {
  const { DeletionDate } = await clients.secrets.send(new DeleteSecretCommand({ SecretId, ...how }));
  return Math.round(((DeletionDate?.getTime() ?? 0) - Date.now()) / 86_400_000);
};

const on = (what: string, ask: (stage: Stage, name: string) => Promise<unknown>): Call => ({
  what: `DeleteSecret ${what}`,
  async ask(stage) {
    const name = stage.name();
    await operationsOf(stage).create(name, version(1), value(1));
    return ask(stage, name);
  },
});

/** How an operator takes a secret away, with patience or without, and back. */
export const secretRemovals: readonly Call[] = [
  on('with a window of seven days', (stage, name) => removed(stage, name, { RecoveryWindowInDays: 7 })),
  on('counts the days', (stage, name) => daysLeft(stage, name, { RecoveryWindowInDays: 10 })),
  on('waits 30 days where nothing is said', (stage, name) => daysLeft(stage, name, {})),
  on('with a window of six days', (stage, name) => removed(stage, name, { RecoveryWindowInDays: 6 })),
  on('with a window of 31 days', (stage, name) => removed(stage, name, { RecoveryWindowInDays: 31 })),
  on('for good, with a window', (stage, name) =>
    removed(stage, name, { RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }),
  ),
  on('for good', async (stage, name) => [
    await removed(stage, name, { ForceDeleteWithoutRecovery: true }),
    await answer(operationsOf(stage).describe(name)),
    await answer(operationsOf(stage).restore(name)),
  ]),
  on('of one that is on its way out', async (stage, name) => [
    await removed(stage, name, { RecoveryWindowInDays: 7 }),
    await removed(stage, name, { RecoveryWindowInDays: 8 }),
    await removed(stage, name, { ForceDeleteWithoutRecovery: true }),
    await answer(operationsOf(stage).describe(name)),
  ]),
  on('and RestoreSecret: labels and values are as they were', async (stage, name) => {
    const { put, restore, describe, get } = operationsOf(stage);
    await put(name, version(2), value(2));
    await removed(stage, name, { RecoveryWindowInDays: 7 });
    await restore(name);
    const { DeletedDate, VersionIdsToStages } = await describe(name);
    return { DeletedDate, VersionIdsToStages, value: (await get(name)).SecretString };
  }),
  {
    what: 'DeleteSecret where there is no secret',
    ask: (stage) => removed(stage, stage.name(), { RecoveryWindowInDays: 7 }),
  },
  {
    what: 'DeleteSecret for good where there is no secret',
    ask: (stage) => removed(stage, stage.name(), { ForceDeleteWithoutRecovery: true }),
  },
];
