import * as z from 'zod';
import {
  app,
  census,
  count,
  enrolledOrNot,
  finding,
  principal,
  problem,
  text,
  webAddress,
} from './answer-fields.ts';

const refused = <O extends string>(operation: O) =>
  z.object({
    ok: z.literal(false),
    operation: z.literal(operation),
    problems: z.array(problem).refine((problems) => problems.length > 0),
  });

const done = <O extends string, S extends z.ZodRawShape>(operation: O, members: S) =>
  z.object({ ok: z.literal(true), operation: z.literal(operation), ...members });

/** What was paused or resumed is named by one of them. */
const target = {
  principal_id: text.optional(),
  app: text.optional(),
  everything: z.literal(true).optional(),
};
/** Ids of rows, or names of apps, that nobody but their author understands. */
const malformed = z.array(text).default([]);

/** Members that are not named here are dropped: what nobody knows, nobody prints. */
const ANSWERS = {
  registerApp: done('registerApp', {
    app: text,
    provider: text,
    change: z.enum(['created', 'updated', 'unchanged']),
    warnings: z.array(problem).default([]),
  }),
  checkApp: done('checkApp', {
    app: text,
    provider: text,
    problems: z.array(problem).default([]),
    warnings: z.array(problem).default([]),
  }),
  listApps: done('listApps', { apps: z.array(app), malformed }),
  enrol: done('enrol', { principal_id: text, secret_name: text, published: z.boolean(), next: text }),
  enrolMany: done('enrolMany', { results: z.array(enrolledOrNot) }),
  authorizeUrl: done('authorizeUrl', { app: text, url: webAddress }),
  show: done('show', principal.shape),
  list: done('list', { principals: z.array(principal), page: text.optional(), malformed }),
  refresh: done('refresh', { principal_id: text, change: z.literal('marked-due') }),
  pause: done('pause', { ...target, change: z.enum(['paused', 'unchanged']) }),
  resume: done('resume', {
    ...target,
    change: z.enum(['resumed', 'unchanged']),
    /** With a new grant, as of an enrolment. */
    secret_name: text.optional(),
    published: z.boolean().optional(),
    next: text.optional(),
  }),
  remove: done('remove', {
    principal_id: text,
    change: z.enum(['removed', 'unchanged']),
    secret: z.enum(['deleted', 'deletes-after-days', 'being-deleted', 'missing', 'in-use']),
    days: count.optional(),
  }),
  restore: done('restore', { principal_id: text, change: z.enum(['restored', 'unchanged']) }),
  status: done('status', {
    everything_paused: z.boolean(),
    apps: z.array(app),
    malformed,
    census: census.optional(),
  }),
  diagnose: done('diagnose', { checks: z.array(finding) }),
} as const;

/** Whatever the function that operates a fleet can be asked for. */
export type Operation = keyof typeof ANSWERS;
export type Problem = z.infer<typeof problem>;
export type Principal = z.infer<typeof principal>;
export type App = z.infer<typeof app>;
export type Census = z.infer<typeof census>;
export type Finding = z.infer<typeof finding>;
export type Done<O extends Operation> = z.infer<(typeof ANSWERS)[O]>;
export type Refused<O extends Operation> = z.infer<ReturnType<typeof refused<O>>>;
export type Answer<O extends Operation> = Done<O> | Refused<O>;
export type Shown = Done<'show'>;

/** `undefined` for what is no answer to this operation: function and command are of different versions. */
export const readAnswer = <O extends Operation>(operation: O, payload: string): Answer<O> | undefined => {
  const result = z.union([ANSWERS[operation], refused(operation)]).safeParse(parsed(payload));
  return result.success ? (result.data as Answer<O>) : undefined;
};

const parsed = (payload: string): unknown => {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
};
