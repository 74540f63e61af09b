import { policy, toWeb, jwt, tokens, PAGE, grant, type PolicyCase } from './old-policies.ts';

/** Who is allowed. */
export const CALLER_CASES: readonly PolicyCase[] = [
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
];
