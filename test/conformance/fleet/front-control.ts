/** No service of AWS has this path. */
export const CONTROL_PATH = '/conformance/disturbance';

/** What keeps requests from being answered as ever. */
export interface Disturbance {
  readonly by: 'refusing' | 'holding';
  /** Names of operations, such as `PutSecretValue`. */
  readonly operations: readonly string[];
}

/** Tells the front what to do, whichever process it is in. */
export interface FrontControl {
  disturb(disturbance: Disturbance): Promise<void>;
  /** Back to passing everything on; what was held goes on, unless its sender is gone. */
  calm(): Promise<void>;
  /** Requests that were held since `disturb`. */
  held(): Promise<number>;
}

export const frontAt = (url: string): FrontControl => {
  const ask = async (method: string, body?: string): Promise<number> => {
    const answer = await fetch(new URL(CONTROL_PATH, url), { method, ...(body && { body }) });
    return ((await answer.json()) as { held: number }).held;
  };
  return {
    disturb: async (disturbance) => void (await ask('PUT', JSON.stringify(disturbance))),
    calm: async () => void (await ask('DELETE')),
    held: () => ask('GET'),
  };
};
