import * as z from 'zod';
import type { Secret } from './secret.ts';

/** Only the keys that are served here; any other is refused rather than ignored. */
export const filters = z
  .array(
    z.object({
      Key: z.enum(['name', 'description', 'tag-key', 'tag-value']),
      Values: z.array(z.string().max(512)).min(1).max(10),
    }),
  )
  .max(10)
  .optional();

type Filter = NonNullable<z.output<typeof filters>>[number];

const fieldsOf = (secret: Secret, key: Filter['Key']): string[] => {
  switch (key) {
    case 'name':
      return [secret.name];
    case 'description':
      return [(secret.description ?? '').toLowerCase()];
    case 'tag-key':
      return [...secret.tags.keys()];
    case 'tag-value':
      return [...secret.tags.values()];
  }
};

/** Prefixes; a leading `!` turns one round. Only descriptions ignore case. */
const valueMatches = (fields: readonly string[], key: Filter['Key'], value: string): boolean => {
  const negated = value.startsWith('!');
  const prefix = negated ? value.slice(1) : value;
  const sought = key === 'description' ? prefix.toLowerCase() : prefix;
  return fields.some((field) => field.startsWith(sought)) !== negated;
};

/**
 * All filters must match, and of each filter any value.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_search-secret.html
 */
export const matchesFilters = (secret: Secret, all: readonly Filter[] = []): boolean =>
  all.every(({ Key: key, Values: values }) =>
    values.some((value) => valueMatches(fieldsOf(secret, key), key, value)),
  );
