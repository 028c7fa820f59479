import { expect, test } from '@jest/globals';
import { OUTPUT } from '../../lambdas/contract.ts';
import { enrolFleet } from '../../local/enrol-fleet.ts';
import { LOGS_IN_BY_ITSELF } from '../../local/fleet.ts';
import { functionAt } from '../../local/operate.ts';
import { openWorld, type World } from '../../local/world.ts';

/** The run ends as soon as that principal is enrolled. */
const endingAfter = (world: World, principalId: string): World => {
  const operate = functionAt(world.stack, OUTPUT.operateFunction);
  const invoke: typeof operate.invoke = async (event) => {
    const answer = await operate.invoke(event);
    if ((event as { principal_id?: string }).principal_id === principalId) throw new Error('the run ended');
    return answer;
  };
  const ending = new Proxy(operate, {
    get: (target, key) => (key === 'invoke' ? invoke : Reflect.get(target, key, target)),
  });
  return { ...world, stack: { ...world.stack, functions: { [operate.name]: ending } } };
};

test('a run that ended right after an enrolment leaves that principal with a dead token, as meant', async () => {
  const world = await openWorld({ onProgress: () => {}, onLine: () => {} });
  try {
    await expect(enrolFleet(endingAfter(world, LOGS_IN_BY_ITSELF))).rejects.toThrow('the run ended');
    await enrolFleet(world);
    await world.stack.tick();

    const { history, counts } = world.clouds.huawei;
    expect(history.filter(({ principal }) => principal === LOGS_IN_BY_ITSELF).length).toBeGreaterThan(0);
    expect(counts.logins).toBe(1);
  } finally {
    await world.close();
  }
}, 60_000);
