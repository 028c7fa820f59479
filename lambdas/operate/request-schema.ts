import * as z from 'zod';
import { isShallow } from '../core/protocols/body.ts';
import { enrolmentFields } from './enrolments.ts';
import { must, mustSay, text, yes } from './fields.ts';
import { grant } from './grants.ts';
import { readPage } from './page.ts';
import { rescue } from './rescue-record.ts';

/** Every operation that there is, by name. */
export const OPERATIONS = [
  'registerApp',
  'checkApp',
  'listApps',
  'enrol',
  'enrolMany',
  'show',
  'list',
  'refresh',
  'pause',
  'resume',
  'remove',
  'restore',
  'status',
  'authorizeUrl',
  'diagnose',
] as const;

const MOST_ENROLLED = 100;
const MOST_LISTED = 100;
const LISTED = 50;
const A_FEW = must(`be a whole number of 1 to ${MOST_LISTED}`);

const target = { principal_id: text.optional(), app: text.optional(), everything: yes.optional() };
const namesOne = (asked: { principal_id?: unknown; app?: unknown; everything?: unknown }): boolean =>
  [asked.principal_id, asked.app, asked.everything].filter((one) => one !== undefined).length === 1;
const NAMES_ONE = { error: 'must name one of principal_id, app and everything' };

/** The event of each operation, field by field. A field that is not known is refused: it may be a slip. */
export const request = z.discriminatedUnion(
  'operation',
  [
    z.strictObject({
      operation: z.literal('registerApp'),
      app: text,
      secret: z
        .record(z.string(), z.unknown(), must('be a JSON object'))
        .refine((secret) => isShallow(secret), { error: 'must not be nested so deeply' }),
    }),
    z.strictObject({ operation: z.literal('checkApp'), app: text }),
    z.strictObject({ operation: z.literal('listApps') }),
    z.strictObject({ operation: z.literal('enrol'), ...enrolmentFields }),
    z.strictObject({
      operation: z.literal('enrolMany'),
      principals: z
        .array(z.unknown(), must('be a list of requests to enrol'))
        .refine((list) => list.length > 0, { error: 'must hold at least one' })
        .refine((list) => list.length <= MOST_ENROLLED, {
          error: `must hold at most ${MOST_ENROLLED}: send the rest in further calls`,
        }),
    }),
    z.strictObject({ operation: z.literal('show'), principal_id: text }),
    z.strictObject({
      operation: z.literal('list'),
      provider: text.optional(),
      app: text.optional(),
      state: z.enum(['active', 'paused', 'halted'], must('be one of active, paused, halted')).optional(),
      overdue: yes.optional(),
      limit: z.int(A_FEW).min(1, A_FEW).max(MOST_LISTED, A_FEW).default(LISTED),
      page: text
        .refine((page) => readPage(page) !== undefined, {
          error: 'must be the page of the last answer, as it stood there',
        })
        .optional(),
    }),
    z.strictObject({ operation: z.literal('refresh'), principal_id: text }),
    z.strictObject({ operation: z.literal('pause'), ...target }).refine(namesOne, NAMES_ONE),
    z
      .strictObject({ operation: z.literal('resume'), ...target, grant: grant.optional() })
      .refine(namesOne, NAMES_ONE)
      .refine((asked) => asked.grant === undefined || asked.principal_id !== undefined, {
        path: ['grant'],
        error: 'is for one principal: name its principal_id',
      }),
    z.strictObject({ operation: z.literal('remove'), principal_id: text, now: yes.optional() }),
    z.strictObject({ operation: z.literal('restore'), rescue }),
    z.strictObject({ operation: z.literal('status') }),
    z.strictObject({
      operation: z.literal('authorizeUrl'),
      app: text,
      redirect_uri: text,
      state: text,
      code_challenge: text.optional(),
    }),
    z.strictObject({ operation: z.literal('diagnose'), app: text.optional() }),
  ],
  mustSay('operation', OPERATIONS),
);

export type Asked = z.infer<typeof request>;
