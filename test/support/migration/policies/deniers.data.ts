import { denied, deniedWithTls, LEGACY_DENIER, meshConfig } from './old-mixer-objects.ts';
import { grant, jwt, policy, tokens, toWeb, type PolicyCase } from './old-policies.ts';

/** What a denier of mixer refuses. */
export const DENIER_CASES: readonly PolicyCase[] = [
  {
    says: 'a denier for a method, by a label of the server',
    policies: denied('destination.labels["app"] == "web" && request.method == "DELETE"'),
    requests: { web: 'allow', 'web DELETE': 'deny', 'web2 DELETE': 'deny', 'api DELETE': 'allow' },
  },
  {
    says: 'a denier for one version of the server',
    policies: denied('destination.labels["version"] == "v2"'),
    requests: { web: 'allow', web2: 'deny', api: 'allow', db: 'allow' },
  },
  {
    says: 'a denier in the form of 1.0',
    policies: LEGACY_DENIER,
    requests: { web: 'deny', api: 'allow' },
  },
  {
    says: 'a denier for a Service, beside one of the same pods',
    policies: denied('destination.service.name == "ops"'),
    requests: { 'api-ops': 'deny', api: 'allow', web: 'allow' },
  },
  {
    says: 'a denier for hosts by a pattern',
    policies: denied('match(destination.service.host, "web.*")'),
    requests: { web: 'deny', 'web-admin': 'deny', api: 'allow' },
  },
  {
    says: 'a denier for a workload',
    policies: [...denied('destination.workload.name == "web-v2"'), deployment()],
    requests: { web: 'allow', web2: 'deny' },
  },
  {
    says: 'a denier for a port of the pods',
    policies: denied('destination.port == 9090'),
    requests: { web: 'allow', 'web-admin': 'deny' },
  },
  {
    says: 'a denier of the control plane, for one namespace',
    policies: denied('destination.namespace == "shop"', 'istio-system'),
    requests: { web: 'deny', api: 'deny', db: 'allow' },
  },
  {
    says: 'a denier of the control plane for requests of the whole mesh, which leaves connections alone',
    policies: denied('(request.headers["x-user"] | "none") == "none"', 'istio-system'),
    requests: { web: 'deny', 'web x-user=ann': 'allow', 'web x-user=none': 'deny', 'api-ops': 'deny', db: 'allow' },
    remarks: ['later-services'],
  },
  {
    says: 'a denier without a match',
    policies: denied('true'),
    requests: { web: 'deny', 'web POST by shop/page': 'deny', db: 'allow' },
  },
  {
    says: 'a denier for a header that is another one, not for one that is missing',
    policies: denied('request.headers["x-user"] != "ann"'),
    requests: { web: 'allow', 'web x-user=ann': 'allow', 'web x-user=bob': 'deny' },
  },
  {
    says: 'a denier for a header that is another one, or missing',
    policies: denied('(request.headers["x-user"] | "") != "ann"'),
    requests: { web: 'deny', 'web x-user=ann': 'allow', 'web x-user=bob': 'deny' },
  },
  {
    says: 'a denier that gives up at a header that is missing',
    policies: denied('request.headers["x-a"] == "1" || request.headers["x-b"] == "2"'),
    requests: {
      'web x-a=1': 'deny',
      'web x-b=2': 'allow',
      'web x-a=0 x-b=2': 'deny',
      'web x-a=0 x-b=0': 'allow',
      web: 'allow',
    },
  },
  {
    says: 'a denier with one header as the default of another',
    policies: denied('(request.headers["x-a"] | request.headers["x-b"] | "") == "1"'),
    requests: { 'web x-a=1': 'deny', 'web x-b=1': 'deny', 'web x-a=0 x-b=1': 'allow', web: 'allow' },
  },
  {
    says: 'a denier for what does not match',
    policies: denied('match(request.useragent | "-", "curl*") == false'),
    requests: { web: 'deny', 'web user-agent=curl/7': 'allow', 'web user-agent=wget': 'deny' },
  },
  {
    says: 'a denier for what is neither',
    policies: denied('(request.method == "GET" || request.method == "HEAD") == false'),
    requests: { web: 'allow', 'web HEAD': 'allow', 'web POST': 'deny' },
  },
  {
    says: 'a denier for paths without their query',
    policies: denied('request.url_path.startsWith("/admin") || request.url_path == "/x"'),
    requests: { web: 'allow', 'web /admin/a': 'deny', 'web /x': 'deny', 'web /x?a': 'deny', 'web /xy': 'allow' },
  },
  {
    says: 'a denier for a path with its query, which cannot be told from others',
    policies: denied('request.path == "/x"'),
    requests: { 'web /x': 'deny', 'web /x?a': 'allow>deny', 'web /y': 'allow' },
    remarks: ['refuses-more'],
  },
  {
    says: 'a denier for all paths but one with its query, which would let more in',
    policies: denied('request.path != "/x"'),
    requests: { 'web /x': 'allow', 'web /y': 'deny>allow' },
    remarks: ['not-converted'],
  },
  {
    says: 'a denier for regular expressions',
    policies: denied('request.host.matches("w.*")'),
    requests: { api: 'allow' },
    remarks: ['not-converted'],
  },
  {
    says: 'a denier for a host that was asked for',
    policies: denied('request.host == "shop.example.com"'),
    requests: { web: 'allow', 'web host=shop.example.com': 'deny' },
  },
  {
    says: 'a denier for one account',
    policies: denied('source.principal == "cluster.local/ns/shop/sa/page"'),
    requests: { web: 'allow', 'web by shop/page': 'deny', 'web by a/b': 'allow' },
  },
  {
    says: 'a denier for all accounts but one, which leaves plain text alone',
    policies: denied('source.principal != "cluster.local/ns/shop/sa/page"'),
    requests: { web: 'allow', 'web by shop/page': 'allow', 'web by a/b': 'deny' },
  },
  {
    says: 'a denier for plain text',
    policies: denied('connection.mtls == false'),
    requests: { web: 'deny', 'web by a/b': 'allow' },
  },
  {
    says: 'a denier for a namespace of callers that have certificates',
    policies: deniedWithTls('source.namespace != "shop"'),
    requests: { 'web as page1': 'allow', 'web as job1': 'deny' },
  },
  {
    says: 'a denier for a namespace of callers that may have no certificate',
    policies: denied('source.namespace == "data"'),
    requests: { 'web as page1': 'allow', 'web as job1 plain': 'deny>allow' },
    remarks: ['not-converted'],
  },
  {
    says: 'a denier for labels of callers that have accounts of their own',
    policies: deniedWithTls('source.labels["version"] == "v2" && source.labels["app"] == "page"'),
    requests: { 'web as page1': 'allow', 'web as page2': 'deny', 'web as job1': 'allow' },
    remarks: ['by-accounts'],
  },
  {
    says: 'a denier for callers of one name',
    policies: deniedWithTls('destination.labels["app"] == "web" && source.labels["app"] == "job"'),
    requests: { 'web as page1': 'allow', 'web as job1': 'deny', 'web as job2': 'deny', 'api as job1': 'allow' },
    remarks: ['by-accounts'],
  },
  {
    says: 'a denier for one of the workloads that share an account',
    policies: deniedWithTls('source.workload.name == "job-a"'),
    requests: { 'web as page1': 'allow', 'web as job1': 'deny>allow', 'web as job2': 'allow' },
    remarks: ['not-converted'],
  },
  {
    says: 'a denier for connections of callers that may have no certificate',
    policies: denied('context.protocol == "tcp" && source.namespace == "shop"', 'data'),
    requests: { web: 'allow', 'db as page1 plain': 'deny>allow' },
    remarks: ['not-converted'],
  },
  {
    says: 'a denier for connections in plain text',
    policies: denied('context.protocol == "tcp" && connection.mtls == false', 'data'),
    requests: { db: 'deny', 'db by a/b': 'allow', web: 'allow' },
  },
  {
    says: 'a denier for connections where there are none',
    policies: denied('context.protocol == "tcp"'),
    requests: { web: 'allow', db: 'allow' },
    remarks: ['without-effect'],
  },
  {
    says: 'a denier by what only an answer has',
    policies: denied('response.code == 500'),
    requests: { web: 'allow' },
    remarks: ['without-effect'],
  },
  {
    says: 'a denier that nobody asks',
    policies: [...denied('true'), meshConfig('disablePolicyChecks: true')],
    requests: { web: 'allow' },
    remarks: ['without-effect'],
  },
  {
    says: 'a denier beside roles, of which one refusal is enough',
    policies: [...grant({ methods: ['GET', 'POST'] }, { user: '*' }), ...denied('request.method == "POST"').slice(1)],
    requests: { web: 'allow', 'web POST': 'deny', 'web DELETE': 'deny', api: 'deny' },
  },
  {
    says: 'a denier for a principal of tokens',
    policies: [
      ...denied('request.auth.principal == "https://a/ann"'),
      policy('web', { ...toWeb, ...tokens(jwt('a'), jwt('b')) }),
    ],
    requests: { 'web with A': 'deny', 'web with B': 'allow', web: 'deny' },
  },
];

function deployment() {
  const labels = { app: 'web', version: 'v2' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web-v2', namespace: 'shop' },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [] } } },
  };
}
