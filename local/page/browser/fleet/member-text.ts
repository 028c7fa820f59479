import { isAlive, type PrincipalView } from '../../../live/snapshot.ts';
import { spanText } from '../words/spans.ts';
import type { Member } from './fleet-choice.ts';

/** Until the token ends. */
export const expiryText = (view: PrincipalView, at: number): string => {
  if (view.expiresAt === undefined) return 'none';
  return isAlive(view, at) ? spanText(view.expiresAt - at) : `over ${spanText(at - view.expiresAt)}`;
};

/** Until it is looked at again. */
export const nextLookText = ({ view, standing }: Member, at: number): string => {
  if (view.state !== 'active' || view.refreshAt === undefined) return 'never';
  if (standing === 'overdue') return `late ${spanText(at - view.refreshAt)}`;
  return view.refreshAt - at < 1_000 ? 'now' : spanText(view.refreshAt - at);
};

/** The two reasons that are no code of a reply. */
const HALTED: Readonly<Record<string, string>> = {
  refused: 'its grant was refused',
  'answer-lost': 'an answer was lost, and then the grant refused',
};

/** What went wrong, with its code; undefined where nothing did. */
export const failureText = ({ failure, haltReason }: PrincipalView): string | undefined => {
  const code = failure && (failure.times > 1 ? `${failure.code} ×${failure.times}` : failure.code);
  const why = haltReason === failure?.code ? undefined : haltReason && (HALTED[haltReason] ?? haltReason);
  return why && code ? `${why}: ${code}` : (why ?? code);
};
