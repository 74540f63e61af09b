import type { ComponentName } from './components.ts';
import type { ObjectRef } from './manifest.ts';

/** A cluster-scoped object that a program of a mesh makes by itself, and that carries none of our labels therefore. */
export interface RuntimeObject extends Readonly<Omit<ObjectRef, 'namespace'>> {
  /** Whose program makes it. */
  readonly component: ComponentName;
  /** The Service that its webhooks send to; the namespace of that Service tells of which mesh it is. */
  readonly service: string;
  /** Why it cannot be left behind, for people. */
  readonly reason: string;
}
