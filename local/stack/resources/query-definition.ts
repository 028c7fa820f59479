import type { Make } from '../site.ts';

const NAME_LENGTH = 255;

/** `AWS::Logs::QueryDefinition`: a saved query, run whenever somebody looks. */
export const makeQueryDefinition: Make = ({ logicalId, properties }, site) => {
  site.cloudWatch.addQuery(properties);
  const id = site.nameFor(logicalId, NAME_LENGTH);
  return { ref: id, attributes: { QueryDefinitionId: id } };
};
