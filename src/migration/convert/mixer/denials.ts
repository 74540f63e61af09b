import type { Collected } from '../conversion.ts';
import { selecting, type OldMesh } from '../mesh.ts';
import type { Precedence } from '../old-policy.ts';
import { Unsaid } from '../unsaid.ts';
import { OF_PLACES, OPERATIONS } from './attributes.data.ts';
import type { Clause, Condition } from './clauses.ts';
import { placesOf, type Place, type Scope } from './places.ts';

/** What is refused at one place, as a rule of a policy. */
export interface Denied {
  readonly place: Place;
  readonly rule: object;
}

/** What conversions of rules look at, and where they put what they make. */
export interface Work {
  readonly mesh: OldMesh;
  readonly policies: Precedence;
  readonly out: Collected;
}

/** Where a clause refuses something, and what. @throws Unsaid */
export function deniedBy(clause: Clause, scope: Scope, { mesh, policies }: Work): Denied[] {
  const isOfPlace = ({ key }: Clause[number]): boolean => OF_PLACES.test(key);
  const asked = clause.filter((condition) => !isOfPlace(condition));
  const places = placesOf(clause.filter(isOfPlace), scope, mesh);
  if (asked.some(({ isIdentity }) => isIdentity === true))
    for (const place of places) needMutualTls(place, mesh, policies);
  return places.map((place) => ({ place, rule: ruleOf(asked, place) }));
}

/** Callers without a certificate are nobody for a policy, and mixer knew their pods. */
function needMutualTls({ namespace, services }: Place, { rootNamespace }: OldMesh, policies: Precedence): void {
  const wide = policies.wide(namespace) ?? policies.mesh;
  const others = namespace === rootNamespace ? policies.all : [];
  const all = [
    wide,
    ...others,
    ...services.flatMap((service) => service.ports.map((port) => policies.of(service, port))),
  ];
  if (all.some((policy) => policy?.tls !== 'STRICT'))
    throw new Unsaid(
      'mixer knew callers by their pods, and a policy knows them by certificates, which callers in plain text do not ' +
        'have; require mutual TLS of all of them (a Policy or MeshPolicy with `mtls: {}`) and convert again',
    );
}

function ruleOf(conditions: Clause, { ports }: Place): object {
  const ofOperation = ({ key }: Condition): boolean => OPERATIONS.includes(key);
  const operation = operationOf(conditions.filter(ofOperation), ports);
  const when = conditions
    .filter((condition) => !ofOperation(condition))
    .map(({ key, isIn, patterns }) => ({ key, [isIn ? 'values' : 'notValues']: patterns }));
  return {
    ...(Object.keys(operation).length > 0 && { to: [{ operation }] }),
    ...(when.length > 0 && { when }),
  };
}

function operationOf(conditions: readonly Condition[], ports: Place['ports']): Record<string, readonly string[]> {
  const fields = Map.groupBy(conditions, ({ key, isIn }) =>
    isIn ? key : `not${key.charAt(0).toUpperCase()}${key.slice(1)}`,
  );
  const operation: Record<string, readonly string[]> = ports === undefined ? {} : { ports: ports.map(String) };
  for (const [field, [first, ...others]] of fields) {
    if (first?.isIn === true && others.length > 0)
      throw new Unsaid(`it has two conditions on ${field}; say them as one`);
    operation[field] = [first, ...others].flatMap((condition) => condition?.patterns ?? []);
  }
  return operation;
}

/** One policy for each place, with all its rules. */
export function writeDenials(name: string, denied: readonly Denied[], out: Collected): void {
  const places = Map.groupBy(denied, ({ place }) => JSON.stringify([place.namespace, place.selector]));
  for (const [first, ...others] of places.values()) {
    if (first === undefined) continue;
    const { namespace, selector } = first.place;
    const rules = new Map([first, ...others].map(({ rule }) => [JSON.stringify(rule), rule]));
    out.add(
      'AuthorizationPolicy',
      { name, namespace },
      { ...selecting(selector), action: 'DENY', rules: [...rules.values()] },
    );
  }
}
