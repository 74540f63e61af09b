import type { Manifest } from '../../../src/api/manifest.ts';
import type { RemarkCode } from '../../../src/migration/convert/conversion.ts';

/** Policies, and what becomes of requests before and after. */
export interface PolicyCase {
  readonly says: string;
  readonly policies: readonly Manifest[];
  /** Requests in words; `deny>allow` where the answer is another one after. */
  readonly requests: Readonly<Record<string, 'allow' | 'deny' | 'allow>deny' | 'deny>allow'>>;
  /** Codes of remarks that matter here. */
  readonly remarks?: readonly RemarkCode[];
}

const AUTHENTICATION = 'authentication.istio.io/v1alpha1';
const RBAC = 'rbac.istio.io/v1alpha1';
const STRICT = { peers: [{ mtls: {} }] };
const PERMISSIVE = { peers: [{ mtls: { mode: 'PERMISSIVE' } }] };

const mesh = (spec: object): Manifest => ({
  apiVersion: AUTHENTICATION,
  kind: 'MeshPolicy',
  metadata: { name: 'default' },
  spec,
});
const policy = (name: string, spec: object, namespace = 'shop'): Manifest => ({
  apiVersion: AUTHENTICATION,
  kind: 'Policy',
  metadata: { name, namespace },
  spec,
});
const toWeb = { targets: [{ name: 'web' }] };
const jwt = (letter: string, more: object = {}): object => ({
  jwt: { issuer: `https://${letter}`, jwksUri: `https://${letter}/keys`, ...more },
});
const tokens = (...origins: object[]): object => ({ ...PERMISSIVE, origins });

const rbac = (spec: object): Manifest => ({
  apiVersion: RBAC,
  kind: 'ClusterRbacConfig',
  metadata: { name: 'default' },
  spec,
});
const ON = rbac({ mode: 'ON' });
const ON_FOR_SHOP = rbac({ mode: 'ON_WITH_INCLUSION', inclusion: { namespaces: ['shop'] } });
const role = (name: string, ...rules: object[]): Manifest => ({
  apiVersion: RBAC,
  kind: 'ServiceRole',
  metadata: { name, namespace: 'shop' },
  spec: { rules },
});
const binding = (name: string, to: string, subjects: object[], more: object = {}): Manifest => ({
  apiVersion: RBAC,
  kind: 'ServiceRoleBinding',
  metadata: { name, namespace: 'shop' },
  spec: { subjects, roleRef: { kind: 'ServiceRole', name: to }, ...more },
});
const WEB = 'web.shop.svc.cluster.local';
const PAGE = 'cluster.local/ns/shop/sa/page';
const loose = mesh(PERMISSIVE);
/** A role on web for one subject. */
const grant = (rule: object, subject: object): Manifest[] => [
  loose,
  ON_FOR_SHOP,
  role('r', { services: [WEB], ...rule }),
  binding('b', 'r', [subject]),
];

