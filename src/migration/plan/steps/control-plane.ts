import { AUTHORITY_FILES } from '../../../core/certificates/authority-files.ts';
import { amountOf } from '../../../core/model/wording.ts';
import { CA_SECRET } from '../../../core/readiness/authority.ts';
import { copiedAuthority, helmVersion, istiodOf, valuesFor } from '../commands.ts';
import type { PlanFacts } from '../facts.ts';
import { run, say, word, type Act, type Step } from '../step.ts';

/** Which key of the Secret is which file of `cacerts`: citadel's own certificate is its root and its chain, too. */
const KEYS_OF_CITADEL: Readonly<Record<string, string>> = {
  'ca-cert.pem': 'ca-cert.pem',
  'ca-key.pem': 'ca-key.pem',
  'root-cert.pem': 'ca-cert.pem',
  'cert-chain.pem': 'ca-cert.pem',
};

/** Citadel issues for as long as this by default, and so a root that ends sooner is looked at now. */
const NOTICE_DAYS = 90;

/** The same authority for both control planes. */
export function root(facts: PlanFacts): Step {
  const { authority, spec, to } = facts;
  const { secret } = authority;
  const keys = secret === CA_SECRET ? KEYS_OF_CITADEL : Object.fromEntries(AUTHORITY_FILES.map((file) => [file, file]));
  const rootKey = (keys['root-cert.pem'] ?? '').replace('.', '\\.');
  const [from, into] = [word(spec.namespace), word(to.namespace)];
  const cert = (namespace: string, name: string, key: string): string =>
    `<(kubectl -n ${namespace} get secret ${name} -o jsonpath='{.data.${key}}')`;
  return {
    title: 'One root of trust',
    why: 'With a root of its own istiod would issue certificates that proxies of the other side refuse.',
    does: [
      ...endAct(facts),
      run(
        `istiod signs with the authority of citadel (Secret ${secret}); its key goes from one Secret into the other and is not shown`,
        `kubectl create namespace ${into}`,
        copiedAuthority(secret, spec.namespace, to.namespace, keys),
      ),
    ],
    checks: [
      run(
        'Both have the same root',
        `diff ${cert(from, secret, rootKey)} ${cert(into, 'cacerts', 'root-cert\\.pem')} && echo the same`,
      ),
    ],
    risks: [
      `The key is in two places: who may read Secrets of ${to.namespace} may issue certificates of the mesh.`,
      ...(spec.mesh.trustDomain === ''
        ? []
        : [`The trust domain ${spec.mesh.trustDomain} has to be the same; the values of istiod have it.`]),
    ],
    back: [run('Delete it; nothing reads it yet', `kubectl delete namespace ${into}`)],
  };
}

/** When the root ends, and what to do where that is soon. */
function endAct({ authority, mesh }: PlanFacts): Act[] {
  const { secret, ends, days = 0, problem } = authority;
  if (problem !== undefined) return [say(`Mend the authority first: ${problem}`)];
  if (ends === undefined) return [say(`Look when it ends: the Secret ${secret} was not read`)];
  const end = `The authority ends on ${ends.toISOString().slice(0, 10)}, in ${amountOf(days, 'day')}`;
  if (days >= NOTICE_DAYS) return [say(`${end}: nothing to do`)];
  return [run(`${end}: renew it first`, `npx meshwright certificates renew ${word(mesh)}`)];
}

/** Istiod beside pilot: it injects where its revision is, and nowhere else. */
export function istiod(facts: PlanFacts): Step {
  const { to } = facts;
  const [namespace, release] = [word(to.namespace), word(istiodOf(facts))];
  return {
    title: 'istiod beside pilot',
    does: [
      run(
        'Install it with the settings of this mesh, and read what the command says of the others',
        valuesFor(facts, 'istiod'),
        `helm install ${release} istio/istiod -n ${namespace} ${helmVersion(facts)} -f istiod.yaml`,
      ),
    ],
    checks: [
      run('It runs', `kubectl -n ${namespace} rollout status deployment/${release} --timeout=5m`),
      run(
        'It signs with the root of the mesh: this is the root that its proxies trust',
        `kubectl -n ${namespace} get configmap istio-ca-root-cert -o jsonpath='{.data.root-cert\\.pem}' | openssl x509 -noout -subject -enddate`,
      ),
    ],
    risks: ['Its webhook refuses objects that it cannot read, such as EnvoyFilters of the old form.'],
    back: [run('Take it away', `helm uninstall ${release} -n ${namespace}`)],
  };
}
