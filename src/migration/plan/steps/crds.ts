import { helmVersion } from '../commands.ts';
import type { PlanFacts } from '../facts.ts';
import { run, say, word, type Act, type Step } from '../step.ts';

const patched = (mesh: string, validation: boolean): string =>
  `kubectl patch meshinstall ${word(mesh)} --type=merge -p '{"spec":{"mesh":{"configValidation":${validation}}}}'`;

/** CRDs of the target in the place of those of 1.4: they serve what pilot reads, too. */
export function crds(facts: PlanFacts): Step {
  const { mesh, spec } = facts;
  const [name, namespace] = [word(mesh), word(spec.namespace)];
  const validates = spec.components.galley.enabled && spec.mesh.configValidation;
  return {
    title: 'New CRDs',
    why: 'istiod reads versions that the old ones do not have. Those of today serve v1alpha3 and v1beta1, too, which pilot 1.4 reads, and the operator leaves CRDs alone that serve more than its own.',
    does: [
      ...(validates ? [validationAct(mesh)] : []),
      run(
        'Those of the target, which are in its chart base',
        'helm repo add istio https://istio-release.storage.googleapis.com/charts',
        `helm pull istio/base ${helmVersion(facts)} --untar`,
        'kubectl apply --server-side --force-conflicts -f base/files/crd-all.gen.yaml',
      ),
    ],
    checks: [
      run(
        'Everything is still there in the version that pilot reads',
        'kubectl get virtualservices.v1alpha3.networking.istio.io -A',
      ),
      run(
        'The mesh is ready, and pilot logs no errors',
        `kubectl wait meshinstall/${name} --for=condition=Ready --timeout=5m`,
        `kubectl -n ${namespace} logs deployment/istio-pilot -c discovery --since=5m | grep -i error || true`,
      ),
    ],
    risks: [
      'Fields that the new CRDs do not know are gone at once for whoever reads an object, pilot too, and for good when it is written next. The report calls them field-blocks.',
    ],
    back: [
      say('Nothing has to go back: pilot reads on what it read'),
      ...(validates ? [run('The validation of galley comes back', patched(mesh, true))] : []),
    ],
  };
}

function validationAct(mesh: string): Act {
  return run(
    'The webhook of galley knows the fields of 1.4 and refuses others: switch it off',
    patched(mesh, false),
    `kubectl wait meshinstall/${word(mesh)} --for=condition=Ready --timeout=10m`,
  );
}
