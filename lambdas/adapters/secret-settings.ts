/** How a fleet's secrets are named, encrypted and tagged. */
export interface SecretSettings {
  readonly prefix: string;
  readonly keyArn: string;
  readonly fleet: string;
}
