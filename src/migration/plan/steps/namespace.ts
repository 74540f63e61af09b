import type { PlanFacts } from '../facts.ts';
import type { NamespaceFacts } from '../namespaces.ts';
import { run, say, word, type Act, type Stop } from '../step.ts';

/** One namespace moves: its label, then its pods. */
export function namespaceStep(namespace: NamespaceFacts, facts: PlanFacts): Stop {
  const { to } = facts;
  const { name, injection, restarts, others } = namespace;
  const title = `Namespace ${name}`;
  if (namespace.revision === to.revision && injection === undefined)
    return {
      title,
      because: `has the label istio.io/rev=${to.revision} already; migrate status says which pods are left`,
    };
  const label = (...labels: readonly string[]): string =>
    `kubectl label namespace ${word(name)} ${labels.join(' ')} --overwrite`;
  const restart = restarts.map((each) => `kubectl -n ${word(name)} rollout restart ${word(each)}`);
  const rolledOut = restarts.map((each) => `kubectl -n ${word(name)} rollout status ${word(each)} --timeout=10m`);
  return {
    title,
    does: [
      run(
        'Leave it to the new control plane, and renew its pods',
        label('istio-injection-', `istio.io/rev=${word(to.revision)}`),
        ...restart,
      ),
      ...(restarts.length === 0 && others.length === 0
        ? [say('No workload with a sidecar was read: restart those that have one')]
        : made(others)),
      ...(injection === undefined && namespace.revision === undefined
        ? [say('It had no label, and sidecars nevertheless: take those out of templates first')]
        : []),
    ],
    checks: [
      ...(rolledOut.length > 0 ? [run('Its pods run', ...rolledOut)] : []),
      run('Every proxy is of the target', `npx meshwright migrate status -n ${word(name)}`),
      say('Requests from and to namespaces that have not moved arrive, and what policies refuse is refused'),
    ],
    risks: ['Mixer refuses nothing for pods that moved, and does not count their requests.'],
    back: [run('Label and pods as before', label('istio.io/rev-', 'istio-injection=enabled'), ...restart)],
  };
}

const made = (others: readonly string[]): Act[] =>
  others.length === 0 ? [] : [say(`Make these again, which no restart renews: ${others.join(', ')}`)];
