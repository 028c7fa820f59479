/** Under this name the suite finds, in its environment, what was deployed: JSON of {@link DeployedAt}. */
export const DEPLOYED = 'CONFORMANCE_DEPLOYED';

/** One run of the CDK's command line. */
export interface CommandRun {
  readonly code: number;
  readonly seconds: number;
  /** Its last lines. */
  readonly output: string;
}

/** ministack with the stack on it. */
export interface DeployedAt {
  readonly url: string;
  readonly region: string;
  /** Of the ministack process, whose children are the functions. */
  readonly pid: number;
  /** URL of the front that the functions ask. */
  readonly front: string;
  /** Folder of what was synthesized; what was deployed is less by what ministack cannot host. */
  readonly assembly: string;
  readonly synth: CommandRun;
  readonly bootstrap: CommandRun;
  readonly deploy: CommandRun;
}

export const deployedAt = (): DeployedAt | undefined => {
  const { [DEPLOYED]: json } = process.env;
  return json === undefined ? undefined : JSON.parse(json);
};
