import { copiedSecret, helmVersion, valuesFor } from '../commands.ts';
import type { PlanFacts } from '../facts.ts';
import type { GatewayFacts } from '../gateways.ts';
import { run, say, word, type Act, type Stop } from '../step.ts';

/** Gateways beside the old ones, and then in their place. */
export function gateways(facts: PlanFacts): Stop {
  const { gateways: all, to } = facts;
  const title = 'Gateways';
  const namespace = word(to.gatewayNamespace);
  if (all.length === 0) return { title, because: 'the mesh has none' };
  return {
    title,
    why: 'Gateways select pods by labels in every namespace, so both get the same hosts.',
    does: [
      run('A namespace for them', `kubectl create namespace ${namespace}`),
      ...all.flatMap((gateway) => copies(gateway, facts)),
      ...all.map(({ name }) =>
        run(
          `${name}, beside the one of the old mesh`,
          valuesFor(facts, name),
          `helm install ${word(name)} istio/gateway -n ${namespace} ${helmVersion(facts)} -f ${word(`${name}.yaml`)}`,
        ),
      ),
      say('When every host was checked: lead the names in DNS, or the address of the load balancer, to the new ones'),
    ],
    checks: [
      run('They have an address', `kubectl -n ${namespace} get services`),
      say(
        'Every host answers there with its certificate, before anybody is sent there: `curl --resolve HOST:443:ADDRESS https://HOST/`',
      ),
    ],
    risks: [
      'Clients and firewalls that know the old address; a tool that writes names in DNS from annotations of both Services.',
      'EnvoyFilters and policies of the old namespace are not for pods of the new one.',
    ],
    back: [
      say('Lead the names back. The old gateways stay until the last step but one'),
      run('Take them away', ...all.map(({ name }) => `helm uninstall ${word(name)} -n ${namespace}`)),
    ],
  };
}

function copies({ name, namespace, credentials, mounts }: GatewayFacts, { to }: PlanFacts): Act[] {
  const commands = credentials.map((secret) => copiedSecret(secret, namespace, to.gatewayNamespace));
  return [
    ...(commands.length > 0 ? [run(`The certificates of ${name}`, ...commands)] : []),
    ...(mounts.length > 0
      ? [say(`${name} mounts these Secrets where they exist; copy them likewise: ${mounts.join(', ')}`)]
      : []),
  ];
}
