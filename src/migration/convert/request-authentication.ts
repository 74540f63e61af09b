import { describeObject } from '../../core/model/object-id.ts';
import type { Collected } from './conversion.ts';
import { alsoSelected, named, selecting, type OldMesh } from './mesh.ts';
import type { OldPolicy, Precedence } from './old-policy.ts';
import { inRoot } from './peer-authentication.ts';
import { nameOf, type ServiceFacts, type Workloads } from './services.ts';
import { jwtRuleOf, tokenRulesOf } from './tokens.ts';

/** Whom tokens are asked of. */
interface Place {
  readonly namespace: string;
  readonly name: string;
  readonly selector?: Readonly<Record<string, string>>;
  /** Ports of the pods; all where it is missing. */
  readonly ports?: readonly number[];
}

/**
 * Which tokens are looked at, and where one is required. Policies of the target add up, where the narrowest one of
 * the old mesh counted alone: so a wide one is written for a whole place only where no narrower one is in it. And a
 * policy that denies by tokens denies everything on a port that is not HTTP: so it is written for whole places only
 * where all ports are.
 */
export function convertOrigins(mesh: OldMesh, policies: Precedence, out: Collected): void {
  const { namespaces, rootNamespace, services } = mesh;
  const wide = policies.mesh;
  if (wide !== undefined && asks(wide)) {
    const isNarrower = (namespace: string): boolean =>
      policies.wide(namespace) !== undefined || policies.targeted(namespace).length > 0;
    if (!namespaces.some(isNarrower) && services.every(isHttp)) {
      write(wide, { namespace: rootNamespace, name: 'default' }, out);
      return;
    }
    const message = 'asks for tokens in each namespace there is; a new one needs its own';
    out.remark('later-namespaces', describeObject(wide.object), message);
  }
  for (const namespace of namespaces) convertNamespace(mesh, policies, namespace, out);
  convertPods(mesh, policies, rootNamespace, out);
}

const asks = ({ origins, peerToken }: OldPolicy): boolean => origins.length > 0 || peerToken;

const isHttp = ({ ports }: ServiceFacts): boolean => ports.every((port) => port.isHttp);

function convertNamespace(mesh: OldMesh, policies: Precedence, namespace: string, out: Collected): void {
  const wide = policies.wide(namespace) ?? policies.mesh;
  const targeted = policies.targeted(namespace);
  if (![...targeted, wide].some((policy) => policy !== undefined && asks(policy))) return;
  const services = mesh.services.filter((service) => service.namespace === namespace);
  if (targeted.length === 0 && wide !== undefined && services.every(isHttp)) {
    write(wide, { namespace, name: 'default' }, out);
    return;
  }
  if (wide !== undefined && asks(wide)) {
    const message = `asks for tokens of each Service that there is in ${namespace}; a new one needs its own`;
    out.remark('later-services', describeObject(wide.object), message);
  }
  convertPods(mesh, policies, namespace, out);
}

function convertPods(mesh: OldMesh, policies: Precedence, namespace: string, out: Collected): void {
  for (const workloads of mesh.workloads)
    if (workloads.namespace === namespace) convertWorkloads(workloads, mesh, policies, out);
}

interface PortPolicy {
  readonly policy: OldPolicy | undefined;
  readonly target: number | undefined;
}

function convertWorkloads(workloads: Workloads, mesh: OldMesh, policies: Precedence, out: Collected): void {
  const { namespace, services, selector, shared } = workloads;
  const ports = services.flatMap((service) =>
    service.ports.map((port): PortPolicy => {
      const policy = policies.of(service, port);
      if (port.isHttp || policy === undefined || !asks(policy)) return { target: port.target, policy };
      const where = `port ${port.number} of Service ${service.name}, whose name does not say HTTP`;
      out.remark('without-effect', describeObject(policy.object), `looked at no tokens on ${where}`);
      return { target: port.target, policy: undefined };
    }),
  );
  const asking = [...new Set(ports.map(({ policy }) => policy))].filter(
    (policy): policy is OldPolicy => policy !== undefined && asks(policy),
  );
  const elsewhere = namespace === mesh.rootNamespace ? alsoSelected(mesh, workloads) : [];
  for (const policy of asking) {
    const own = ports.filter((port) => port.policy === policy).map(({ target }) => target);
    const others = ports.filter((port) => port.policy !== policy).map(({ target }) => target);
    const refuse = (why: string): void => out.remark('not-converted', describeObject(policy.object), why);
    const place = { namespace, name: nameOf(workloads), selector };
    if (shared.length > 0)
      refuse(`Service ${services[0].name} may share pods with ${shared.join(', ')}; select pods by hand`);
    else if (elsewhere.length > 0) refuse(inRoot(elsewhere));
    else if (asking.some((other) => other !== policy && differ(other, policy)))
      refuse(
        'another policy takes other tokens of the same issuer (audiences, keys) on other ports of these pods, and a token would count on both',
      );
    else if (others.length === 0) write(policy, place, out);
    else if (own.includes(undefined))
      refuse('a port of its Service has a name for its target, and no pod was read that tells its number');
    else if (own.some((port) => others.includes(port)))
      refuse('two Services have different policies for one port of the same pods');
    else write(policy, { ...place, ports: own as number[] }, out);
  }
}

/** True where policies take different tokens of one issuer: of the target every rule for the pods counts on every port. */
function differ(a: OldPolicy, b: OldPolicy): boolean {
  const taken = ({ origins }: OldPolicy, issuer: unknown): string[] =>
    origins
      .filter((origin) => origin['issuer'] === issuer)
      .map((origin) => JSON.stringify(jwtRuleOf(origin)))
      .sort();
  const issuers = a.origins.map(({ issuer }) => issuer).filter((issuer) => taken(b, issuer).length > 0);
  return issuers.some((issuer) => taken(a, issuer).join() !== taken(b, issuer).join());
}

function write(policy: OldPolicy, { namespace, name, selector, ports }: Place, out: Collected): void {
  const object = describeObject(policy.object);
  const rules = tokenRulesOf(policy);
  if (typeof rules === 'string') {
    out.remark('not-converted', object, rules);
    return;
  }
  const { jwtRules, denied, isPartial } = rules;
  out.add('RequestAuthentication', named(name, namespace), { ...selecting(selector), jwtRules });
  if (isPartial || ports !== undefined)
    out.remark(
      'invalid-token',
      object,
      'an invalid token is refused also where it was not looked at, and a valid one counts for authorization there',
    );
  if (denied.length === 0) return;
  const operations = denied.map(({ principals, paths, notPaths }) => ({
    from: [{ source: { notRequestPrincipals: principals } }],
    ...operationOf({ paths, notPaths, ports: ports?.map(String) ?? [] }),
  }));
  out.add('AuthorizationPolicy', named(`${name}-needs-token`, namespace), {
    ...selecting(selector),
    action: 'DENY',
    rules: operations,
  });
  out.remark(
    'token-required',
    object,
    'requests without the token get 403 instead of 401; a token needs `sub`, and preflights of browsers have none',
  );
}

/** The operation of a rule, without what does not restrict it. */
export function operationOf(fields: Readonly<Record<string, readonly string[]>>): object {
  const operation = Object.fromEntries(Object.entries(fields).filter(([, values]) => values.length > 0));
  return Object.keys(operation).length === 0 ? {} : { to: [{ operation }] };
}
