/** Answers of the function that operates a fleet, good ones by default. */

/** Some moment; what the command prints is told from it. Epoch ms. */
export const NOW = Date.UTC(2026, 10, 22, 9, 0, 0);
export const nowSeconds = NOW / 1_000;

export const enrolled = (principal_id: unknown, change: object = {}) => ({
  ok: true,
  operation: 'enrol',
  principal_id,
  secret_name: `fleet/tokens/cloud/${principal_id}`,
  published: false,
  next: 'The next tick asks for its token.',
  ...change,
});

export const registered = (app: unknown, change: object = {}) => ({
  ok: true,
  operation: 'registerApp',
  app,
  provider: 'cloud',
  change: 'created',
  warnings: [],
  ...change,
});

export const shown = (principal_id: unknown, change: object = {}) => ({
  ok: true,
  operation: 'show',
  principal_id,
  provider: 'cloud',
  app: 'main',
  state: 'active',
  generation: 7,
  published: true,
  secret_name: `fleet/tokens/cloud/${principal_id}`,
  expires_at: nowSeconds + 7_200,
  refresh_at: nowSeconds + 5_400,
  failures: 0,
  ...change,
});

export const refused = (operation: string, field: string, remedy: string) => ({
  ok: false,
  operation,
  problems: [{ field, remedy }],
});

/** A principal, as a list holds it. */
export const listed = (principal_id: string, change: object = {}) => {
  const { ok, operation, ...principal } = shown(principal_id, change);
  return principal;
};

export const list = (principals: readonly object[], rest: object = {}) => ({
  ok: true,
  operation: 'list',
  principals,
  ...rest,
});

/** Something was changed, or would have been. */
export const changed = (operation: string, change: string, rest: object = {}) => ({
  ok: true,
  operation,
  change,
  ...rest,
});
