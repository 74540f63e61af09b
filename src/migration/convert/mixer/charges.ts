import type { Manifest } from '../../../api/manifest.ts';
import { describeObject } from '../../../core/model/object-id.ts';
import { kindOf } from '../../kinds.ts';
import { list, record, text, valuesAt, type Loose } from '../../reading.ts';
import type { OldMesh } from '../mesh.ts';
import { either } from '../old-policy.ts';
import { namespaceOf, type ServiceFacts } from '../services.ts';

/** A QuotaSpecBinding has requests of a Service charge a quota, as a QuotaSpec says. */
export interface Charge {
  /** The binding, as people write it. */
  readonly object: string;
  /** The name of an instance of mixer. */
  readonly quota: string;
  /** How much a request takes. */
  readonly amount: number;
  /** Only some requests are charged. */
  readonly isPartial: boolean;
  readonly service: ServiceFacts;
}

/** Charges, and what bindings name that was not read. */
export interface Charges {
  readonly charges: readonly Charge[];
  readonly unread: readonly { readonly object: string; readonly what: string }[];
}

/** What QuotaSpecBindings have requests charge. */
export function chargesIn(mesh: OldMesh): Charges {
  const of = (kind: string): Manifest[] =>
    mesh.objects.filter((object) => kindOf(object) === `${kind}.config.istio.io`);
  const found = of('QuotaSpecBinding').map((binding) => {
    const services = valuesAt(binding, 'spec.services[]').map(({ value }) => servicesOf(record(value), binding, mesh));
    const specs = valuesAt(binding, 'spec.quotaSpecs[]').map(({ value }) => {
      const { name, namespace = namespaceOf(binding) } = record(value);
      const spec = of('QuotaSpec').find(
        ({ metadata, ...rest }) => metadata.name === name && namespaceOf({ metadata, ...rest }) === namespace,
      );
      return spec ?? `QuotaSpec ${text(namespace) ?? ''}/${text(name) ?? ''}`;
    });
    const object = describeObject(binding);
    const missing = [...services, ...specs].filter((each) => typeof each === 'string');
    const read = specs.filter((each) => typeof each !== 'string');
    const charged = services.flatMap((each) => (typeof each === 'string' ? [] : each));
    return {
      charges: charged.flatMap((service) => read.flatMap((spec) => chargesOf(spec, service, object))),
      unread: missing.map((what) => ({ object, what })),
    };
  });
  return { charges: found.flatMap(({ charges }) => charges), unread: found.flatMap(({ unread }) => unread) };
}

/** The Services that a binding names; a text where one was not read. */
function servicesOf({ name, namespace, service }: Loose, binding: Manifest, mesh: OldMesh): ServiceFacts[] | string {
  if (service === '*') return [...mesh.services];
  const of = text(namespace) ?? namespaceOf(binding);
  const host = text(service);
  const found = mesh.services.filter((each) =>
    host === undefined ? each.name === name && each.namespace === of : each.host === host,
  );
  return found.length > 0 ? found : `Service ${host ?? `${of}/${text(name) ?? ''}`}`;
}

function chargesOf(spec: Manifest, service: ServiceFacts, object: string): Charge[] {
  return list(record(spec['spec'])['rules']).flatMap((rule) => {
    const { match, quotas } = record(rule);
    return list(quotas).flatMap((each): Charge[] => {
      const { quota, charge } = record(each);
      if (typeof quota !== 'string') return [];
      return [{ object, quota, amount: Number(charge ?? 1), isPartial: list(match).length > 0, service }];
    });
  });
}

/** The limit that a handler of mixer has for an instance. */
export interface Limit {
  readonly maxAmount: number;
  /** In milliseconds; 0 where what is taken is never given back by time. */
  readonly windowMs: number;
  /** Some requests have a limit of their own. */
  readonly hasOverrides: boolean;
}

/** The limit that a handler has for an instance, which it names in full. */
export function limitOf(params: Loose, { metadata }: Manifest): Limit | undefined {
  const found = list(params['quotas'])
    .map(record)
    .find(({ name }) => text(name)?.split('.')[0] === metadata.name);
  if (found === undefined) return undefined;
  const windowMs = millisecondsOf(text(either(found, 'validDuration')) ?? '0s');
  const hasOverrides = list(found['overrides']).length > 0;
  return { maxAmount: Number(either(found, 'maxAmount') ?? 0), windowMs, hasOverrides };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** The length of a duration as Go and JSON write it, such as `1m30s`; 0 where it is none. */
function millisecondsOf(duration: string): number {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(duration)) return 0;
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (UNITS[unit] ?? 0), 0);
}
