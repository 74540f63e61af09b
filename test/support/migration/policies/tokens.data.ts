import {
  STRICT,
  PERMISSIVE,
  mesh,
  policy,
  toWeb,
  jwt,
  tokens,
  ON,
  role,
  binding,
  PAGE,
  loose,
  type PolicyCase,
} from './old-policies.ts';

/** What tokens are asked for. */
export const TOKEN_CASES: readonly PolicyCase[] = [
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
];
