import type { Logger } from 'pino';
import type { MeshInstall } from '../../api/meshinstall.ts';
import type { EventInput } from '../../core/status/events.ts';
import type { Owner } from '../../core/ownership/ownership.ts';

/** What a pass is about, and how its work is cut short and logged. */
export interface Subject {
  /** As it was when the pass began. */
  readonly install: MeshInstall;
  readonly signal: AbortSignal;
  /** Carries the reconcile id. */
  readonly log: Pick<Logger, 'debug' | 'info' | 'warn'>;
}

/** Tells what happened as Events of a MeshInstall. */
export interface EventTeller {
  readonly recordEvent: (install: MeshInstall, event: EventInput) => void;
}

/** For whom the objects of a MeshInstall are applied. */
export const ownerOf = ({ metadata: { name, uid = '' } }: MeshInstall): Owner => ({ mesh: name, uid });
