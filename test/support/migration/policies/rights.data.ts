import { ON_FOR_SHOP, role, binding, loose, grant, type PolicyCase } from './old-policies.ts';

/** What is allowed. */
export const RIGHT_CASES: readonly PolicyCase[] = [
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
];
