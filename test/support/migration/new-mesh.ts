import type { Manifest } from '../../../src/api/manifest.ts';
import { holds, isOfHttp, type Verdict } from './attributes.ts';
import type { Request, Token } from './request.ts';

interface Selecting {
  readonly selector?: { readonly matchLabels: Readonly<Record<string, string>> };
}

interface Peers extends Selecting {
  readonly mtls?: { readonly mode: string };
  readonly portLevelMtls?: Readonly<Record<string, { readonly mode: string }>>;
}

interface Tokens extends Selecting {
  readonly jwtRules?: readonly { readonly issuer: string }[];
}

type Fields = Readonly<Record<string, readonly string[]>>;

interface Rule {
  readonly from?: readonly { readonly source: Fields }[];
  readonly to?: readonly { readonly operation: Fields }[];
  readonly when?: readonly { key: string; values?: readonly string[]; notValues?: readonly string[] }[];
}

interface Authorization extends Selecting {
  readonly action?: string;
  readonly rules?: readonly Rule[];
}

/** What proxies of a current istiod answer, from the documents of security.istio.io/v1. */
export function newVerdict(objects: readonly Manifest[], request: Request, root: string): Verdict {
  const isMutual = request.principal !== undefined;
  const mode = tlsMode(objects, request, root);
  if ((mode === 'STRICT' && !isMutual) || (mode === 'DISABLE' && isMutual)) return 'deny';
  const token = tokenOf(objects, request, root);
  if (token === 'invalid') return 'deny';
  const { token: _, ...rest } = request;
  return authorize(objects, token === undefined ? rest : { ...rest, token }, root) ? 'allow' : 'deny';
}

const specOf = <T>(object: Manifest | undefined): T => (object?.['spec'] ?? {}) as T;

/** Objects of a kind that are for the pod: of its namespace, or of the root namespace. */
function applying(objects: readonly Manifest[], kind: string, { to }: Request, root: string): Manifest[] {
  return objects.filter(
    (object) =>
      object.kind === kind &&
      [to.namespace, root].includes(object.metadata.namespace ?? '') &&
      Object.entries(specOf<Selecting>(object).selector?.matchLabels ?? {}).every(
        ([key, value]) => to.labels[key] === value,
      ),
  );
}

function tlsMode(objects: readonly Manifest[], request: Request, root: string): string {
  const found = applying(objects, 'PeerAuthentication', request, root);
  const isSelecting = (object: Manifest): boolean => specOf<Peers>(object).selector !== undefined;
  const [pods, ...others] = found.filter(isSelecting);
  if (others.length > 0) throw new Error('only the oldest of several PeerAuthentications counts for a pod');
  const wide = (namespace: string): string | undefined =>
    specOf<Peers>(found.find((object) => !isSelecting(object) && object.metadata.namespace === namespace)).mtls?.mode;
  const { mtls, portLevelMtls = {} } = specOf<Peers>(pods);
  const own = portLevelMtls[request.to.targetPort] ?? mtls;
  return own?.mode ?? wide(request.to.namespace) ?? wide(root) ?? 'PERMISSIVE';
}

function tokenOf(objects: readonly Manifest[], request: Request, root: string): Token | 'invalid' | undefined {
  const found = applying(objects, 'RequestAuthentication', request, root);
  const rules = found.flatMap((object) => specOf<Tokens>(object).jwtRules ?? []);
  const { token } = request;
  if (token === undefined || rules.length === 0 || !request.to.isHttp) return undefined;
  return token.isValid && rules.some(({ issuer }) => issuer === token.issuer) ? token : 'invalid';
}

function authorize(objects: readonly Manifest[], request: Request, root: string): boolean {
  const enforced = applying(objects, 'AuthorizationPolicy', request, root)
    .filter(({ metadata }) => metadata.annotations?.['istio.io/dry-run'] !== 'true')
    .map((object) => specOf<Authorization>(object));
  const matches = ({ rules = [], action }: Authorization): boolean =>
    rules.some((rule) => {
      const known = request.to.isHttp ? rule : onConnection(rule, action === 'DENY');
      return known !== undefined && ruleMatches(known, request);
    });
  const denying = enforced.filter(({ action }) => action === 'DENY');
  const allowing = enforced.filter(({ action = 'ALLOW' }) => action === 'ALLOW');
  return !denying.some(matches) && (allowing.length === 0 || allowing.some(matches));
}

/**
 * What a rule says of a connection: one that allows by something of HTTP allows nothing, and one that denies denies by the
 * rest alone.
 */
function onConnection({ from, to, when }: Rule, isDenying: boolean): Rule | undefined {
  const keep = (fields: Fields): Fields =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !isOfHttp(attributeOf(name))));
  const rest = {
    ...(from && { from: from.map(({ source }) => ({ source: keep(source) })) }),
    ...(to && { to: to.map(({ operation }) => ({ operation: keep(operation) })) }),
    ...(when && { when: when.filter(({ key }) => !isOfHttp(key)) }),
  };
  return isDenying ||
    JSON.stringify(rest) === JSON.stringify({ ...(from && { from }), ...(to && { to }), ...(when && { when }) })
    ? rest
    : undefined;
}

const ruleMatches = ({ from, to, when = [] }: Rule, request: Request): boolean =>
  (from === undefined || from.some(({ source }) => fieldsMatch(source, request))) &&
  (to === undefined || to.some(({ operation }) => fieldsMatch(operation, request))) &&
  when.every(
    ({ key, values, notValues = [] }) =>
      (values === undefined || values.some((value) => holds(key, value, request))) &&
      !notValues.some((value) => holds(key, value, request)),
  );

/** Fields of sources and operations, and the attributes that they are short for. */
const FIELDS: Readonly<Record<string, string>> = {
  principals: 'source.principal',
  namespaces: 'source.namespace',
  ipBlocks: 'source.ip',
  requestPrincipals: 'request.auth.principal',
  hosts: 'host',
  methods: 'method',
  paths: 'path',
  ports: 'destination.port',
};

/** The attribute of a field, whether it asks for values or excludes them. */
function attributeOf(name: string): string {
  const field = name.startsWith('not') ? `${name[3]!.toLowerCase()}${name.slice(4)}` : name;
  const attribute = FIELDS[field];
  if (attribute === undefined) throw new Error(`no such field: ${name}`);
  return attribute;
}

function fieldsMatch(fields: Fields, request: Request): boolean {
  if (request.to.isHttp && Object.keys(fields).length === 0) throw new Error('an empty source or operation is refused');
  return Object.entries(fields).every(
    ([name, values]) => values.some((value) => holds(attributeOf(name), value, request)) !== name.startsWith('not'),
  );
}
