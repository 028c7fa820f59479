import { answer, type Call } from './answer.ts';
import { type Operations, operationsOf, value, version } from './secrets.ts';

/** A call on a secret that holds so many versions, the last one current. */
const on = (
  versions: number,
  what: string,
  ask: (operations: Operations, name: string) => Promise<unknown>,
): Call => ({
  what,
  async ask(stage) {
    const operations = operationsOf(stage);
    const name = stage.name();
    if (versions > 0) await operations.create(name, version(1), value(1));
    for (let n = 2; n <= versions; n += 1) await operations.put(name, version(n), value(n));
    return ask(operations, name);
  },
});

export const secretsManagerCalls: readonly Call[] = [
  on(0, 'CreateSecret', ({ create }, name) => answer(create(name, version(1), value(1)))),
  on(1, 'CreateSecret repeated', ({ create }, name) => answer(create(name, version(1), value(1)))),
  on(1, 'CreateSecret of a name that is taken', ({ create }, name) =>
    answer(create(name, version(2), value(2))),
  ),
  on(1, 'CreateSecret repeated with another value', ({ create }, name) =>
    answer(create(name, version(1), value(2))),
  ),
  on(1, 'CreateSecret of a name that is scheduled for deletion', async (secret, name) => {
    await secret.delete(name);
    return answer(secret.create(name, version(2), value(2)));
  }),
  on(1, 'CreateSecret of a name that was deleted for good', async (secret, name) => {
    await secret.deleteForGood(name);
    return answer(secret.create(name, version(1), value(1)));
  }),

  on(1, 'PutSecretValue', ({ put }, name) => answer(put(name, version(2), value(2)))),
  on(2, 'PutSecretValue repeated', ({ put }, name) => answer(put(name, version(2), value(2)))),
  on(2, 'PutSecretValue repeated with another value', ({ put }, name) =>
    answer(put(name, version(2), value(3))),
  ),
  on(2, 'PutSecretValue of the version before', ({ put }, name) => answer(put(name, version(1), value(1)))),
  on(3, 'PutSecretValue of a version that has lost its labels', async ({ put, describe }, name) => [
    await answer(put(name, version(1), value(1))),
    (await describe(name)).VersionIdsToStages,
  ]),
  on(0, 'PutSecretValue where there is no secret', ({ put }, name) =>
    answer(put(name, version(1), value(1))),
  ),
  on(1, 'PutSecretValue to a secret that is scheduled for deletion', async (secret, name) => {
    await secret.delete(name);
    return answer(secret.put(name, version(2), value(2)));
  }),

  on(2, 'GetSecretValue', async ({ get }, name) => [
    await answer(get(name)),
    await answer(get(name, 'AWSPREVIOUS')),
  ]),
  on(1, 'GetSecretValue under a label that nothing has', ({ get }, name) => answer(get(name, 'AWSPREVIOUS'))),
  on(0, 'GetSecretValue where there is no secret', async ({ get }, name) => [
    await answer(get(name)),
    await answer(get(name, 'AWSCURRENT')),
  ]),
  on(1, 'GetSecretValue of a secret that is scheduled for deletion', async (secret, name) => {
    await secret.delete(name);
    return answer(secret.get(name));
  }),

  on(1, 'RestoreSecret', async (secret, name) => {
    await secret.delete(name);
    return [await answer(secret.restore(name)), await answer(secret.get(name))];
  }),
  on(1, 'RestoreSecret of one that was not deleted', ({ restore }, name) => answer(restore(name))),
  on(0, 'RestoreSecret where there is no secret', ({ restore }, name) => answer(restore(name))),

  on(3, 'DescribeSecret', ({ describe }, name) => answer(describe(name))),
  on(0, 'DescribeSecret where there is no secret', ({ describe }, name) => answer(describe(name))),
  on(1, 'DescribeSecret of one that is scheduled for deletion', async (secret, name) => {
    await secret.delete(name);
    const { DeletedDate } = await secret.describe(name);
    return { hasDeletedDate: DeletedDate instanceof Date };
  }),
  on(2, 'ListSecrets by the beginning of a name', ({ list }, name) => answer(list(name))),

  on(2, 'UpdateSecretVersionStage moves AWSCURRENT back', async (secret, name) => [
    await answer(secret.moveCurrent(name, version(1), version(2))),
    (await secret.describe(name)).VersionIdsToStages,
    (await secret.get(name, 'AWSCURRENT')).SecretString,
  ]),
  on(2, 'GetSecretValue without a label, once AWSCURRENT was moved', async (secret, name) => {
    await secret.moveCurrent(name, version(1), version(2));
    return (await secret.get(name)).SecretString;
  }),
  on(2, 'UpdateSecretVersionStage without the version that has AWSCURRENT', ({ moveCurrent }, name) =>
    answer(moveCurrent(name, version(1))),
  ),
  on(3, 'UpdateSecretVersionStage from a version that has not AWSCURRENT', ({ moveCurrent }, name) =>
    answer(moveCurrent(name, version(1), version(2))),
  ),
];
