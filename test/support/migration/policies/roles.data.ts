import {
  STRICT,
  mesh,
  policy,
  toWeb,
  jwt,
  ON_FOR_SHOP,
  role,
  binding,
  WEB,
  PAGE,
  loose,
  grant,
  type PolicyCase,
} from './old-policies.ts';

/** Roles and bindings together. */
export const ROLE_CASES: readonly PolicyCase[] = [
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
