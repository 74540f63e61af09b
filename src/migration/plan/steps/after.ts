import type { PlanFacts } from '../facts.ts';
import { run, say, word, type Act, type Step } from '../step.ts';

/** Mixer and pilot go, with everything else that the MeshInstall brought. */
export function retire({ mesh, spec }: PlanFacts): Step {
  return {
    title: 'Without mixer, without pilot',
    why: 'Until here everything can go back. From here on the mesh would have to be installed again, with the same authority.',
    does: [
      ...crdsAct(mesh, spec.deletion.crds),
      run(
        'Look what goes and what stays, and let it go',
        `npx meshwright uninstall ${word(mesh)} --dry-run`,
        `npx meshwright uninstall ${word(mesh)} --yes`,
      ),
      say(`What stays: the namespace ${spec.namespace}${kept(spec)}`),
    ],
    checks: [
      run(
        'Before: no sidecar of the old mesh is left, and no traffic at its gateways',
        'npx meshwright migrate status',
      ),
      say('Before: dashboards and alerts read metrics of proxies, and nothing those of mixer'),
    ],
    risks: [
      'Pods that were forgotten keep their configuration until they restart, and then get none.',
      ...(spec.components.tracing.enabled || spec.components.prometheus.enabled
        ? ['Add-ons of the MeshInstall go with it: Prometheus with its samples, collectors of spans, dashboards.']
        : []),
    ],
    back: [
      say('Apply the file of the MeshInstall again: with the authority that stayed, its proxies are trusted as before'),
    ],
  };
}

/** With the CRDs all configuration would go, also that of the target. */
function crdsAct(mesh: string, wish: string): Act[] {
  if (wish !== 'Delete') return [];
  return [
    run(
      'Keep the CRDs: spec.deletion says Delete, and all configuration would go with them, that of the target too',
      `kubectl patch meshinstall ${word(mesh)} --type=merge -p '{"spec":{"deletion":{"crds":"Keep"}}}'`,
    ),
  ];
}

function kept({ deletion }: PlanFacts['spec']): string {
  const parts = [
    ', the CRDs',
    deletion.certificateAuthority === 'Keep' ? ', the authority' : '',
    deletion.injectedSecrets === 'Keep' ? ', certificates of workloads in Secrets' : '',
  ];
  return parts.join('');
}

/** What nobody reads any more. */
export function end({ policies }: PlanFacts): Step {
  return {
    title: 'The end',
    does: [
      ...(policies > 0
        ? [
            run(
              'Policies for all pods, which were written with those of one revision and have the same names',
              'kubectl apply -f policies-of-all.yaml',
            ),
          ]
        : []),
      run(
        'Kinds that nobody reads, with everything of them',
        "kubectl get crd -o name | grep -E '\\.(authentication|rbac|config)\\.istio\\.io$' | xargs -r kubectl delete",
      ),
      run('Certificates that nobody renews', 'kubectl delete secrets -A --field-selector type=istio.io/key-and-cert'),
    ],
    checks: [run('Nothing is left', 'npx meshwright migrate assess')],
    risks: ['Policies for pods of a revision protect nobody once the revision changes.'],
    back: [say('The report, the bundle and policies.yaml hold what was there')],
  };
}
