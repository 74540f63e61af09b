import type { Manifest } from '../../api/manifest.ts';
import { describeObject } from '../../core/model/object-id.ts';
import { convertRbac } from './rbac/authorization.ts';
import { remarkClientTls } from './client-tls.ts';
import { Collected, type Conversion } from './conversion.ts';
import { oldMesh, type OldMesh } from './mesh.ts';
import { remarkOthers } from './mixer/others.ts';
import { convertQuotas } from './mixer/quotas.ts';
import { convertRefusals } from './mixer/refusals.ts';
import { oldPoliciesIn, Precedence } from './old-policy.ts';
import { convertPeers } from './peer-authentication.ts';
import { convertOrigins } from './request-authentication.ts';
import { namespaceOf } from './services.ts';
import { convertTelemetry } from './telemetry/telemetry.ts';

/** How to convert. */
export interface ConvertOptions {
  /** Namespace of the target's istiod, where policies for the whole mesh are. */
  readonly rootNamespace: string;
  /** @default `cluster.local` */
  readonly clusterDomain?: string;
  /** Only pods of this revision get AuthorizationPolicies: pilot 1.4 reads them too, and takes DENY for ALLOW. */
  readonly revision?: string;
}

/**
 * Policies of a classic mesh as a current istiod reads them: authentication, and RBAC. Requests get the same answer, or
 * a remark says which do not. The same objects give the same result.
 * @param objects the policies, and the Services that they are for; workloads tell ports that have names
 */
export function convertPolicies(objects: readonly Manifest[], options: ConvertOptions): Conversion {
  const mesh = oldMesh(objects, options.rootNamespace, options.clusterDomain ?? 'cluster.local');
  const policies = new Precedence(oldPoliciesIn(objects));
  const out = new Collected(objects);
  remarkTargets(mesh, policies, out);
  convertPeers(mesh, policies, out);
  remarkClientTls(mesh, policies, out);
  convertOrigins(mesh, policies, out);
  convertRbac(mesh, policies, out);
  convertRefusals(mesh, policies, out);
  convertQuotas(mesh, policies, out);
  convertTelemetry(mesh, out);
  remarkOthers(mesh, out);
  const { revision } = options;
  for (const { kind, metadata } of out.result.objects)
    if (kind === 'AuthorizationPolicy' && metadata.namespace === mesh.oldRoot && revision === undefined)
      out.remark(
        'old-root',
        `${kind} ${mesh.oldRoot}/${metadata.name}`,
        'is read by pilot 1.4 for the whole mesh: use --revision, or apply it when pilot is gone',
      );
  const result = out.result;
  if (revision === undefined) return result;
  return { ...result, objects: result.objects.map((object) => ofRevision(object, revision)) };
}

/** Policies for Services that were not read, and those that pilot read for nothing. */
function remarkTargets({ services, rootNamespace }: OldMesh, policies: Precedence, out: Collected): void {
  const inRoot = policies.wide(rootNamespace);
  if (inRoot !== undefined)
    out.remark(
      'not-converted',
      describeObject(inRoot.object),
      `is for ${rootNamespace} alone, where such a policy would be for the whole mesh; say it for its pods by hand`,
    );
  for (const { object } of policies.idle)
    out.remark(
      'without-effect',
      describeObject(object),
      'is for all of its place, and only one that is called default is',
    );
  for (const { object, targets } of policies.all) {
    const missing = targets.filter(
      (target) => !services.some(({ namespace, name }) => namespace === namespaceOf(object) && name === target.service),
    );
    for (const { service } of missing)
      out.remark('not-converted', describeObject(object), `Service ${service} was not read, or selects no pods`);
  }
}

/** The label that the injector gives to pods of a revision. */
const REVISION = 'istio.io/rev';

function ofRevision(object: Manifest, revision: string): Manifest {
  if (object.kind === 'EnvoyFilter') {
    const { workloadSelector, ...filter } = object['spec'] as { workloadSelector: { labels: Record<string, string> } };
    return {
      ...object,
      spec: { workloadSelector: { labels: { ...workloadSelector.labels, [REVISION]: revision } }, ...filter },
    };
  }
  if (object.kind !== 'AuthorizationPolicy') return object;
  const { selector, ...spec } = object['spec'] as { selector?: { matchLabels: Record<string, string> } };
  return {
    ...object,
    spec: { selector: { matchLabels: { ...selector?.matchLabels, [REVISION]: revision } }, ...spec },
  };
}
