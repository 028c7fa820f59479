import * as z from 'zod';

const TROUBLES = [
  'outage',
  'misconfigured',
  'refused-in-bulk',
  'certificate',
  'failing',
  'reauthorize',
  'configuration',
  'grant-ends',
] as const;

/** A cause, as it lies in the table of controls. */
export const causeOnPaper = z.object({
  trouble: z.enum(TROUBLES),
  provider: z.string(),
  code: z.string(),
  action: z.string(),
  since: z.number().min(0),
  apps: z.array(z.string()),
  principals: z.object({ count: z.int().min(0), ids: z.array(z.string()) }),
});

export const causesOnPaper = z.array(causeOnPaper);
