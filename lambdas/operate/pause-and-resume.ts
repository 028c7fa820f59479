import { pauseApp, pauseEverything, pausePrincipal } from '../flow/operator/pause.ts';
import type { OperatorPorts } from '../flow/operator/ports.ts';
import { resumeApp, resumeEverything, resumePrincipal } from '../flow/operator/resume.ts';
import { type Answer, ofChange } from './answers.ts';
import type { Target } from './requests.ts';

export const pauseTarget = async (target: Target, ports: OperatorPorts): Promise<Answer> => {
  if ('app' in target) return ofChange('pause', target, await pauseApp(target.app, ports));
  if ('everything' in target) return ofChange('pause', target, await pauseEverything(ports));
  return ofChange('pause', named(target), await pausePrincipal(target.principalId, ports));
};

export const resumeTarget = async (target: Target, ports: OperatorPorts): Promise<Answer> => {
  if ('app' in target) return ofChange('resume', target, await resumeApp(target.app, ports));
  if ('everything' in target) return ofChange('resume', target, await resumeEverything(ports));
  return ofChange('resume', named(target), await resumePrincipal(target.principalId, ports));
};

const named = ({ principalId }: { readonly principalId: string }) => ({ principal_id: principalId });
