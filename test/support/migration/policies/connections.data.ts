import { STRICT, PERMISSIVE, mesh, policy, toWeb, loose, type PolicyCase } from './old-policies.ts';

/** How connections are taken. */
export const CONNECTION_CASES: readonly PolicyCase[] = [
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
];
