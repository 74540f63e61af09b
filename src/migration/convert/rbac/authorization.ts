import type { Manifest } from '../../../api/manifest.ts';
import { describeObject } from '../../../core/model/object-id.ts';
import { kindOf } from '../../kinds.ts';
import { record, textMap } from '../../reading.ts';
import type { Collected } from '../conversion.ts';
import { selecting, type OldMesh } from '../mesh.ts';
import type { Precedence } from '../old-policy.ts';
import { includes, nameOf, namespaceOf, portsOf, type ServiceFacts, type Workloads } from '../services.ts';
import { remarkIdle } from './idle.ts';
import { grantsIn, rbacScope, type Grant, type RbacScope } from './rbac.ts';
import { newRules, type NewRule } from './rule.ts';

const KIND = 'AuthorizationPolicy';

/** What a policy is reported for, and not enforced. */
const DRY_RUN = { 'istio.io/dry-run': 'true' };

/**
 * Who may do what: an AuthorizationPolicy that allows nothing for everything that RBAC is on for, and one for each role
 * and Service that allows what the role does.
 */
export function convertRbac(mesh: OldMesh, policies: Precedence, out: Collected): void {
  const scope = rbacScope(mesh.objects);
  const present = mesh.objects.filter((object) => kindOf(object) === `${KIND}.security.istio.io`);
  for (const policy of present) keep(policy, mesh, out);
  remarkIdle(mesh, scope, out);
  if (scope === undefined) return;
  const reserved = [mesh.oldRoot, mesh.rootNamespace];
  for (const namespace of mesh.namespaces)
    if (!reserved.includes(namespace)) convertNamespace(namespace, { mesh, policies, scope, present, out });
  if (mesh.services.some((service) => reserved.includes(service.namespace) && scope.isOn(service)))
    out.remark(
      'not-converted',
      describeObject(scope.object),
      `is on for ${[...new Set(reserved)].join(' and ')}, where a policy would be for the whole mesh, gateways included`,
    );
}

/** A policy of 1.4; one for the whole mesh is printed for the namespace where the target looks for such. */
function keep(policy: Manifest, { oldRoot, rootNamespace }: OldMesh, out: Collected): void {
  const { name } = policy.metadata;
  if (namespaceOf(policy) !== oldRoot || oldRoot === rootNamespace) {
    out.remark('as-it-is', describeObject(policy), 'is read by the target as it is');
    return;
  }
  out.add(KIND, { name, namespace: rootNamespace }, record(policy['spec']));
  const message = `is for the whole mesh, which the target looks for in ${rootNamespace}: it is printed for that, too`;
  out.remark('as-it-is', describeObject(policy), message);
}

interface Work {
  readonly mesh: OldMesh;
  readonly policies: Precedence;
  readonly scope: RbacScope;
  readonly present: readonly Manifest[];
  readonly out: Collected;
}

function convertNamespace(namespace: string, work: Work): void {
  const { mesh, scope, out } = work;
  const grants = grantsIn(mesh.objects, namespace);
  const all = mesh.workloads.filter((workloads) => workloads.namespace === namespace);
  const on = all.filter(({ services }) => services.some(scope.isOn));
  const convertible = on.filter((workloads) => isConvertible(workloads, work));
  const isWhole = all.length > 0 && scope.isOnFor(namespace) && convertible.length === all.length;
  if (isWhole) {
    deny(namespace, 'allow-nothing', {}, work);
    out.remark(
      'without-service',
      `namespace ${namespace}`,
      'is refused as a whole; what has no Service in it was left alone',
    );
  }
  for (const workloads of convertible) convertWorkloads(workloads, grants, isWhole, work);
}

function deny(namespace: string, name: string, spec: object, { scope, out }: Work): void {
  out.add(KIND, { name, namespace, ...(scope.isPermissive && { annotations: DRY_RUN }) }, spec);
}

