import type { StateChange } from './alarm.ts';

export interface Message {
  readonly subject: string;
  readonly text: string;
}

/** What CloudWatch's e-mail says of an alarm that changed its state. */
export const messageOf = ({ definition, from, to, reason, at }: StateChange, region: string): Message => {
  const when = `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const facts: readonly (readonly [string, string])[] = [
    ['Name', definition.name],
    ['Description', definition.description],
    ['State Change', `${from} -> ${to}`],
    ['Reason for State Change', reason],
    ['Timestamp', when],
    ['Alarm Arn', definition.arn],
  ];
  return {
    subject: `${to}: "${definition.name}" in ${region}`,
    text: [
      `Your Amazon CloudWatch Alarm "${definition.name}" in the ${region} region has entered the ${to} state, because "${reason}" at "${when}".`,
      '',
      'Alarm Details:',
      ...facts
        .filter(([, value]) => value !== '')
        .map(([name, value]) => `- ${`${name}:`.padEnd(27)} ${value}`),
    ].join('\n'),
  };
};
