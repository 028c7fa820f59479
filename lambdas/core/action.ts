/** What somebody should do about a failure: the second half of every `lastError` and announcement. */
export const ACTION = {
  wait: 'Nothing to do: it is tried again by itself.',
  askProvider: "Look at the provider's status; if it is well, check the app's base URL.",
  fixApp: "Check the app's secret: credentials, base URL, certificates.",
  fixLifetime:
    'Ask the provider for longer token lifetimes: this one uses up the versions that a secret may have.',
  restoreSeal: "Check the fleet's key and the fleet id, or enrol the principal again.",
  reportReply: "Check the app's base URL; if it is right, the provider's replies have changed: report them.",
  checkRow: 'Compare this principal with its neighbours: only it fails while its app works.',
  renewCertificate: "Put a new certificate into the app's secret before this one ends.",
  vault: 'Check Secrets Manager: the right to write, the key, the quota.',
} as const;
