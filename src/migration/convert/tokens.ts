import { list, record, text, texts, type Loose } from '../reading.ts';
import { either, type OldPolicy } from './old-policy.ts';

/** What requires a token: rules of an AuthorizationPolicy that refuse requests without one. */
export interface TokenRules {
  readonly jwtRules: readonly object[];
  /** Empty where tokens are optional. */
  readonly denied: readonly DeniedRule[];
  /** A request passes without a valid token, or on some paths. */
  readonly isPartial: boolean;
}

/** On which paths requests without one of these principals are refused. */
interface DeniedRule {
  readonly principals: readonly string[];
  readonly paths: readonly string[];
  readonly notPaths: readonly string[];
}

/** The header whose tokens had a prefix of their own in classic releases. */
const EXCHANGED = 'ingress-authorization';

/** The tokens that a policy asks for, as the target says it. A text says why it cannot. */
export function tokenRulesOf({ origins, originIsOptional, peerToken }: OldPolicy): TokenRules | string {
  if (peerToken) return 'a token as proof of the peer cannot be said; ask for it as a token of the request';
  const [triggers, ...others] = new Set(origins.map((origin) => JSON.stringify(list(either(origin, 'triggerRules')))));
  if (others.length > 0) return 'its origins have different trigger rules; say which issuer counts where by hand';
  const issuers = origins.map((origin) => text(origin['issuer']) ?? '');
  if (issuers.includes('')) return 'an origin has no issuer';
  const principals = issuers.map((issuer) => `${issuer}/*`);
  const rules = pathRules(JSON.parse(triggers ?? '[]') as unknown[]);
  if (typeof rules === 'string') return rules;
  const jwtRules = origins.map(jwtRuleOf);
  if (originIsOptional) return { jwtRules, denied: [], isPartial: true };
  return {
    jwtRules,
    denied: rules.map((paths) => ({ principals, ...paths })),
    isPartial: list(JSON.parse(triggers ?? '[]')).length > 0,
  };
}

/** How the target looks at tokens of one issuer. */
export function jwtRuleOf(origin: Loose): object {
  const headers = texts(either(origin, 'jwtHeaders'));
  const [audiences, params] = [texts(origin['audiences']), texts(either(origin, 'jwtParams'))];
  const [jwks, jwksUri] = [text(origin['jwks']), text(either(origin, 'jwksUri'))];
  return {
    issuer: origin['issuer'],
    ...(audiences.length > 0 && { audiences }),
    ...(jwks !== undefined && jwks !== '' ? { jwks } : jwksUri !== undefined && jwksUri !== '' && { jwksUri }),
    ...(headers.length > 0 && { fromHeaders: headers.map(headerOf) }),
    ...(params.length > 0 && { fromParams: params }),
    // Classic proxies pass the token on (pilot, convertToEnvoyJwtConfig); those of the target do when they are told.
    forwardOriginalToken: true,
  };
}

const headerOf = (name: string): object => ({ name, ...(name === EXCHANGED && { prefix: 'istio' }) });

type Paths = Pick<DeniedRule, 'paths' | 'notPaths'>;

/** Any rule that fits asks for the token: a path that is included, or any where none is, and that is not excluded. */
function pathRules(triggerRules: readonly unknown[]): Paths[] | string {
  if (triggerRules.length === 0) return [{ paths: [], notPaths: [] }];
  const rules: Paths[] = [];
  for (const rule of triggerRules) {
    const [paths, notPaths] = [either(rule, 'includedPaths'), either(rule, 'excludedPaths')].map((value) =>
      list(value).map(pathOf),
    );
    const unsaid = [...(paths ?? []), ...(notPaths ?? [])].find((path) => typeof path !== 'string');
    if (unsaid !== undefined)
      return `its trigger rules have ${JSON.stringify(unsaid)}, which no AuthorizationPolicy can say`;
    rules.push({ paths: (paths ?? []) as string[], notPaths: (notPaths ?? []) as string[] });
  }
  return rules;
}

/** A path as an AuthorizationPolicy writes it; anything else where it cannot. */
function pathOf(match: unknown): unknown {
  const { exact, prefix, suffix } = record(match);
  if (typeof exact === 'string' && isPlain(exact)) return exact;
  if (typeof prefix === 'string' && isPlain(prefix) && prefix !== '') return `${prefix}*`;
  if (typeof suffix === 'string' && isPlain(suffix) && suffix !== '') return `*${suffix}`;
  return match ?? {};
}

/** Without what an AuthorizationPolicy takes for a wildcard or a template. */
export const isPlain = (path: string): boolean => !/^\*|\*$|\{/.test(path);
