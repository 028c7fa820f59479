import { makeDue } from '../fleet.ts';
import type { Scene } from './scene.ts';

const secretsDown: Scene = {
  title: 'Secrets Manager answers nobody',
  entries: ['publishing-failing'],
  tried: 'a Secrets Manager that answered with errors',
  alarms: ['publishing-failing'],
  notices: [],
  within: 15,
  overWithin: 15,
  async provoke(stage) {
    stage.aws.faults.set({
      service: 'secretsmanager',
      kind: 'error',
      status: 400,
      errorType: 'ServiceUnavailableException',
    });
    await makeDue(stage);
  },
  async follow() {},
  async mend({ aws }) {
    aws.faults.clear('secretsmanager');
  },
};

export const SECRET_SCENES: readonly Scene[] = [secretsDown];
