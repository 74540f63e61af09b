import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';
import { customResourceDefinition, type Schema } from '../../../../src/api/crd.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { checkAdmission } from '../../../../src/cli/check/admission.ts';
import { checkCrd } from '../../../../src/cli/check/crd.ts';
import { checkKubernetes } from '../../../../src/cli/check/kubernetes.ts';
import { checkOperator } from '../../../../src/cli/check/operator.ts';
import { checkRights, NEEDED_RIGHTS } from '../../../../src/cli/check/rights.ts';
import { checkWebhooks } from '../../../../src/cli/check/webhooks.ts';
import { judge, type Looked } from '../../../../src/cli/operator/sighting.ts';
import type { SeenDeployment } from '../../../../src/cli/operator/deployments.ts';
import { checkLines } from '../../../../src/cli/view/tables/check-table.ts';
import { noColours, render } from '../../../../src/cli/view/line.ts';
import { ApiError } from '../../../../src/kube/errors.ts';
import type { KubeClient } from '../../../../src/kube/operations.ts';
import type { SeenLease } from '../../../../src/kube/lease/sighting.ts';

const NOW = Date.parse('2020-01-10T00:00:00Z');

/** The CRD as a server has it, three days old. */
function liveCrd(change: (spec: Schema) => void = () => undefined): Manifest {
  const live = structuredClone(customResourceDefinition());
  live.metadata.creationTimestamp = '2020-01-07T00:00:00Z';
  live['status'] = { conditions: [{ type: 'Established', status: 'True' }] };
  const { versions } = live['spec'] as { versions: { schema: { openAPIV3Schema: Schema } }[] };
  change(versions[0]!.schema.openAPIV3Schema.properties!['spec']!);
  return live;
}

describe('the check of the CRD', () => {
  it('is content with the schema of this program, and says how old it is', () => {
    expect(checkCrd(liveCrd(), NOW)).toEqual({
      check: 'crd',
      state: 'ok',
      message: 'meshinstalls.meshwright.dev, 3 days old, has the schema of this program',
    });
  });

  it('fails where fields are missing, names them by their outermost, and says how to bring them', () => {
    const { state, message, remedy } = checkCrd(
      liveCrd(({ properties }) => delete properties!['upgrade']),
      NOW,
    );
    expect([state, message]).toEqual([
      'failed',
      expect.stringMatching(/older than this program: it lacks spec\.upgrade$/),
    ]);
    expect(remedy).toMatch(/^kubectl apply --server-side -f crds/);
  });

  it('warns of fields that this program does not know, and of other rules', () => {
    const newer = liveCrd(({ properties }) => (properties!['shiny'] = { type: 'string' }));
    expect(checkCrd(newer, NOW)).toMatchObject({ state: 'warning', message: expect.stringContaining('spec.shiny') });
    const stricter = liveCrd(({ properties }) => (properties!['version'] = { type: 'string', maxLength: 5 }));
    expect(checkCrd(stricter, NOW)).toMatchObject({
      state: 'warning',
      message: expect.stringMatching(/rules for spec\.version$/),
    });
  });

  it('fails without a CRD, or with one that is not served yet', () => {
    expect(checkCrd(undefined, NOW)).toMatchObject({ state: 'failed' });
    expect(checkCrd({ ...liveCrd(), status: {} }, NOW)).toMatchObject({ state: 'failed' });
  });
});

const lease = (namespace: string, version?: string): SeenLease => ({
  namespace,
  holder: 'pod',
  ...(version !== undefined && { version }),
  renewedAt: NOW,
  durationMs: 15_000,
  live: true,
});
const deployment: SeenDeployment = {
  namespace: 'ops',
  name: 'meshwright',
  account: 'meshwright',
  wanted: 1,
  ready: 1,
  version: '0.1.0',
  elects: true,
};

const checked = (leases: SeenLease[], deployments: Looked<SeenDeployment> = { found: [deployment] }) =>
  checkOperator(judge({ found: leases }, deployments, NOW), '0.1.0').map(({ check, state }) => `${check} ${state}`);

describe('the check of the operator', () => {
  it('is content with one that leads, is ready, and of the version of this program', () => {
    expect(checked([lease('ops', '0.1.0')])).toEqual(['operator ok', 'deployment ok', 'versions ok']);
  });

  it('warns of another version, by what the Lease says runs', () => {
    expect(checked([lease('ops', '0.2.0')])).toEqual(['operator ok', 'deployment ok', 'versions warning']);
  });

  it('fails when two act at once', () => {
    expect(checked([lease('ops'), lease('elsewhere')])[0]).toBe('operator failed');
  });

  it('warns of one that elects no leader, and fails without any', () => {
    expect(checked([], { found: [{ ...deployment, elects: false }] })[0]).toBe('operator warning');
    expect(checked([], { found: [{ ...deployment, ready: 0 }] })).toContain('deployment failed');
    expect(checked([], { found: [] })).toEqual(['operator failed', 'versions unknown']);
    expect(checked([], { hidden: 'Forbidden' })).toEqual([
      'operator unknown',
      'deployment unknown',
      'versions unknown',
    ]);
  });
});

