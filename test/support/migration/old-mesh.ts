import type { Manifest } from '../../../src/api/manifest.ts';
import { holds, isOfHttp, type Verdict } from './attributes.ts';
import { mixerAllows } from './old-mixer.ts';
import type { Request } from './request.ts';

interface PathMatch {
  readonly exact?: string;
  readonly prefix?: string;
  readonly suffix?: string;
}

interface TriggerRule {
  readonly includedPaths?: readonly PathMatch[];
  readonly excludedPaths?: readonly PathMatch[];
}

interface Policy {
  readonly targets?: readonly { name: string; ports?: readonly { number?: number; name?: string }[] }[];
  readonly peers?: readonly { mtls?: { mode?: string } | null }[];
  readonly origins?: readonly { jwt: { issuer: string; triggerRules?: readonly TriggerRule[] } }[];
  readonly originIsOptional?: boolean;
}

type Names = readonly (string | number)[];

interface Rule extends Readonly<Record<string, unknown>> {
  readonly constraints?: readonly { key: string; values: Names }[];
}

type Subject = Readonly<Record<string, unknown>>;

interface Target {
  readonly namespaces?: readonly string[];
  readonly services?: readonly string[];
}

interface Config {
  readonly mode?: string;
  readonly enforcementMode?: string;
  readonly inclusion?: Target;
  readonly exclusion?: Target;
}

interface Binding {
  readonly mode?: string;
  readonly roleRef: { readonly name: string };
  readonly subjects?: readonly Subject[];
}

/**
 * What proxies of 1.4 answer, from the documents of 1.4: the narrowest authentication policy counts alone; then RBAC, and mixer.
 * Written without what converts, so that both cannot be wrong in the same way.
 */
export function oldVerdict(objects: readonly Manifest[], request: Request): Verdict {
  const policy = effective(objects, request);
  const peer = policy.peers?.find((method) => 'mtls' in method);
  const isMutual = request.principal !== undefined;
  if (peer === undefined && isMutual) return 'deny';
  if (peer !== undefined && peer.mtls?.mode !== 'PERMISSIVE' && !isMutual) return 'deny';
  const origin = originResult(policy, request);
  if (origin === 'failed') return 'deny';
  const { token, ...rest } = request;
  const known = origin === 'proven' && token !== undefined ? { ...rest, token } : rest;
  return [rbacAllows, mixerAllows].every((allows) => allows(objects, known)) ? 'allow' : 'deny';
}

const specOf = <T>(object: Manifest | undefined): T => (object?.['spec'] ?? {}) as T;
const of = (objects: readonly Manifest[], kind: string): Manifest[] => objects.filter((object) => object.kind === kind);

/** Ports of web have names. */
const PORT_NAMES: Readonly<Record<number, string>> = { 80: 'http', 90: 'http-admin' };

function effective(objects: readonly Manifest[], { to }: Request): Policy {
  const here = of(objects, 'Policy').filter(({ metadata }) => metadata.namespace === to.namespace);
  const targetsOf = (policy: Manifest) =>
    (specOf<Policy>(policy).targets ?? []).filter(({ name }) => name === to.service);
  const isPort = ({ number, name }: { number?: number; name?: string }): boolean =>
    number === to.port || (name !== undefined && name === PORT_NAMES[to.port]);
  return specOf(
    here.find((policy) => targetsOf(policy).some(({ ports = [] }) => ports.some(isPort))) ??
      here.find((policy) => targetsOf(policy).some(({ ports = [] }) => ports.length === 0)) ??
      here.find((policy) => policy.metadata.name === 'default' && specOf<Policy>(policy).targets === undefined) ??
      of(objects, 'MeshPolicy')[0],
  );
}

/** Whether a token was asked for on this path, and was there. */
function originResult(
  { origins = [], originIsOptional }: Policy,
  { path, token, to }: Request,
): 'failed' | 'proven' | 'none' {
  const asked = origins.filter(({ jwt }) => triggers(jwt.triggerRules ?? [], path));
  if (asked.length === 0 || !to.isHttp) return 'none';
  if (token?.isValid === true && asked.some(({ jwt }) => jwt.issuer === token.issuer)) return 'proven';
  return originIsOptional === true ? 'none' : 'failed';
}

function triggers(rules: readonly TriggerRule[], path: string): boolean {
  const isAt = ({ exact, prefix, suffix }: PathMatch): boolean =>
    path === exact ||
    (prefix !== undefined && path.startsWith(prefix)) ||
    (suffix !== undefined && path.endsWith(suffix));
  if (rules.length === 0) return true;
  return rules.some(
    ({ includedPaths = [], excludedPaths = [] }) =>
      !excludedPaths.some(isAt) && (includedPaths.length === 0 || includedPaths.some(isAt)),
  );
}

