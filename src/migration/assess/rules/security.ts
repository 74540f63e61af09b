import type { Manifest } from '../../../api/manifest.ts';
import { list, record, text, texts, valuesAt } from '../../reading.ts';
import type { Hit, Rule } from '../rule.ts';

const AUTHENTICATION = ['MeshPolicy', 'Policy'].map((kind) => `${kind}.authentication.istio.io`);
const RBAC = 'rbac.istio.io';
const GONE =
  'istio.io/news/releases/1.6.x/announcing-1.6/change-notes: v1alpha1 of authentication and of RBAC was removed';
const CONVERT = '`meshwright migrate convert` prints what takes its place; apply that before namespaces move.';

/** How a policy takes connections: by its first peer with mTLS; with none, in plain text only. */
function tlsModeOf(policy: Manifest): 'STRICT' | 'PERMISSIVE' | 'NONE' {
  const found = list(record(policy['spec'])['peers'])
    .map(record)
    .find((peer) => 'mtls' in peer);
  if (found === undefined) return 'NONE';
  const { mode, allowTls, allow_tls: snake = allowTls } = record(found['mtls']);
  return mode === 'PERMISSIVE' || mode === 1 || snake === true ? 'PERMISSIVE' : 'STRICT';
}

/** Whom a policy is for, in words. */
function scopeOf(policy: Manifest): string {
  if (policy.kind === 'MeshPolicy') return 'the whole mesh';
  const names = list(record(policy['spec'])['targets']).flatMap((target) => texts([record(target)['name']]));
  return names.length === 0 ? 'the namespace' : names.join(', ');
}

const hitWhere = (policy: Manifest, mode: string, message: string): Hit[] =>
  tlsModeOf(policy) === mode ? [{ field: 'spec.peers', message: `${message} ${scopeOf(policy)}` }] : [];

const origins = (policy: Manifest): readonly unknown[] => list(record(policy['spec'])['origins']);

const placesOf = (policy: Manifest, path: string, message: string): Hit[] =>
  valuesAt(policy, path).map(({ field }) => ({ field, message }));

