import { LOCAL_PORT } from '../lambdas/contract.ts';

/** How the command line is told of this endpoint. */
export const localOption = (endpoint: string): string => {
  const port = Number(new URL(endpoint).port);
  return port === LOCAL_PORT ? '--local' : `--local ${port}`;
};
