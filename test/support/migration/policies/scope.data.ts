import { rbac, ON, ON_FOR_SHOP, role, binding, WEB, PAGE, loose, type PolicyCase } from './old-policies.ts';

/** For whom RBAC is on. */
export const SCOPE_CASES: readonly PolicyCase[] = [
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
];
