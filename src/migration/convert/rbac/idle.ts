import type { Manifest } from '../../../api/manifest.ts';
import { describeObject } from '../../../core/model/object-id.ts';
import { kindOf } from '../../kinds.ts';
import { list, record, texts } from '../../reading.ts';
import type { Collected } from '../conversion.ts';
import type { OldMesh } from '../mesh.ts';
import { namespaceOf, type ServiceFacts } from '../services.ts';
import { fits, roleOf, type RbacScope } from './rbac.ts';

const HALVES = /^ServiceRole(Binding)?\.rbac\.istio\.io$/;
const CONFIGS = /^(Cluster)?RbacConfig\.rbac\.istio\.io$/;

/** Everything of RBAC that nothing is made of, so that nothing is left out silently. */
export function remarkIdle(mesh: OldMesh, scope: RbacScope | undefined, out: Collected): void {
  remarkConfigs(mesh, scope, out);
  for (const object of mesh.objects.filter((each) => kindOf(each) === 'AuthorizationPolicy.rbac.istio.io'))
    out.remark('not-converted', describeObject(object), 'is an experiment of 1.2 and 1.3; say by hand what it means');
  if (scope === undefined) {
    for (const object of mesh.objects.filter((each) => HALVES.test(kindOf(each))))
      out.remark('without-effect', describeObject(object), 'is of RBAC, which is off');
    return;
  }
  remarkUnbound(mesh, out);
  remarkTargets(mesh, scope, out);
  remarkUnread(mesh, scope, out);
}

/** Only one object says whether RBAC is on, and only in words that pilot knows. */
function remarkConfigs({ objects }: OldMesh, scope: RbacScope | undefined, out: Collected): void {
  for (const object of objects.filter((each) => CONFIGS.test(kindOf(each)))) {
    const { mode } = record(object['spec']);
    const name = describeObject(object);
    if (object.metadata.name !== 'default')
      out.remark('without-effect', name, 'counts for nothing: only one that is called default does');
    else if (scope !== undefined && scope.object !== object)
      out.remark('without-effect', name, `counts for nothing beside ${describeObject(scope.object)}`);
    else if (scope === undefined && ![undefined, null, 'OFF', 0].includes(mode as null))
      out.remark('not-converted', name, `has the mode ${JSON.stringify(mode)}, which no release knows`);
  }
}

/** Roles and bindings that pilot found no other half of. */
function remarkUnbound({ objects }: OldMesh, out: Collected): void {
  const half = objects.filter((object) => HALVES.test(kindOf(object)));
  const keyOf = (object: Manifest): string =>
    `${namespaceOf(object)}/${object.kind === 'ServiceRole' ? object.metadata.name : (roleOf(object) ?? '')}`;
  for (const object of half)
    if (!half.some((other) => other.kind !== object.kind && keyOf(other) === keyOf(object)))
      out.remark(
        'without-effect',
        describeObject(object),
        object.kind === 'ServiceRole' ? 'is given to nobody' : 'gives a role that there is not',
      );
}

/** Places that RBAC is on for by their names, of which nothing was read. */
function remarkTargets({ services }: OldMesh, scope: RbacScope, out: Collected): void {
  const name = describeObject(scope.object);
  const say = (message: string): void => out.remark('not-converted', name, `${message}; read the Services, too`);
  if (services.length === 0) say('is on, and no Service was read');
  const { namespaces, hosts } = scope.included;
  for (const namespace of namespaces)
    if (!services.some((service) => service.namespace === namespace))
      say(`is on for namespace ${namespace}, of which no Service was read`);
  for (const host of hosts)
    if (!services.some((service) => service.host === host)) say(`is on for Service ${host}, which was not read`);
}

/** Rules of roles for Services that were not read, that are in another namespace, or that RBAC is off for. */
function remarkUnread({ objects, services }: OldMesh, scope: RbacScope, out: Collected): void {
  for (const role of objects.filter((each) => kindOf(each) === 'ServiceRole.rbac.istio.io')) {
    const namespace = namespaceOf(role);
    for (const rule of list(record(role['spec'])['rules'])) {
      const patterns = texts(record(rule)['services']);
      const named = services.filter(({ host }) => patterns.length === 0 || patterns.some((each) => fits(host, each)));
      const own = named.filter((service) => service.namespace === namespace);
      if (own.some(scope.isOn)) continue;
      const [code, why] = reasonOf(own, named, patterns);
      out.remark(code, describeObject(role), `a rule for ${patterns.join(', ') || 'all Services'}: ${why}`);
    }
  }
}

function reasonOf(
  own: readonly ServiceFacts[],
  named: readonly ServiceFacts[],
  patterns: readonly string[],
): ['without-effect' | 'not-converted', string] {
  if (own.length > 0) return ['without-effect', 'RBAC is off for them'];
  if (named.length > 0 && patterns.length > 0) return ['without-effect', 'a role counts in its own namespace only'];
  return ['not-converted', 'no such Service was read in its namespace'];
}