/** Pilot 1.4 reads no RBAC for pods that an AuthorizationPolicy selects; and policies are for pods, not for Services. */
function isConvertible(workloads: Workloads, { mesh, present, out }: Work): boolean {
  const { namespace, selector, services, shared } = workloads;
  const object = `Service ${namespace}/${services[0].name}`;
  const near = present.filter((policy) => [namespace, mesh.oldRoot].includes(namespaceOf(policy)));
  const selectors = near.map((policy) => textMap(record(record(record(policy['spec'])['selector'])['matchLabels'])));
  if (selectors.some((labels) => includes(selector, labels))) {
    out.remark('without-effect', object, 'has an AuthorizationPolicy, so that RBAC does not count for it');
    return false;
  }
  if (selectors.some((labels) => Object.entries(labels).every(([key, value]) => (selector[key] ?? value) === value))) {
    out.remark(
      'not-converted',
      object,
      'has an AuthorizationPolicy for some of its pods, for which alone RBAC does not count',
    );
    return false;
  }
  if (shared.length > 0) {
    out.remark('not-converted', object, `may share pods with ${shared.join(', ')}; say by hand who may call which`);
    return false;
  }
  if (services.length > 1 && portsOf(services) === undefined) {
    out.remark(
      'not-converted',
      object,
      'shares its pods and a port of them with another Service, or the port has a name that no pod tells',
    );
    return false;
  }
  return true;
}

function convertWorkloads(workloads: Workloads, grants: readonly Grant[], isWhole: boolean, work: Work): void {
  const { namespace, services, selector } = workloads;
  const ports = services.length > 1 ? portsOf(services) : undefined;
  if (!isWhole) deny(namespace, `${nameOf(workloads)}-allow-nothing`, selecting(selector), work);
  for (const service of services) {
    if (work.scope.isOn(service)) convertService(service, selector, grants, ports?.get(service.host), work);
    else allowAll(service, selector, ports?.get(service.host) ?? [], work);
  }
}

/** A Service that RBAC is off for, beside one of the same pods that it is on for. */
function allowAll({ namespace, name }: ServiceFacts, selector: object, ports: readonly number[], { out }: Work): void {
  const rules = [{ to: [{ operation: { ports: ports.map(String) } }] }];
  if (ports.length > 0)
    out.add(
      KIND,
      { name: `${name}-allow-everything`, namespace },
      { ...selecting(selector as Record<string, string>), rules },
    );
}

function convertService(
  service: ServiceFacts,
  selector: Readonly<Record<string, string>>,
  grants: readonly Grant[],
  ports: readonly number[] | undefined,
  { policies, scope, out }: Work,
): void {
  const made = grants.flatMap((grant) => {
    const rules = newRules(grant.rule, grant.subject, service, ports);
    const object = describeObject(grant.role);
    if (typeof rules === 'string') {
      out.remark(
        'not-converted',
        object,
        `a rule for ${describeObject(grant.binding)} on Service ${service.name}: ${rules}; nobody is allowed it`,
      );
      return [];
    }
    if (rules.some(({ authenticated }) => authenticated))
      out.remark(
        'authenticated',
        describeObject(grant.binding),
        '`source.principal: "*"` is everybody with mutual TLS, as documented',
      );
    if (rules.length > 0 && REQUEST_PRINCIPAL in record(grant.subject['properties']) && !usesOrigin(service, policies))
      out.remark(
        'principal-binding',
        describeObject(grant.binding),
        `${REQUEST_PRINCIPAL} is that of the token, as documented; without \`principalBinding: USE_ORIGIN\` it was the certificate's on Service ${service.name}`,
      );
    const isDry = grant.isPermissive || scope.isPermissive;
    if (isDry)
      out.remark(
        'dry-run',
        describeObject(grant.binding),
        'is not enforced, and becomes a policy that is only reported',
      );
    return rules.map((rule) => ({ ...rule, role: grant.role.metadata.name, isDry }));
  });
  const groups = Map.groupBy(made, ({ role, labels, isDry }) => JSON.stringify([role, labels, isDry]));
  for (const group of groups.values()) write(service, selector, group, out);
}

const REQUEST_PRINCIPAL = 'request.auth.principal';

const usesOrigin = (service: ServiceFacts, policies: Precedence): boolean =>
  service.ports.every((port) => policies.of(service, port)?.usesOrigin === true);

type Made = NewRule & { readonly role: string; readonly isDry: boolean };

function write(
  service: ServiceFacts,
  selector: Readonly<Record<string, string>>,
  made: readonly Made[],
  out: Collected,
): void {
  const [first] = made;
  if (first === undefined) return;
  const { role, labels, isDry } = first;
  const metadata = {
    name: `${role}-${service.name}`,
    namespace: service.namespace,
    ...(isDry && { annotations: DRY_RUN }),
  };
  out.add(KIND, metadata, { ...selecting({ ...selector, ...labels }), rules: made.map(({ rule }) => rule) });
}
