export const DELETED = 'marked for deletion';

/** AWS tells a secret that is scheduled for deletion by words alone. */
export const conditionOf = (error: unknown): string => {
  if (!(error instanceof Error)) return '';
  const deleted = /marked (for |as )?delet|scheduled for deletion/i.test(error.message);
  return error.name === 'InvalidRequestException' && deleted ? DELETED : error.name;
};
