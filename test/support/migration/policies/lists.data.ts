import { listed, listedWithTls, meshConfig } from './old-mixer-objects.ts';
import type { PolicyCase } from './old-policies.ts';

const V1_V2 = { overrides: ['v1', 'v2'] };

/** What a list of mixer refuses. */
export const LIST_CASES: readonly PolicyCase[] = [
  {
    says: 'a whitelist of a header, which refuses also what has none',
    policies: listed('request.headers["x-user"]', { overrides: ['ann', 'bob'] }),
    requests: { web: 'deny', 'web x-user=ann': 'allow', 'web x-user=eve': 'deny', api: 'allow' },
    remarks: ['refused-with-403'],
  },
  {
    says: 'a whitelist of a header with a default that is in it',
    policies: listed('request.headers["x-user"] | "ann"', { overrides: ['ann'] }),
    requests: { web: 'allow', 'web x-user=ann': 'allow', 'web x-user=eve': 'deny' },
  },
  {
    says: 'a blacklist of a header with a default',
    policies: listed('request.headers["x-user"] | ""', { overrides: ['eve'], blacklist: true }),
    requests: { web: 'allow', 'web x-user=ann': 'allow', 'web x-user=eve': 'deny' },
  },
  {
    says: 'a blacklist of a header without a default, whose check fails without it',
    policies: listed('request.headers["x-user"]', { overrides: ['eve'], blacklist: true }),
    requests: { web: 'deny', 'web x-user=ann': 'allow', 'web x-user=eve': 'deny' },
  },
  {
    says: 'a blacklist whose checks may fail',
    policies: [
      ...listed('request.headers["x-user"]', { overrides: ['eve'], blacklist: true }),
      meshConfig('policyCheckFailOpen: true'),
    ],
    requests: { web: 'allow', 'web x-user=eve': 'deny' },
  },
  {
    says: 'a whitelist of nothing',
    policies: listed('request.method', {}),
    requests: { web: 'deny', 'web POST': 'deny', api: 'allow' },
  },
  {
    says: 'a blacklist of nothing',
    policies: listed('request.method', { blacklist: true }),
    requests: { web: 'allow' },
    remarks: ['without-effect'],
  },
  {
    says: 'a whitelist of methods',
    policies: listed('request.method', { overrides: ['GET'] }),
    requests: { web: 'allow', 'web POST': 'deny' },
  },
  {
    says: 'a whitelist of addresses',
    policies: listed('source.ip | ip("0.0.0.0")', {
      overrides: ['10.1.0.0/16', '10.2.0.1'],
      entryType: 'IP_ADDRESSES',
    }),
    requests: { web: 'deny', 'web from 10.1.2.3': 'allow', 'web from 10.2.0.1': 'allow', 'web from 10.2.0.2': 'deny' },
    remarks: ['by-address'],
  },
  {
    says: 'a blacklist of addresses',
    policies: listed('source.ip', { overrides: ['10.1.0.0/16'], entryType: 'IP_ADDRESSES', blacklist: true }),
    requests: { web: 'allow', 'web from 10.1.2.3': 'deny' },
  },
  {
    says: 'a whitelist of names of callers',
    policies: listedWithTls('source.labels["app"]', { overrides: ['page'] }),
    requests: { 'web as page1': 'allow', 'web as job1': 'deny', 'api as job1': 'allow' },
    remarks: ['by-accounts'],
  },
  {
    says: 'a whitelist of tiers of callers that share an account',
    policies: listedWithTls('source.labels["tier"]', { overrides: ['a'] }),
    requests: { 'web as job1': 'allow', 'web as job2': 'deny>allow', 'web as page1': 'deny>allow' },
    remarks: ['not-converted'],
  },
  {
    says: 'a whitelist of namespaces of callers',
    policies: listedWithTls('source.namespace', { overrides: ['shop'] }),
    requests: { 'web as page1': 'allow', 'web as job1': 'deny' },
  },
  ...(
    [
      ['without upper and lower case', { ...V1_V2, entryType: 'CASE_INSENSITIVE_STRINGS' }],
      ['of regular expressions', { overrides: ['v.*'], entryType: 'REGEX' }],
      ['that is fetched', { ...V1_V2, providerUrl: 'https://lists.example.com' }],
      ['of texts that look like patterns', { overrides: ['v*'] }],
    ] as const
  ).map(([what, params]): PolicyCase => ({
    says: `a list ${what}`,
    policies: listed('request.headers["x-version"] | ""', params),
    requests: { api: 'allow' },
    remarks: ['not-converted'],
  })),
];
