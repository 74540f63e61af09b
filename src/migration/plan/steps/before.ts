import { conversion } from '../commands.ts';
import type { PlanFacts } from '../facts.ts';
import { run, say, word, type Act, type Stop } from '../step.ts';

/** What to know before anything changes. */
export function know(facts: PlanFacts): Stop {
  const { mesh, to } = facts;
  return {
    title: 'Know what there is',
    does: [
      run(
        'Do what blocks as far as the old mesh can have it, and keep what there is',
        `npx meshwright migrate assess --to ${to.target.release} -o markdown > report.md || true`,
        `npx meshwright bundle ${word(mesh)}`,
      ),
      ...kubernetesAct(facts),
      ...releaseAct(facts),
    ],
    checks: [
      run(
        'Everything is healthy, and proxies are of one release',
        'npx meshwright check',
        'npx meshwright migrate status',
      ),
    ],
    risks: ['What no API tells is at the end of the report, such as programs that listen on the loopback.'],
    back: [say('Nothing has changed')],
  };
}

function kubernetesAct({ kubernetes, to }: PlanFacts): Act[] {
  const [oldest, newest] = to.target.kubernetes;
  if (kubernetes === undefined || (kubernetes >= oldest && kubernetes <= newest)) return [];
  return [
    say(
      `This is Kubernetes 1.${kubernetes}, and Istio ${to.target.release} supports 1.${oldest} to 1.${newest}: upgrade Kubernetes, or choose another release with --to`,
    ),
  ];
}

function releaseAct({ spec, releases, mesh }: PlanFacts): Act[] {
  const others = releases.filter((release) => release !== spec.version);
  const stale =
    others.length === 0
      ? []
      : [say(`Proxies of ${others.join(', ')} run beside a control plane of ${spec.version}: restart their workloads`)];
  if (spec.version.startsWith('1.4.')) return stale;
  return [
    ...stale,
    run(
      `Upgrade from ${spec.version} to the newest 1.4 first: what follows was written for proxies and CRDs of 1.4`,
      `kubectl patch meshinstall ${word(mesh)} --type=merge -p '{"spec":{"version":"1.4.10"}}'`,
      `kubectl wait meshinstall/${word(mesh)} --for=condition=Ready --timeout=60m`,
    ),
  ];
}

const MESH_POLICY = `kubectl apply -f - <<'EOF'
apiVersion: authentication.istio.io/v1alpha1
kind: MeshPolicy
metadata: {name: default}
spec: {peers: [{mtls: {mode: PERMISSIVE}}]}
EOF`;

/** Servers of the old mesh take mutual TLS, and plain text. */
export function permissive({ plain, mesh }: PlanFacts): Stop {
  const title = 'Let servers take both';
  const needsMesh = plain.mesh === 'missing' || plain.mesh === 'plain';
  if (!needsMesh && plain.policies.length === 0)
    return { title, because: 'every server takes mutual TLS already, as its MeshPolicy and Policies say' };
  return {
    title,
    why: 'Proxies of the target use mutual TLS wherever the server has a sidecar, and a mesh that takes plain text only refuses that.',
    does: [
      ...(needsMesh
        ? [
            run(
              'Among what was read there is no MeshPolicy that takes mutual TLS: apply one that takes both',
              MESH_POLICY,
            ),
          ]
        : []),
      ...plain.policies.map((policy) => say(`Give ${policy} the peer \`mtls: {mode: PERMISSIVE}\``)),
    ],
    checks: [
      run('Requests still arrive, from pods with a sidecar and without', `npx meshwright proxy status ${word(mesh)}`),
    ],
    risks: ['None that is known: plain text is taken as before.'],
    back: [
      ...(needsMesh
        ? [
            plain.mesh === 'missing'
              ? run('Delete it', 'kubectl delete meshpolicy default')
              : say('Apply the MeshPolicy that was there'),
          ]
        : []),
      ...(plain.policies.length > 0 ? [say('Take the peer out again')] : []),
    ],
  };
}

/** Namespaces that get sidecars without a label have to have one, or both control planes would inject. */
export function labels({ spec, mesh, namespaces }: PlanFacts): Stop {
  const title = 'Name the namespaces of the mesh';
  if (!spec.sidecar.injectNamespacesByDefault)
    return { title, because: 'only namespaces with the label istio-injection=enabled get sidecars' };
  const names = namespaces.filter(({ injection }) => injection === undefined).map(({ name }) => word(name));
  return {
    title,
    why: 'The old injector takes every namespace that does not refuse it, and a namespace that moves must be left to the new one.',
    does: [
      run(
        'Label them, and then let the injector go by labels',
        ...(names.length > 0 ? [`kubectl label namespace ${names.join(' ')} istio-injection=enabled`] : []),
        patchInjection(mesh, false),
      ),
    ],
    checks: [run('Every namespace of the mesh is in the list', 'kubectl get namespaces -l istio-injection=enabled')],
    risks: ['Pods of a namespace that was forgotten start without a sidecar.'],
    back: [run('The injector takes every namespace again', patchInjection(mesh, true))],
  };
}

const patchInjection = (mesh: string, byDefault: boolean): string =>
  `kubectl patch meshinstall ${word(mesh)} --type=merge -p '{"spec":{"sidecar":{"injectNamespacesByDefault":${byDefault}}}}'`;

/** What takes the place of authentication policies and RBAC. */
export function policies(facts: PlanFacts): Stop {
  const title = 'Policies for pods of the new control plane';
  const { policies: count, to } = facts;
  if (count === 0) return { title, because: 'there is no authentication policy, no RBAC, and no rule of mixer' };
  return {
    title,
    why: 'Proxies of the target do not read Policy, MeshPolicy and RBAC of the old mesh, and do not ask mixer.',
    does: [
      run(
        'Write them for pods of the revision alone, and for all pods for the end, and read what the command says it leaves out',
        `${conversion(facts)} > policies-of-all.yaml || true`,
        `${conversion(facts, ` --revision ${word(to.revision)}`)} > policies.yaml || true`,
      ),
      run('Apply the first ones', 'kubectl apply --dry-run=server -f policies.yaml', 'kubectl apply -f policies.yaml'),
    ],
    checks: [run('They are there', 'kubectl get authorizationpolicies,peerauthentications,requestauthentications -A')],
    risks: [
      'Mixer refuses nothing for pods that move: what the command lists as not converted has to be there first.',
      'Those for all pods must not be applied while pilot runs: 1.4 reads DENY as ALLOW.',
      'Whoever changes a policy on the way has to change both files, too.',
    ],
    back: [run('Delete them', 'kubectl delete -f policies.yaml')],
  };
}
