import type { Manifest } from '../../../api/manifest.ts';
import { kindOf } from '../../kinds.ts';
import { list, record, text, texts, valuesAt, type Loose } from '../../reading.ts';
import { either } from '../old-policy.ts';
import { namespaceOf, type ServiceFacts } from '../services.ts';

const GROUP = 'rbac.istio.io';

/** What RBAC is on for. */
export interface RbacScope {
  readonly object: Manifest;
  /** Nothing is refused, only reported. */
  readonly isPermissive: boolean;
  readonly isOn: (service: Pick<ServiceFacts, 'namespace' | 'host'>) => boolean;
  /** Namespaces and full names of Services that it is on for by name. */
  readonly included: { readonly namespaces: readonly string[]; readonly hosts: readonly string[] };
  /** It is on for whatever comes to be in the namespace. */
  readonly isOnFor: (namespace: string) => boolean;
}

/** What RBAC is on for; undefined where it is off. ClusterRbacConfig counts before RbacConfig (pilot 1.4). */
export function rbacScope(objects: readonly Manifest[]): RbacScope | undefined {
  const of = (kind: string): Manifest | undefined =>
    objects.find((each) => kindOf(each) === `${kind}.${GROUP}` && each.metadata.name === 'default');
  const object = of('ClusterRbacConfig') ?? of('RbacConfig');
  if (object === undefined) return undefined;
  const { spec } = object;
  const { mode, inclusion, exclusion } = record(spec);
  const enforcement = either(spec, 'enforcementMode');
  const isPermissive = enforcement === 'PERMISSIVE' || enforcement === 1;
  const scope = MODES[String(mode)];
  if (scope === undefined) return undefined;
  const target = scope === 'included' ? inclusion : exclusion;
  const [names, hosts] = [texts(record(target)['namespaces']), texts(record(target)['services'])];
  const isListed = ({ namespace, host }: Pick<ServiceFacts, 'namespace' | 'host'>): boolean =>
    names.includes(namespace) || hosts.includes(host);
  return {
    object,
    isPermissive,
    included: scope === 'included' ? { namespaces: names, hosts } : { namespaces: [], hosts: [] },
    isOn: (service) => scope === 'all' || isListed(service) === (scope === 'included'),
    isOnFor: (namespace) =>
      scope === 'all' ||
      (scope === 'included'
        ? names.includes(namespace)
        : !names.includes(namespace) && !hosts.some((host) => host.split('.')[1] === namespace)),
  };
}

/** By name, or by number as protocol buffers have it. */
const MODES: Readonly<Record<string, 'all' | 'included' | 'excluded'>> = {
  ON: 'all',
  1: 'all',
  ON_WITH_INCLUSION: 'included',
  2: 'included',
  ON_WITH_EXCLUSION: 'excluded',
  3: 'excluded',
};

/** A rule of a role, given to one subject. */
export interface Grant {
  readonly role: Manifest;
  readonly binding: Manifest;
  readonly rule: Loose;
  readonly subject: Loose;
  /** Reported, not enforced. */
  readonly isPermissive: boolean;
}

/** Everything that roles of a namespace give to subjects of bindings of the same. */
export function grantsIn(objects: readonly Manifest[], namespace: string): Grant[] {
  const of = (kind: string): Manifest[] =>
    objects
      .filter((object) => kindOf(object) === `${kind}.${GROUP}` && namespaceOf(object) === namespace)
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const bindings = of('ServiceRoleBinding');
  return of('ServiceRole').flatMap((role) =>
    bindings
      .filter((binding) => roleOf(binding) === role.metadata.name)
      .flatMap((binding) =>
        valuesAt(role, 'spec.rules[]').flatMap(({ value: rule }) =>
          valuesAt(binding, 'spec.subjects[]').map(({ value: subject }) => ({
            role,
            binding,
            rule: record(rule),
            subject: record(subject),
            isPermissive: [1, 'PERMISSIVE'].includes(record(binding['spec'])['mode'] as string),
          })),
        ),
      ),
  );
}

/** The name of the role that a binding gives. */
export const roleOf = (binding: Manifest): string | undefined => {
  const { role } = record(binding['spec']);
  return text(record(either(binding['spec'], 'roleRef'))['name']) ?? text(role);
};

/** True for a value that a pattern with `*` at one end, or alone, fits (pilot 1.4, stringMatch). */
export function fits(value: string, pattern: string): boolean {
  if (pattern === '*') return value !== '';
  if (pattern.startsWith('*')) return value.endsWith(pattern.slice(1));
  return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern;
}

/** The key in brackets: `version` of `destination.labels[version]`. */
export const bracketed = (key: string, prefix: string): string | undefined =>
  key.startsWith(`${prefix}[`) && key.endsWith(']') ? key.slice(prefix.length + 1, -1) : undefined;

/** The conditions of a rule of a role, as key and values; those without values are no conditions. */
export const constraintsOf = (rule: Loose): { readonly key: string; readonly values: string[] }[] =>
  list(rule['constraints']).flatMap((constraint) => {
    const { key, values } = record(constraint);
    const wanted = texts(values);
    return typeof key === 'string' && wanted.length > 0 ? [{ key, values: wanted }] : [];
  });
