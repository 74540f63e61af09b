import type { ObjectRef } from '../../api/manifest.ts';

/** Who looks at the console, as the cluster knows them. */
export interface Visitor {
  readonly username: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** What somebody wants to do: `resourceAttributes` of a SubjectAccessReview. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** Whom the console is shown, and what of it. */
export interface Access {
  /** False where nobody has to say who they are: only who was let onto the machine, or into the pod, gets there. */
  readonly asksWho: boolean;
  /** Who has this token; undefined: nobody. @throws KubeError when the cluster cannot be asked */
  readonly visitorOf: (token: string) => Promise<Visitor | undefined>;
  /** Whether the cluster lets them. @throws KubeError when it cannot be asked */
  readonly may: (visitor: Visitor, right: Right) => Promise<boolean>;
  /** Whether the cluster would show them this object. @throws KubeError when it cannot be asked */
  readonly mayGet: (visitor: Visitor, object: ObjectRef) => Promise<boolean>;
}

/** For a loopback address. In a pod it is reached by a port-forward, for which the apiserver has asked who it was. */
export const LOOPBACK_ACCESS: Access = {
  asksWho: false,
  visitorOf: () => Promise.resolve({ username: 'somebody on this machine' }),
  may: () => Promise.resolve(true),
  mayGet: () => Promise.resolve(true),
};
