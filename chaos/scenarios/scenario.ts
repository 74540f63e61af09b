import type { MeshInstall } from '../../src/api/meshinstall.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';
import type { User } from '../cluster/user.ts';

/** What a user does while everything else goes wrong. */
export interface Scenario {
  readonly name: string;
  /** For people. */
  readonly about: string;
  /** What was there before; without faults. */
  readonly prepare: (user: User) => Promise<void>;
  /** What is asked for; the faults begin at the same moment. @param editAtMs when to do what is done in the middle */
  readonly act: (user: User, editAtMs: number) => Promise<void>;
  /** The end that it has to come to. */
  readonly isOver: (install: MeshInstall | undefined) => boolean;
  /** What the cluster has to consist of in the end; undefined where that is not the mesh as it is asked for. */
  readonly mesh: MeshInstallSpec | 'gone' | undefined;
  /** How long it takes by itself, beside others, in milliseconds. */
  readonly lastsMs: number;
}