/** Who may call whom. */
export const POLICY_CASES: readonly PolicyCase[] = [
  // How connections are taken.
  {
    says: 'a strict mesh',
    policies: [mesh(STRICT)],
    requests: { web: 'deny', 'web by a/b': 'allow', 'db by a/b': 'allow', db: 'deny' },
  },
  { says: 'a permissive mesh', policies: [loose], requests: { web: 'allow', 'web by a/b': 'allow' } },
  {
    says: 'mTLS without parameters',
    policies: [mesh({ peers: [{ mtls: null }] })],
    requests: { web: 'deny', 'web by a/b': 'allow' },
  },
  { says: 'a mesh in plain text', policies: [mesh({})], requests: { web: 'allow', 'web by a/b': 'deny' } },
  {
    says: 'no policy at all',
    policies: [],
    requests: { web: 'allow', 'web by a/b': 'deny>allow' },
    remarks: ['no-mesh-policy'],
  },
  {
    says: 'a strict namespace in a permissive mesh',
    policies: [loose, policy('default', STRICT)],
    requests: { web: 'deny', 'web by a/b': 'allow', db: 'allow' },
  },
  {
    says: 'a permissive namespace in a strict mesh',
    policies: [mesh(STRICT), policy('default', PERMISSIVE)],
    requests: { web: 'allow', db: 'deny' },
  },
  {
    says: 'a namespace in plain text in a strict mesh',
    policies: [mesh(STRICT), policy('default', {})],
    requests: { web: 'allow', 'web by a/b': 'deny', 'db by a/b': 'allow' },
  },
  {
    says: 'a strict Service in a permissive namespace',
    policies: [loose, policy('web', { ...toWeb, ...STRICT })],
    requests: { web: 'deny', 'web-admin': 'deny', api: 'allow', 'web by a/b': 'allow' },
  },
  {
    says: 'a Service in plain text in a strict mesh',
    policies: [mesh(STRICT), policy('web', toWeb)],
    requests: { web: 'allow', 'web by a/b': 'deny', api: 'deny' },
  },
  {
    says: 'one port of a Service by number',
    policies: [mesh(STRICT), policy('web', { targets: [{ name: 'web', ports: [{ number: 80 }] }], ...PERMISSIVE })],
    requests: { web: 'allow', 'web-admin': 'deny', 'web-admin by a/b': 'allow' },
  },
  {
    says: 'one port of a Service by name, whose target has a name',
    policies: [loose, policy('web', { targets: [{ name: 'web', ports: [{ name: 'http-admin' }] }], ...STRICT })],
    requests: { web: 'allow', 'web-admin': 'deny', 'web-admin by a/b': 'allow' },
  },
  {
    says: 'a port before its Service',
    policies: [
      loose,
      policy('port', { targets: [{ name: 'web', ports: [{ number: 90 }] }], ...STRICT }),
      policy('web', { ...toWeb }),
    ],
    requests: { web: 'allow', 'web by a/b': 'deny', 'web-admin': 'deny', 'web-admin by a/b': 'allow' },
  },
  {
    says: 'two Services of the same pods',
    policies: [loose, policy('ops', { targets: [{ name: 'ops' }], ...STRICT })],
    requests: { api: 'allow', 'api-ops': 'deny', 'api-ops by a/b': 'allow' },
  },
  {
    says: 'a Policy for all that is not called default',
    policies: [loose, policy('other', STRICT)],
    requests: { web: 'allow' },
    remarks: ['without-effect'],
  },
  {
    says: 'a Policy for a Service that was not read',
    policies: [loose, policy('gone', { targets: [{ name: 'gone' }], ...STRICT })],
    requests: { web: 'allow' },
    remarks: ['not-converted'],
  },

  // Tokens.
  {
    says: 'a token for a whole mesh',
    policies: [mesh(tokens(jwt('a')))],
    requests: {
      web: 'deny',
      'web with A': 'allow',
      'web with B': 'deny',
      'web with expired': 'deny',
      'api with A': 'allow',
    },
    remarks: ['token-required'],
  },
  {
    says: 'a token for a namespace',
    policies: [loose, policy('default', tokens(jwt('a')))],
    requests: { web: 'deny', 'web with A': 'allow', db: 'allow', 'db with expired': 'allow' },
  },
  {
    says: 'a token for a namespace whose ports are not HTTP',
    policies: [loose, policy('default', tokens(jwt('a')), 'data')],
    requests: { db: 'allow', 'db by a/b': 'allow', web: 'allow' },
    remarks: ['later-services'],
  },
  {
    says: 'a role by methods for a port that is not HTTP',
    policies: [
      loose,
      ON,
      ...[role('r', { services: ['*'], methods: ['GET'] }), binding('b', 'r', [{ user: '*' }])].map((object) => ({
        ...object,
        metadata: { ...object.metadata, namespace: 'data' },
      })),
    ],
    requests: { db: 'deny' },
  },
  {
    says: 'a role by accounts for a port that is not HTTP',
    policies: [
      loose,
      ON,
      ...[role('r', { services: ['*'] }), binding('b', 'r', [{ user: PAGE }])].map((object) => ({
        ...object,
        metadata: { ...object.metadata, namespace: 'data' },
      })),
    ],
    requests: { db: 'deny', 'db by shop/page': 'allow' },
  },
  {
    says: 'a token of either issuer',
    policies: [loose, policy('web', { ...toWeb, ...tokens(jwt('a'), jwt('b')) })],
    requests: { 'web with A': 'allow', 'web with B': 'allow', 'web with stranger': 'deny', web: 'deny', api: 'allow' },
  },
  {
    says: 'a Service that needs no token in a namespace that does',
    policies: [loose, policy('default', tokens(jwt('a'))), policy('web', { ...toWeb, ...PERMISSIVE })],
    requests: {
      web: 'allow',
      'web with expired': 'allow',
      api: 'deny',
      'api with A': 'allow',
      'api-ops with A': 'allow',
    },
  },
  {
    says: 'a namespace that needs no token in a mesh that does',
    policies: [mesh(tokens(jwt('a'))), policy('default', PERMISSIVE)],
    requests: { web: 'allow', db: 'allow', 'db with A': 'allow' },
    remarks: ['later-namespaces'],
  },
  {
    says: 'another issuer for a Service',
    policies: [loose, policy('default', tokens(jwt('a'))), policy('web', { ...toWeb, ...tokens(jwt('b')) })],
    requests: { 'web with A': 'deny', 'web with B': 'allow', 'api with A': 'allow', 'api with B': 'deny' },
  },
  {
    says: 'a token that is optional',
    policies: [loose, policy('web', { ...toWeb, ...tokens(jwt('a')), originIsOptional: true })],
    requests: { web: 'allow', 'web with A': 'allow', 'web with expired': 'allow>deny' },
    remarks: ['invalid-token'],
  },
  {
    says: 'a token except on a path',
    policies: [
      loose,
      policy('web', { ...toWeb, ...tokens(jwt('a', { triggerRules: [{ excludedPaths: [{ exact: '/health' }] }] })) }),
    ],
    requests: {
      'web /health': 'allow',
      'web /healthy': 'deny',
      'web /x with A': 'allow',
      'web /health with expired': 'allow>deny',
    },
    remarks: ['invalid-token'],
  },
  {
    says: 'a token on some paths',
    policies: [
      loose,
      policy('web', {
        ...toWeb,
        ...tokens(jwt('a', { triggerRules: [{ includedPaths: [{ prefix: '/api' }, { suffix: '.json' }] }] })),
      }),
    ],
    requests: { 'web /': 'allow', 'web /api/x': 'deny', 'web /x.json': 'deny', 'web /api with A': 'allow' },
  },
  {
    says: 'paths that are included but for some',
    policies: [
      loose,
      policy('web', {
        ...toWeb,
        ...tokens(
          jwt('a', {
            triggerRules: [{ includedPaths: [{ prefix: '/api' }], excludedPaths: [{ exact: '/api/open' }] }],
          }),
        ),
      }),
    ],
    requests: { 'web /api/open': 'allow', 'web /api/x': 'deny', 'web /': 'allow' },
  },
  {
    says: 'any of several trigger rules',
    policies: [
      loose,
      policy('web', {
        ...toWeb,
        ...tokens(
          jwt('a', { triggerRules: [{ includedPaths: [{ exact: '/a' }] }, { includedPaths: [{ exact: '/b' }] }] }),
        ),
      }),
    ],
    requests: { 'web /a': 'deny', 'web /b': 'deny', 'web /c': 'allow' },
  },
  {
    says: 'a regular expression of paths',
    policies: [
      loose,
      policy('web', { ...toWeb, ...tokens(jwt('a', { triggerRules: [{ excludedPaths: [{ regex: '/h.*' }] }] })) }),
    ],
    requests: {},
    remarks: ['not-converted'],
  },
  {
    says: 'a token for one port',
    policies: [loose, policy('web', { targets: [{ name: 'web', ports: [{ number: 90 }] }], ...tokens(jwt('a')) })],
    requests: { web: 'allow', 'web-admin': 'deny', 'web-admin with A': 'allow', 'web with expired': 'allow>deny' },
    remarks: ['invalid-token'],
  },
  {
    says: 'a token beside mutual TLS',
    policies: [mesh(STRICT), policy('web', { ...toWeb, ...STRICT, origins: [jwt('a')] })],
    requests: { 'web with A': 'deny', 'web by a/b': 'deny', 'web by a/b with A': 'allow' },
  },
  {
    says: 'a token that proves the peer',
    policies: [loose, policy('web', { ...toWeb, peers: [jwt('a')] })],
    requests: {},
    remarks: ['not-converted'],
  },

  // Who may do what.
  {
    says: 'RBAC that is off',
    policies: [loose, rbac({ mode: 'OFF' }), role('r', { services: ['*'] })],
    requests: { web: 'allow' },
    remarks: ['without-effect'],
  },
  {
    says: 'RBAC that allows nothing',
    policies: [loose, ON],
    requests: { web: 'deny', 'web by shop/page': 'deny', db: 'deny' },
    remarks: ['without-service'],
  },
  {
    says: 'RBAC for a namespace',
    policies: [loose, ON_FOR_SHOP],
    requests: { web: 'deny', 'api-ops': 'deny', db: 'allow' },
  },
  {
    says: 'RBAC for a Service',
    policies: [loose, rbac({ mode: 'ON_WITH_INCLUSION', inclusion: { services: [WEB] } })],
    requests: { web: 'deny', web2: 'deny', api: 'allow', db: 'allow' },
  },
  {
    says: 'RBAC for one of two Services of the same pods',
    policies: [loose, rbac({ mode: 'ON_WITH_INCLUSION', inclusion: { services: ['ops.shop.svc.cluster.local'] } })],
    requests: { api: 'allow', 'api-ops': 'deny' },
  },
  {
    says: 'RBAC but for a namespace',
    policies: [loose, rbac({ mode: 'ON_WITH_EXCLUSION', exclusion: { namespaces: ['shop'] } })],
    requests: { web: 'allow', db: 'deny' },
  },
  {
    says: 'RBAC but for a Service',
    policies: [loose, rbac({ mode: 'ON_WITH_EXCLUSION', exclusion: { services: [WEB] } })],
    requests: { web: 'allow', api: 'deny', db: 'deny' },
  },
  {
    says: 'RBAC that enforces nothing',
    policies: [
      loose,
      rbac({ mode: 'ON', enforcementMode: 'PERMISSIVE' }),
      role('r', { services: ['*'] }),
      binding('b', 'r', [{ user: PAGE }]),
    ],
    requests: { web: 'allow', 'web by shop/page': 'allow' },
    remarks: ['dry-run'],
  },
  {
    says: 'everybody',
    policies: grant({}, { user: '*' }),
    requests: { web: 'allow', 'web by shop/page': 'allow', api: 'deny' },
  },
  {
    says: 'everybody with mutual TLS',
    policies: grant({}, { names: ['allAuthenticatedUsers'] }),
    requests: { web: 'deny', 'web by a/b': 'allow' },
  },
  {
    says: 'everybody with mutual TLS, as a property',
    policies: grant({}, { properties: { 'source.principal': '*' } }),
    requests: { web: 'deny', 'web by a/b': 'allow' },
    remarks: ['authenticated'],
  },
  {
    says: 'one account',
    policies: grant({}, { user: PAGE }),
    requests: {
      'web by shop/page': 'allow',
      'web by shop/other': 'deny',
      web: 'deny',
      'web-admin by shop/page': 'allow',
    },
  },
  {
    says: 'accounts by the end of their names',
    policies: grant({}, { names: ['*/sa/page'] }),
    requests: { 'web by a/page': 'allow', 'web by a/b': 'deny' },
  },
  {
    says: 'all but one account',
    policies: grant({}, { user: '*', notNames: [PAGE] }),
    requests: { web: 'allow', 'web by shop/page': 'deny', 'web by a/b': 'allow' },
  },
  {
    says: 'nobody, because the subject says nothing',
    policies: grant({}, {}),
    requests: { web: 'deny', 'web by shop/page': 'deny' },
  },
  {
    says: 'a namespace of callers',
    policies: grant({}, { namespaces: ['shop'] }),
    requests: { 'web by shop/x': 'allow', 'web by a/x': 'deny', web: 'deny' },
  },
  {
    says: 'a namespace of callers, as a property',
    policies: grant({}, { properties: { 'source.namespace': 'shop' } }),
    requests: { 'web by shop/x': 'allow', 'web by a/x': 'deny' },
  },
  {
    says: 'addresses of callers',
    policies: grant({}, { ips: ['10.1.0.0/16'], notIps: ['10.1.2.3'] }),
    requests: { 'web from 10.1.2.4': 'allow', 'web from 10.1.2.3': 'deny', 'web from 10.2.0.1': 'deny' },
  },
  {
    says: 'two conditions on the account',
    policies: grant({}, { user: '*', names: [PAGE], properties: { 'source.namespace': 'shop' } }),
    requests: { 'web by shop/page': 'allow', 'web by shop/x': 'deny' },
  },
  {
    says: 'a group of tokens',
    policies: [...grant({}, { groups: ['ops'] }), policy('web', { ...toWeb, ...tokens(jwt('a'), jwt('b')) })],
    requests: { 'web with A': 'allow', 'web with B': 'deny', web: 'deny' },
  },
  {
    says: 'a principal of tokens',
    policies: [
      ...grant({}, { properties: { 'request.auth.principal': 'https://a/*' } }),
      policy('web', { ...toWeb, ...tokens(jwt('a'), jwt('b')) }),
    ],
    requests: { 'web with A': 'allow', 'web with B': 'deny' },
  },
  {
    says: 'a claim without a policy that asks for tokens',
    policies: grant({}, { properties: { 'request.auth.claims[groups]': 'ops' } }),
    requests: { 'web with A': 'deny' },
  },
  {
    says: 'a header of callers',
    policies: grant({}, { properties: { 'request.headers[x-user]': 'ann*' } }),
    requests: { 'web x-user=anna': 'allow', 'web x-user=bob': 'deny', web: 'deny' },
  },
  {
    says: 'methods',
    policies: grant({ methods: ['GET', 'HEAD'] }, { user: '*' }),
    requests: { 'web GET': 'allow', 'web POST': 'deny' },
  },
  {
    says: 'all methods but one',
    policies: grant({ notMethods: ['DELETE'] }, { user: '*' }),
    requests: { 'web GET': 'allow', 'web DELETE': 'deny' },
  },
  {
    says: 'paths by beginning and end',
    policies: grant({ paths: ['/api/*', '*.html'] }, { user: '*' }),
    requests: { 'web /api/x': 'allow', 'web /x.html': 'allow', 'web /x': 'deny' },
  },
  {
    says: 'all paths but some',
    policies: grant({ notPaths: ['/admin*'] }, { user: '*' }),
    requests: { 'web /': 'allow', 'web /admin/x': 'deny' },
  },
  {
    says: 'hosts',
    policies: grant({ hosts: ['shop.example.com'] }, { user: '*' }),
    requests: { 'web host=shop.example.com': 'allow', 'web host=other': 'deny' },
  },
  { says: 'ports', policies: grant({ ports: [9090] }, { user: '*' }), requests: { web: 'deny', 'web-admin': 'allow' } },
  {
    says: 'all ports but one',
    policies: grant({ notPorts: [9090] }, { user: '*' }),
    requests: { web: 'allow', 'web-admin': 'deny' },
  },
  {
    says: 'a version of the pods',
    policies: grant({ constraints: [{ key: 'destination.labels[version]', values: ['v1', 'v3'] }] }, { user: '*' }),
    requests: { web: 'allow', web2: 'deny' },
  },
  {
    says: 'a label that the Service selects otherwise',
    policies: grant({ constraints: [{ key: 'destination.labels[app]', values: ['api'] }] }, { user: '*' }),
    requests: { web: 'deny' },
  },
  {
    says: 'a label that the Service selects, too',
    policies: grant({ constraints: [{ key: 'destination.labels[app]', values: ['api', 'web'] }] }, { user: '*' }),
    requests: { web: 'allow' },
  },
  {
    says: 'a header as a constraint',
    policies: grant({ constraints: [{ key: 'request.headers[x-user]', values: ['ann'] }] }, { user: '*' }),
    requests: { 'web x-user=ann': 'allow', web: 'deny' },
  },
  {
    says: 'a constraint on the Service that holds',
    policies: grant(
      {
        constraints: [
          { key: 'destination.name', values: ['w*'] },
          { key: 'destination.namespace', values: ['shop'] },
        ],
      },
      { user: '*' },
    ),
    requests: { web: 'allow' },
  },
  {
    says: 'a constraint on the Service that does not hold',
    policies: grant({ constraints: [{ key: 'destination.namespace', values: ['data'] }] }, { user: '*' }),
    requests: { web: 'deny' },
  },
  {
    says: 'a constraint that nothing says',
    policies: grant({ constraints: [{ key: 'destination.user', values: ['x'] }] }, { user: '*' }),
    requests: {},
    remarks: ['not-converted'],
  },
  {
    says: 'Services by the end of their names',
    policies: [
      loose,
      ON_FOR_SHOP,
      role('r', { services: ['*.shop.svc.cluster.local'] }),
      binding('b', 'r', [{ user: '*' }]),
    ],
    requests: { web: 'allow', api: 'allow', 'api-ops': 'allow', db: 'allow' },
  },
  {
    says: 'one of two Services of the same pods',
    policies: [
      loose,
      ON_FOR_SHOP,
      role('r', { services: ['ops.shop.svc.cluster.local'] }),
      binding('b', 'r', [{ user: '*' }]),
    ],
    requests: { api: 'deny', 'api-ops': 'allow' },
  },
  {
    says: 'two roles, of which one is enough',
    policies: [
      ...grant({ methods: ['GET'] }, { user: '*' }),
      role('w', { services: ['*'], methods: ['POST'] }),
      binding('w', 'w', [{ user: PAGE }]),
    ],
    requests: {
      'web GET': 'allow',
      'web POST': 'deny',
      'web POST by shop/page': 'allow',
      'api GET by shop/page': 'deny',
    },
  },
  {
    says: 'several rules and subjects',
    policies: [
      loose,
      ON_FOR_SHOP,
      role('r', { services: [WEB], methods: ['GET'] }, { services: [WEB], paths: ['/open'] }),
      binding('b', 'r', [{ user: PAGE }, { namespaces: ['data'] }]),
    ],
    requests: {
      'web GET by shop/page': 'allow',
      'web POST /open by data/x': 'allow',
      'web POST /x by data/x': 'deny',
      'web GET by a/b': 'deny',
    },
  },
  {
    says: 'a binding that is not enforced',
    policies: [
      loose,
      ON_FOR_SHOP,
      role('r', { services: [WEB] }),
      binding('b', 'r', [{ user: '*' }], { mode: 'PERMISSIVE' }),
    ],
    requests: { web: 'deny' },
    remarks: ['dry-run'],
  },
  {
    says: 'a role that nobody has',
    policies: [loose, ON_FOR_SHOP, role('r', { services: ['*'] })],
    requests: { web: 'deny' },
    remarks: ['without-effect'],
  },
  {
    says: 'mutual TLS, a token and a role at once',
    policies: [
      mesh(STRICT),
      policy('web', { ...toWeb, ...STRICT, origins: [jwt('a')] }),
      ON_FOR_SHOP,
      role('r', { services: [WEB], methods: ['GET'] }),
      binding('b', 'r', [{ user: PAGE }]),
    ],
    requests: {
      'web by shop/page with A': 'allow',
      'web POST by shop/page with A': 'deny',
      'web by a/b with A': 'deny',
      'web by shop/page': 'deny',
    },
  },
];