/** Who may call whom, and how callers prove who they are. */
export const SECURITY_RULES: readonly Rule[] = [
  {
    id: 'policy-strict',
    title: 'mutual TLS that is required',
    severity: 'blocks',
    kinds: AUTHENTICATION,
    alsoInstalled: true,
    finds: (policy) => hitWhere(policy, 'STRICT', 'requires mutual TLS of callers of'),
    happens: 'Callers in plain text are let in: istiod takes both unless a PeerAuthentication says otherwise.',
    remedy: CONVERT,
    source: GONE,
  },
  {
    id: 'policy-permissive',
    title: 'mutual TLS that is optional',
    severity: 'changes',
    kinds: AUTHENTICATION,
    finds: (policy) => hitWhere(policy, 'PERMISSIVE', 'takes plain text and mutual TLS for'),
    happens:
      'It is the default of istiod; but where a wider PeerAuthentication is STRICT, plain text is refused here too.',
    remedy: CONVERT,
    source: GONE,
  },
  {
    id: 'policy-plain',
    title: 'plain text only',
    severity: 'changes',
    kinds: AUTHENTICATION,
    alsoInstalled: true,
    finds: (policy) => hitWhere(policy, 'NONE', 'takes no mutual TLS for'),
    happens:
      'Proxies take mutual TLS too, and those that call begin to use it; where a wider PeerAuthentication is STRICT, plain text is refused.',
    remedy: CONVERT,
    source: GONE,
  },
  {
    id: 'policy-origins',
    title: 'tokens that are required',
    severity: 'blocks',
    kinds: AUTHENTICATION,
    finds: (policy) =>
      origins(policy).length > 0
        ? [{ field: 'spec.origins', message: `asks for tokens (JWT) of callers of ${scopeOf(policy)}` }]
        : [],
    happens: 'Tokens are not looked at, and requests without one are let in.',
    remedy: CONVERT,
    source: GONE,
  },
  {
    id: 'policy-trigger-rules',
    title: 'tokens for some paths only',
    severity: 'blocks',
    kinds: AUTHENTICATION,
    finds: (policy) => placesOf(policy, 'spec.origins[].jwt.triggerRules', 'asks for the token on some paths only'),
    happens:
      'With the policy its exceptions go; a RequestAuthentication has none, and refuses an invalid token on every path.',
    remedy:
      'The paths go into the AuthorizationPolicy that requires the token; regular expressions cannot be said there.',
    source: 'istio.io/docs/reference/config/security/request_authentication',
  },
  {
    id: 'policy-ports',
    title: 'policies for single ports',
    severity: 'changes',
    kinds: AUTHENTICATION,
    finds: (policy) => placesOf(policy, 'spec.targets[].ports', 'is for single ports of the Service'),
    happens:
      'With the policy the difference between ports goes. A PeerAuthentication counts ports of the pod, not of the Service.',
    remedy: CONVERT,
    source: 'istio.io/docs/reference/config/security/peer_authentication',
  },
  {
    id: 'policy-binding',
    title: 'the principal of a request',
    severity: 'cosmetic',
    kinds: AUTHENTICATION,
    finds: (policy) =>
      valuesAt(policy, 'spec.principalBinding')
        .filter(({ value }) => value === 'USE_ORIGIN' || value === 1)
        .map(({ field }) => ({ field, message: 'takes the principal of the request from the token' })),
    happens:
      'Nothing: `request.auth.principal` is always that of the token, and `source.principal` that of the certificate.',
    remedy: 'Nothing.',
    source: 'istio/proxy, src/envoy/http/authn of 1.4',
  },
  {
    id: 'policy-peer-jwt',
    title: 'tokens as proof of the peer',
    severity: 'blocks',
    kinds: AUTHENTICATION,
    finds: (policy) => placesOf(policy, 'spec.peers[].jwt', 'takes a token as proof of the peer'),
    happens: 'Tokens are not looked at.',
    remedy: 'Ask for the token of the request: a RequestAuthentication, and an AuthorizationPolicy that requires it.',
    source: GONE,
  },
  {
    id: 'rbac-config',
    title: 'RBAC that is on',
    severity: 'blocks',
    kinds: [`ClusterRbacConfig.${RBAC}`, `RbacConfig.${RBAC}`],
    finds: (config) => {
      const { mode = 'OFF', enforcementMode, enforcement_mode: snake = enforcementMode } = record(config['spec']);
      if (mode === 'OFF' || mode === 0 || mode === null) return [{ message: 'has RBAC off', severity: 'cosmetic' }];
      const permissive = snake === 'PERMISSIVE' || snake === 1;
      return [
        {
          field: 'spec.mode',
          message: `has RBAC ${text(mode) ?? JSON.stringify(mode)}${permissive ? ', and enforces nothing' : ''}`,
        },
      ];
    },
    happens: 'Nothing is refused any more: whatever no AuthorizationPolicy speaks of is allowed.',
    remedy: `${CONVERT} With it comes an empty AuthorizationPolicy for everything that RBAC was on for.`,
    source: GONE,
  },
  {
    id: 'rbac-role',
    title: 'roles of RBAC',
    severity: 'blocks',
    kinds: [`ServiceRole.${RBAC}`],
    finds: (role) => {
      const { length } = list(record(role['spec'])['rules']);
      const rules = length === 1 ? 'one rule' : `${length} rules`;
      return [{ field: 'spec.rules', message: `says what callers may do, in ${rules}` }];
    },
    happens:
      'It allows nothing any more: with deny-by-default of AuthorizationPolicies everything is refused, without it everything allowed.',
    remedy: CONVERT,
    source: GONE,
  },
  {
    id: 'rbac-binding',
    title: 'bindings of RBAC',
    severity: 'blocks',
    kinds: [`ServiceRoleBinding.${RBAC}`],
    finds: (binding) => {
      const { roleRef, role, mode } = record(binding['spec']);
      const name = text(record(roleRef)['name']) ?? text(role) ?? 'a role that it does not name';
      return [{ message: `gives callers the role ${name}${mode === 'PERMISSIVE' ? ', without enforcing it' : ''}` }];
    },
    happens: 'It allows nothing any more.',
    remedy: CONVERT,
    source: GONE,
  },
  {
    id: 'rbac-experiment',
    title: 'the AuthorizationPolicy of 1.2 and 1.3',
    severity: 'blocks',
    kinds: [`AuthorizationPolicy.${RBAC}`],
    finds: () => [{ message: 'is of rbac.istio.io, and not the AuthorizationPolicy of today' }],
    happens: 'It allows nothing any more.',
    remedy: 'Write an AuthorizationPolicy of security.istio.io by hand; `meshwright migrate convert` does not read it.',
    source: GONE,
  },
  {
    id: 'authorization-filters',
    title: 'conditions on filters of Envoy',
    severity: 'changes',
    kinds: ['AuthorizationPolicy.security.istio.io'],
    finds: (policy) =>
      valuesAt(policy, 'spec.rules[].when[].key')
        .filter(({ value }) => text(value)?.startsWith('experimental.') === true)
        .map(({ field, value }) => ({ field, message: `asks what the filter of ${String(value)} found` })),
    happens: 'Filters have other names and other metadata in current proxies, so that the condition may never hold.',
    remedy: 'Try it with a proxy of the target, and say the condition in attributes of requests where you can.',
    source: 'istio.io/docs/reference/config/security/conditions',
  },
  {
    id: 'authorization-over-rbac',
    title: 'RBAC that policies switch off',
    severity: 'changes',
    kinds: ['AuthorizationPolicy.security.istio.io'],
    finds: (policy, view) => {
      const on = [...view.of(`ClusterRbacConfig.${RBAC}`), ...view.of(`RbacConfig.${RBAC}`)];
      const roles = view
        .of(`ServiceRole.${RBAC}`)
        .some(({ metadata }) => metadata.namespace === policy.metadata.namespace);
      return on.length > 0 && roles
        ? [{ message: 'stands beside ServiceRoles, which count for none of its workloads' }]
        : [];
    },
    happens:
      'Pilot 1.4 reads no RBAC for a workload that any AuthorizationPolicy selects; roles that are converted would begin to count.',
    remedy: 'Leave those roles out, or find out what they were meant for.',
    source: 'pilot/pkg/security/authz/builder of 1.4',
  },
];
