import type { DescribedWorkflow } from './row';
import type { HitlError } from '../../contract/errors';
import type { Session } from './session';

/** What the client must know of one kind of thing that people act on, to find it. */
export interface Kind {
  /** In words, for messages. */
  noun: 'request' | 'escalation' | 'agent run';
  /** The workflow types that are one. */
  types: readonly string[];
  NotFound: new (id: string, detail?: string) => HitlError;
}

/** The same, to read it and to wait for it. */
export interface ReadableKind<View> extends Kind {
  /** An open one, as far as Temporal alone knows it. */
  withoutWorker: (session: Session, described: DescribedWorkflow) => Promise<View>;
  /** One whose workflow Temporal ended before it had a result. */
  brokenOff: (view: View, end: TemporalEnd) => View;
}

/** How Temporal ended a workflow that had no result yet. */
export interface TemporalEnd {
  at: string;
  /** `operator`: terminated or cancelled there. `system`: timed out or failed. */
  by: 'operator' | 'system';
  /** Whoever terminated it, as their tool names them: evidence, not proof. */
  name?: string;
  reason: string;
  /** What it failed of; without a name where the failure has none. */
  error?: { name?: string; message: string };
}
