import { record, texts, type Loose } from '../../reading.ts';
import { either } from '../old-policy.ts';
import { operationOf } from '../request-authentication.ts';
import type { ServiceFacts } from '../services.ts';
import { isPlain } from '../tokens.ts';
import { saidOr, Unsaid } from '../unsaid.ts';
import { bracketed, constraintsOf, fits } from './rbac.ts';
import { expectRule, expectSubject } from './shape.ts';

/** A condition of an AuthorizationPolicy. */
interface Condition {
  readonly key: string;
  readonly values?: readonly string[];
  readonly notValues?: readonly string[];
}

/** Everybody, with or without a certificate; only as whole values (pilot 1.4, principals). */
const ANYBODY = ['*', 'allUsers'];
const AUTHENTICATED = 'allAuthenticatedUsers';

/** A rule of the target, for some pods. */
export interface NewRule {
  /** Labels that pods need besides those of the Service. */
  readonly labels: Readonly<Record<string, string>>;
  readonly rule: object;
  /** It relies on what `*` means as a property. */
  readonly authenticated: boolean;
}

/**
 * What a grant allows on a Service, as rules of the target; none where it allows nothing there.
 * @param ports of the pods, where the rule is for some only
 * @returns a text that says why it cannot be said
 */
export function newRules(
  rule: Loose,
  subject: Loose,
  service: ServiceFacts,
  ports: readonly number[] | undefined,
): readonly NewRule[] | string {
  return saidOr<readonly NewRule[] | string>(
    () => spokenRules(rule, subject, service, ports),
    (why) => why,
  );
}

function spokenRules(
  rule: Loose,
  subject: Loose,
  service: ServiceFacts,
  ports: readonly number[] | undefined,
): NewRule[] {
  expectRule(rule);
  expectSubject(subject);
  if (!isFor(rule, service)) return [];
  const who = whoOf(subject);
  if (who === undefined) return [];
  const to = operationOf(operationFields(rule, ports));
  const when = [...portConditions(rule, ports), ...who.when, ...constraintConditions(rule)];
  const spoken = { ...who.from, ...to, ...(when.length > 0 && { when }) };
  return labelSets(rule, service).map((labels) => ({ labels, rule: spoken, authenticated: who.authenticated }));
}

/** What a role says of the Service itself: decided when pilot made the configuration, and here. */
function isFor(rule: Loose, { host, name, namespace }: ServiceFacts): boolean {
  const services = texts(rule['services']);
  if (services.length > 0 && !services.some((pattern) => fits(host, pattern))) return false;
  const facts: Readonly<Record<string, string>> = { 'destination.name': name, 'destination.namespace': namespace };
  return constraintsOf(rule).every(({ key, values }) => {
    const fact = facts[key];
    return fact === undefined || values.some((pattern) => fits(fact, pattern));
  });
}

/** Labels that pods need, one set for each combination of values. */
function labelSets(rule: Loose, { selector }: ServiceFacts): Record<string, string>[] {
  return constraintsOf(rule).reduce<Record<string, string>[]>(
    (sets, { key, values }) => {
      const label = bracketed(key, 'destination.labels');
      if (label === undefined) return sets;
      if (values.some((value) => value.includes('*'))) throw new Unsaid(`${key} has a wildcard, which no selector has`);
      return sets.flatMap((set) => values.flatMap((value) => merged(set, label, value, selector)));
    },
    [{}],
  );
}

function merged(
  set: Readonly<Record<string, string>>,
  label: string,
  value: string,
  selector: Readonly<Record<string, string>>,
): Record<string, string>[] {
  const known = set[label] ?? selector[label];
  if (known === undefined) return [{ ...set, [label]: value }];
  return known === value ? [{ ...set }] : [];
}

const DECIDED = ['destination.name', 'destination.namespace'];
const TO_CONDITIONS = ['destination.ip', 'destination.port', 'connection.sni'];

function constraintConditions(rule: Loose): Condition[] {
  return constraintsOf(rule).flatMap(({ key, values }): Condition[] => {
    if (DECIDED.includes(key) || bracketed(key, 'destination.labels') !== undefined) return [];
    if (TO_CONDITIONS.includes(key) || bracketed(key, 'request.headers') !== undefined) return [{ key, values }];
    throw new Unsaid(`no AuthorizationPolicy has the condition ${key}`);
  });
}

