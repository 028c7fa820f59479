import type { Sent } from '../../local/cloudwatch/topics.ts';

/*
 * What people read, and what it says. Messages are newest first everywhere.
 */

const CHANGE = /^(ALARM|OK): "refresh-scheduler \w+: (.+)" in /;
const WHAT = /\nWhat: {3}(.*)\n/;
const OVER = 'it is over: ';

/** Titles of the alarms that went off. */
export const rangIn = (sent: readonly Sent[]): ReadonlySet<string> =>
  new Set(changesIn(sent).flatMap(({ to, title }) => (to === 'ALARM' ? [title] : [])));

/** Titles of those whose last word is not that they are over. */
export const ringingIn = (sent: readonly Sent[]): readonly string[] => {
  const newest = new Map(changesIn(sent.toReversed()).map(({ title, to }) => [title, to]));
  return [...newest].flatMap(([title, to]) => (to === 'ALARM' ? [title] : []));
};

const changesIn = (sent: readonly Sent[]) =>
  sent.flatMap(({ subject }) => {
    const [, to, title = ''] = CHANGE.exec(subject) ?? [];
    return to === undefined ? [] : [{ to, title }];
  });

const MORE = /\nMore: {3}docs\/runbook\.md#(\S+)\n/;

/** The runbook's entries that notices named. */
export const entriesIn = (sent: readonly Sent[]): ReadonlySet<string> =>
  new Set(sent.flatMap(({ text }) => MORE.exec(text)?.[1] ?? []));

/** What notices told of, and no later one that it is over. */
export const openIn = (sent: readonly Sent[]): readonly string[] => {
  const open = new Set<string>();
  for (const { text } of sent.toReversed()) {
    const what = WHAT.exec(text)?.[1];
    if (what === undefined) continue;
    if (what.startsWith(OVER)) open.delete(what.slice(OVER.length));
    else open.add(what);
  }
  return [...open];
};