describe('the check of Kubernetes', () => {
  it('fails below what is supported, and warns above what was tried', () => {
    const stateOf = (minor: number) => checkKubernetes({ major: 1, minor, gitVersion: `v1.${minor}.0` }).state;
    expect([20, 21, 36, 37].map(stateOf)).toEqual(['failed', 'ok', 'ok', 'warning']);
  });
});

interface Rule {
  readonly apiGroups?: string[];
  readonly resources?: string[];
  readonly resourceNames?: string[];
  readonly verbs: string[];
}

describe('the check of rights', () => {
  it('asks for nothing that the delivered roles do not grant', () => {
    const rules = (loadAll(readFileSync('deploy/operator.yaml', 'utf8')) as Manifest[])
      .filter(({ kind }) => kind === 'ClusterRole' || kind === 'Role')
      .flatMap((role) => role['rules'] as Rule[]);
    const isGranted = (right: string): boolean => {
      const [, verb = '', resource = '', group = ''] = /^(\w+) ([\w/]+)\.(.*)$/.exec(right) ?? [];
      const has = (list: string[] = [], word: string): boolean => list.includes('*') || list.includes(word);
      return rules.some(
        (rule) =>
          rule.resourceNames === undefined &&
          has(rule.verbs, verb) &&
          has(rule.resources, resource) &&
          has(rule.apiGroups, group),
      );
    };
    expect(NEEDED_RIGHTS.filter((right) => !isGranted(right))).toEqual([]);
  });

  it('asks about the account of the Deployment, and names what it may not do', async () => {
    const asked: { user: string; resourceAttributes: { verb: string; resource: string; group: string } }[] = [];
    const create = (review: Manifest) => {
      const spec = review['spec'] as (typeof asked)[number];
      asked.push(spec);
      const { verb, resource } = spec.resourceAttributes;
      return Promise.resolve({ ...review, status: { allowed: !(verb === 'create' && resource === 'events') } });
    };
    const finding = await checkRights({ create } as unknown as KubeClient, deployment);
    expect(finding).toMatchObject({ state: 'failed', message: 'ops/meshwright may not create events' });
    expect(new Set(asked.map(({ user }) => user))).toEqual(new Set(['system:serviceaccount:ops:meshwright']));
    expect(asked.map(({ resourceAttributes }) => resourceAttributes)).toContainEqual(
      expect.objectContaining({
        verb: 'patch',
        group: 'meshwright.dev',
        resource: 'meshinstalls',
        subresource: 'status',
      }),
    );
  });
});

describe('the check of admission', () => {
  const answer = async (code: number, serverMessage: string) => {
    const error = new ApiError({ code, reason: 'No', verb: 'apply', target: 'MeshInstall', serverMessage });
    return (await checkAdmission({ apply: () => Promise.reject(error) })).state;
  };

  it('fails when a webhook does not answer, warns when a rule refuses, and does not know without the right', async () => {
    expect(await answer(500, 'Internal error occurred: failed calling webhook "a.b": no endpoints')).toBe('failed');
    expect(await answer(403, 'admission webhook "a.b" denied the request: not here')).toBe('warning');
    const lacking = 'meshinstalls.meshwright.dev "x" is forbidden: User "me" cannot patch resource';
    expect(await answer(403, lacking)).toBe('unknown');
  });
});

describe('the check of webhooks', () => {
  const webhook = (resource: string, failurePolicy = 'Fail') => ({
    name: 'w.example.com',
    failurePolicy,
    clientConfig: { service: { namespace: 'policy', name: 'gate' } },
    rules: [{ resources: [resource] }],
  });
  const check = async (hook: object, endpoints: object[]) => {
    const list = ({ kind }: { kind: string }) => {
      const metadata = { name: 'gate' };
      const slice = { metadata, endpoints };
      const items =
        kind === 'EndpointSlice' ? [slice] : kind.startsWith('V') ? [{ kind, metadata, webhooks: [hook] }] : [];
      return Promise.resolve({ items, resourceVersion: '' });
    };
    return (await checkWebhooks({ list } as unknown as KubeClient)).map(({ state }) => state);
  };

  it('warns of one that must answer about what the operator writes, and has no ready pod', async () => {
    const unready = [{ conditions: { ready: false } }];
    expect(await check(webhook('pods'), unready)).toEqual(['warning']);
    expect(await check(webhook('pods'), [{ conditions: { ready: true } }])).toEqual(['ok']);
    expect(await check(webhook('pods', 'Ignore'), unready)).toEqual(['ok']);
    expect(await check(webhook('widgets'), unready)).toEqual(['ok']);
  });
});

describe('the table of checks', () => {
  it('has a mark per finding, and what to do below it', () => {
    const lines = checkLines(
      [
        { check: 'crd', state: 'ok', message: 'there' },
        { check: 'operator', state: 'failed', message: 'none', remedy: 'run one' },
      ],
      80,
    );
    expect(lines.map((line) => render(line, noColours))).toEqual([
      '✔ crd       there',
      '✗ operator  none',
      '            → run one',
    ]);
  });
});
