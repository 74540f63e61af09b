import type { MeshInstallDocument } from '../../api/files/meshinstall-file.ts';
import type { Manifest } from '../../api/manifest.ts';
import type { ResolvedSpec } from '../../api/resolved.ts';
import { meshView, type MeshView } from '../assess/mesh-view.ts';
import type { Target } from '../targets.data.ts';
import type { Place } from '../values/values.ts';
import { authorityIn, type Authority } from './authority.ts';
import { gatewaysIn, type GatewayFacts } from './gateways.ts';
import { namespacesIn, type NamespaceFacts } from './namespaces.ts';
import { plainIn, policiesIn, type PlainText } from './policies.ts';

/** Where the way leads. */
export interface Destination extends Place {
  readonly gatewayNamespace: string;
  readonly target: Target;
}

/** What of a mesh decides which steps there are. */
export interface PlanFacts {
  readonly mesh: string;
  readonly spec: ResolvedSpec;
  readonly to: Destination;
  /** Minor of the Kubernetes 1 of the cluster, where it is known. */
  readonly kubernetes?: number;
  /** Releases of the proxies that there are, the newest last. */
  readonly releases: readonly string[];
  readonly authority: Authority;
  readonly plain: PlainText;
  /** How many objects are to be converted. */
  readonly policies: number;
  readonly namespaces: readonly NamespaceFacts[];
  readonly gateways: readonly GatewayFacts[];
}

/** What to plan for. */
export interface PlanSubject {
  readonly install: MeshInstallDocument;
  /** The spec of the install with profile and defaults. */
  readonly spec: ResolvedSpec;
  readonly objects: readonly Manifest[];
  readonly kubernetes?: number;
}

/** Reads what decides about the steps. */
export function planFacts({ install, spec, objects, kubernetes }: PlanSubject, to: Destination, now: Date): PlanFacts {
  const view: MeshView = meshView(objects, { target: to.target, kubernetes });
  return {
    mesh: install.name,
    spec,
    to,
    ...(kubernetes !== undefined && { kubernetes }),
    releases: view.proxyReleases,
    authority: authorityIn(view, spec, now),
    plain: plainIn(view),
    policies: policiesIn(view),
    namespaces: namespacesIn(view, [spec.namespace, to.namespace, to.gatewayNamespace]),
    gateways: gatewaysIn(view, spec),
  };
}
