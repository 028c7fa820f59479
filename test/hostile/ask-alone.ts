import { createTransport } from '../../lambdas/adapters/transport.ts';
import { confidential } from '../../lambdas/core/confidential.ts';
import type { Sending } from '../../lambdas/flow/ports.ts';

/**
 * Asks these addresses one after the other, in a process of its own: what its environment says, and what memory it takes,
 * is then the transport's affair alone. Started by `ask-in-a-process.ts`.
 */
export interface Errand {
  readonly urls: readonly string[];
  /** @default the public authorities */
  readonly ca?: string;
  readonly totalMs: number;
  /** How long an idle connection is kept. @default the transport's own */
  readonly idleMs?: number;
}

export interface Errands {
  readonly url: string;
  readonly sending: Sending;
  readonly ms: number;
  /** By how much the most memory that the process ever had grew meanwhile, bytes. */
  readonly grewBy: number;
}

const mostMemory = (): number => process.resourceUsage().maxRSS * 1024;

const { urls, ca, totalMs, ...options }: Errand = JSON.parse(process.env.ERRAND ?? '');
const transport = createTransport(options);
const results: Errands[] = [];
for (const url of urls) {
  const before = { memory: mostMemory(), at: performance.now() };
  const request = { asked: 'refresh', url, headers: {}, body: confidential('a-grant') } as const;
  const sending = await transport.send(request, ca === undefined ? {} : { ca }, {
    totalMs,
    connectMs: totalMs,
  });
  results.push({
    url,
    sending,
    ms: performance.now() - before.at,
    grewBy: mostMemory() - before.memory,
  });
}
console.log(JSON.stringify(results));
