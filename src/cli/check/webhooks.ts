import type { Manifest } from '../../api/manifest.ts';
import { API } from '../../api/meshinstall.ts';
import type { KubeClient } from '../../kube/operations.ts';
import { findingsOf, type CheckFinding } from './finding.ts';

interface Webhook {
  readonly name: string;
  readonly failurePolicy?: string;
  readonly clientConfig: { readonly service?: { namespace: string; name: string } };
  readonly rules?: readonly { resources?: readonly string[] }[];
}

type Configuration = Manifest & { readonly webhooks?: readonly Webhook[] };
type Slice = Manifest & { readonly endpoints?: readonly { conditions?: { ready?: boolean } }[] };

/** Without these no mesh comes up. */
const WRITTEN: ReadonlySet<string> = new Set([
  '*',
  '*/*',
  API.plural,
  'clusterroles',
  'configmaps',
  'customresourcedefinitions',
  'deployments',
  'pods',
  'services',
]);

const KINDS = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

/** Webhooks that are asked about what the operator writes, must answer, and have nobody who does. */
export async function checkWebhooks(client: Pick<KubeClient, 'list'>): Promise<CheckFinding[]> {
  const { ok, warning } = findingsOf('webhooks');
  const lists = await Promise.all(
    KINDS.map((kind) => client.list<Configuration>({ apiVersion: 'admissionregistration.k8s.io/v1', kind })),
  );
  const asked = lists.flatMap(({ items }) => items.flatMap(needed));
  const silent = await Promise.all(asked.map(async (one) => ((await isAnswered(client, one)) ? [] : [one])));
  const findings = silent
    .flat()
    .map(({ configuration, webhook, service }) =>
      warning(
        `${webhook} of ${configuration} must answer, and Service ${service.namespace}/${service.name} has no ready pod`,
        `what it is asked about is refused until it answers; see kubectl -n ${service.namespace} get pods`,
      ),
    );
  return findings.length > 0 ? findings : [ok('every webhook that must answer has a ready pod')];
}

interface Needed {
  readonly configuration: string;
  readonly webhook: string;
  readonly service: { readonly namespace: string; readonly name: string };
}

function needed({ kind, metadata, webhooks = [] }: Configuration): Needed[] {
  return webhooks.flatMap(({ name, failurePolicy, clientConfig: { service }, rules = [] }) => {
    const isAsked = rules.some(({ resources = [] }) => resources.some((resource) => WRITTEN.has(resource)));
    if (service === undefined || failurePolicy === 'Ignore' || !isAsked) return [];
    return [{ configuration: `${kind} ${metadata.name}`, webhook: name, service }];
  });
}

async function isAnswered(client: Pick<KubeClient, 'list'>, { service }: Needed): Promise<boolean> {
  const { items } = await client.list<Slice>(
    { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' },
    { namespace: service.namespace, labelSelector: `kubernetes.io/service-name=${service.name}` },
  );
  return items.some(({ endpoints }) => endpoints?.some(({ conditions }) => conditions?.ready !== false));
}