function rbacAllows(objects: readonly Manifest[], request: Request): boolean {
  const config = specOf<Config>(of(objects, 'ClusterRbacConfig')[0]);
  if (!isOn(config, request) || config.enforcementMode === 'PERMISSIVE') return true;
  const here = (kind: string): Manifest[] =>
    of(objects, kind).filter(({ metadata }) => metadata.namespace === request.to.namespace);
  const bindings = here('ServiceRoleBinding').map((object) => specOf<Binding>(object));
  return here('ServiceRole').some((role) =>
    bindings
      .filter(({ roleRef, mode }) => roleRef.name === role.metadata.name && mode !== 'PERMISSIVE')
      .some(
        ({ subjects = [] }) =>
          (specOf<{ rules?: readonly Rule[] }>(role).rules ?? []).some((rule) => mayDo(rule, request)) &&
          subjects.some((subject) => isWho(subject, request)),
      ),
  );
}

function isOn({ mode, inclusion, exclusion }: Config, request: Request): boolean {
  const isIn = ({ namespaces = [], services = [] }: Target = {}): boolean =>
    namespaces.includes(request.to.namespace) || services.some((host) => holds('destination.host', host, request));
  if (mode === 'ON_WITH_INCLUSION') return isIn(inclusion);
  return mode === 'ON' || (mode === 'ON_WITH_EXCLUSION' && !isIn(exclusion));
}

/** Fields, the attribute that each is about, and the field that excludes. */
const OF_RULES = [
  ['services', 'destination.host', undefined],
  ['hosts', 'host', 'notHosts'],
  ['methods', 'method', 'notMethods'],
  ['paths', 'path', 'notPaths'],
  ['ports', 'destination.port', 'notPorts'],
] as const;
const GROUPS = 'request.auth.claims[groups]';
const OF_SUBJECTS = [
  ['user', 'source.principal', undefined],
  ['names', 'source.principal', 'notNames'],
  ['group', GROUPS, undefined],
  ['groups', GROUPS, 'notGroups'],
  ['namespaces', 'source.namespace', 'notNamespaces'],
  ['ips', 'source.ip', 'notIps'],
] as const;

const listOf = (value: unknown): string[] =>
  value === undefined
    ? []
    : [value]
        .flat()
        .filter((each) => each !== '')
        .map(String);

type Fields = readonly (readonly [field: string, attribute: string, excludes: string | undefined])[];

function fieldsHold(
  fields: Fields,
  values: Readonly<Record<string, unknown>>,
  test: (key: string, value: string) => boolean,
): boolean {
  return fields.every(([field, attribute, excludes = '']) => {
    const [wanted, unwanted] = [listOf(values[field]), listOf(values[excludes])];
    const isWanted = wanted.length === 0 || wanted.some((value) => test(attribute, value));
    return isWanted && !unwanted.some((value) => test(attribute, value));
  });
}

const mayDo = (rule: Rule, request: Request): boolean =>
  (request.to.isHttp ||
    !asksHttp(
      OF_RULES,
      rule,
      (rule.constraints ?? []).map(({ key }) => key),
    )) &&
  fieldsHold(OF_RULES, rule, (attribute, value) => holds(attribute, value, request)) &&
  (rule.constraints ?? []).every(({ key, values }) => values.some((value) => holds(key, String(value), request)));

/** Rules and subjects that ask for something of HTTP are left out for other protocols. */
const asksHttp = (fields: Fields, values: Readonly<Record<string, unknown>>, keys: readonly string[]): boolean =>
  keys.some(isOfHttp) ||
  fields.some(
    ([field, attribute, excludes = '']) =>
      isOfHttp(attribute) && [...listOf(values[field]), ...listOf(values[excludes])].length > 0,
  );

function isWho(subject: Subject, request: Request): boolean {
  const properties = Object.entries((subject['properties'] ?? {}) as Record<string, string>);
  const { properties: _, ...fields } = subject;
  if (properties.length === 0 && Object.values(fields).every((value) => listOf(value).length === 0)) return false;
  if (
    !request.to.isHttp &&
    asksHttp(
      OF_SUBJECTS,
      fields,
      properties.map(([key]) => key),
    )
  )
    return false;
  const test = (attribute: string, value: string): boolean => {
    if (attribute === 'source.principal' && ['*', 'allUsers'].includes(value)) return true;
    return holds(attribute, value === 'allAuthenticatedUsers' ? '*' : value, request);
  };
  return (
    fieldsHold(OF_SUBJECTS, fields, test) &&
    properties.every(([key, value]) => holds(key === 'source.user' ? 'source.principal' : key, value, request))
  );
}