function operationFields(rule: Loose, ports: readonly number[] | undefined): Record<string, string[]> {
  const paths = { paths: texts(rule['paths']), notPaths: texts(either(rule, 'notPaths')) };
  const template = [...paths.paths, ...paths.notPaths].find(
    (path) => path.includes('{') || (path !== '*' && !isPlain(path.replace(/^\*|\*$/, ''))),
  );
  if (template !== undefined) throw new Unsaid(`the path ${template} would be read as a template`);
  const asked = texts(rule['ports']);
  return {
    hosts: texts(rule['hosts']),
    notHosts: texts(either(rule, 'notHosts')),
    methods: texts(rule['methods']),
    notMethods: texts(either(rule, 'notMethods')),
    ...paths,
    ports: asked.length > 0 ? asked : (ports ?? []).map(String),
    notPorts: texts(either(rule, 'notPorts')),
  };
}

/** Where a rule has ports of its own, those of the Service are a further condition. */
const portConditions = (rule: Loose, ports: readonly number[] | undefined): Condition[] =>
  ports !== undefined && texts(rule['ports']).length > 0
    ? [{ key: 'destination.port', values: ports.map(String) }]
    : [];

/** Which conditions a property may be. */
const PROPERTIES = [
  'source.ip',
  'source.namespace',
  'source.principal',
  'request.auth.principal',
  'request.auth.audiences',
  'request.auth.presenter',
];

interface Who {
  readonly from: object;
  readonly when: readonly Condition[];
  readonly authenticated: boolean;
}

/** Whom a subject means; undefined for nobody. */
function whoOf(subject: Loose): Who | undefined {
  const lists = [one(subject['user']), texts(subject['names'])].filter((each) => each.length > 0);
  const excluded = texts(either(subject, 'notNames'));
  const properties = Object.entries(record(subject['properties'])).map(([key, value]) => [key, String(value)] as const);
  const groups = [one(subject['group']), texts(subject['groups'])].filter((each) => each.length > 0);
  const rest = {
    namespaces: texts(subject['namespaces']),
    notNamespaces: texts(either(subject, 'notNamespaces')),
    ipBlocks: texts(subject['ips']),
    notIpBlocks: texts(either(subject, 'notIps')),
  };
  const notGroups = texts(either(subject, 'notGroups'));
  const said = [...lists, excluded, ...groups, notGroups, ...Object.values(rest), properties];
  if (said.every(({ length }) => length === 0)) return undefined;
  if (excluded.some((name) => ANYBODY.includes(name))) return undefined;
  const [principals = [], ...more] = lists
    .filter((each) => !each.some((name) => ANYBODY.includes(name)))
    .map(asPrincipals);
  const source = Object.fromEntries(
    Object.entries({ principals, notPrincipals: asPrincipals(excluded), ...rest }).filter(
      ([, values]) => values.length > 0,
    ),
  );
  return {
    from: Object.keys(source).length === 0 ? {} : { from: [{ source }] },
    when: [
      ...more.map((values) => ({ key: 'source.principal', values })),
      ...groups.map((values) => ({ key: CLAIM_OF_GROUPS, values })),
      ...(notGroups.length > 0 ? [{ key: CLAIM_OF_GROUPS, notValues: notGroups }] : []),
      ...properties.map(([key, value]) => propertyCondition(key, value)),
    ],
    authenticated: properties.some(([key, value]) => /^source\.(principal|user)$/.test(key) && value === '*'),
  };
}

const one = (name: unknown): string[] => texts([name]).filter((text) => text !== '');

const CLAIM_OF_GROUPS = 'request.auth.claims[groups]';

const asPrincipals = (names: readonly string[]): string[] => names.map((name) => (name === AUTHENTICATED ? '*' : name));

function propertyCondition(key: string, value: string): Condition {
  const name = key === 'source.user' ? 'source.principal' : key;
  const isKnown =
    PROPERTIES.includes(name) || ['request.headers', 'request.auth.claims'].some((prefix) => bracketed(name, prefix));
  if (!isKnown) throw new Unsaid(`no AuthorizationPolicy has the condition ${key}`);
  return { key: name, values: asPrincipals([value]) };
}
