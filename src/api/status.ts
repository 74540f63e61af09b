import { z } from 'zod';
import { anyObject } from './spec/scalars.ts';

/** What the mesh as a whole is doing, in one word. */
export const PHASES = [
  'Pending',
  'Installing',
  'Upgrading',
  'Waiting',
  'RollingBack',
  'Ready',
  'Repairing',
  'Observing',
  'Drifted',
  'Paused',
  'Refused',
  'Stalled',
  'Deleting',
] as const;

/** One word per phase. */
export type Phase = (typeof PHASES)[number];

/** `group/version/Kind/namespace/name`: one that is something else could be neither looked for nor deleted. */
const OBJECT_ID = /^[^/]+(\/[^/]+)?\/[^/]+\/[^/]*\/[^/]+$/;

const time = () => z.string().meta({ format: 'date-time' });

const condition = () =>
  z.strictObject({
    type: z.string().describe('Ready, Reconciling, Stalled, Accepted, ProxiesUpToDate, CertificatesValid or InSync.'),
    status: z.enum(['True', 'False', 'Unknown']).describe('Whether the condition holds.'),
    reason: z.string().describe('Why, as one CamelCase word.'),
    message: z.string().describe('Why, for people.'),
    lastTransitionTime: time().describe('When status last changed.'),
    observedGeneration: z.int().optional().describe('Generation of the spec that this was said about.'),
  });

const component = () =>
  z.strictObject({
    name: z.string().describe('Name of the component or gateway.'),
    version: z.string().describe('Istio version that it has; on a hop that of before, until its step has come.'),
    image: z.string().describe('Image of its main container, as it runs.'),
    ready: z.string().describe('Ready pods of wanted pods, for example 1/1.'),
    phase: z
      .enum(['Waiting', 'Progressing', 'Updating', 'Ready', 'Failed'])
      .describe('How far it has come; while it is Updating, pods of before serve until the new ones do.'),
    ports: z.array(z.string()).optional().describe('Ports of its Service, for example http-monitoring:15014.'),
    message: z.string().optional().describe('What is waited for, or what went wrong.'),
    since: time().describe('When phase last changed.'),
  });

const gateway = () =>
  z.strictObject({
    name: z.string().describe('Name of the gateway.'),
    addresses: z.array(z.string()).describe('Addresses of its load balancer; or of its Service where it has none.'),
  });

const step = () =>
  z.strictObject({
    name: z.string().describe('Part of the mesh.'),
    needs: z.array(z.string()).optional().describe('Steps that have to be done before it begins.'),
    components: z.array(z.string()).optional().describe('Components whose pods it changes.'),
    workloads: z
      .array(
        z.strictObject({
          name: z.string().describe('Name of the Deployment or DaemonSet.'),
          replicas: z.int().describe('How many pods it is meant to have.'),
          minReady: z.int().describe('How many of them stay ready at any moment of the step.'),
        }),
      )
      .optional()
      .describe('What it keeps of workloads that ran when it was planned.'),
    state: z.enum(['Pending', 'Running', 'Done', 'Failed']).describe('How far it has come.'),
    message: z.string().optional().describe('What is missing while it is Running or Failed.'),
    since: time().optional().describe('When state last changed.'),
  });

const plan = () =>
  z.strictObject({
    from: z.string().optional().describe('Istio version that the current hop starts from; none for an installation.'),
    path: z.array(z.string()).describe('Istio versions to pass, the last being the one asked for.'),
    reachedAt: time().optional().describe('When the stop was reached that the next hop starts from.'),
    startedAt: time().optional().describe('When the current hop began; missing while it waits.'),
    steps: z.array(step()).optional().describe('Steps of the current hop, each after those that it needs.'),
  });

const failure = () =>
  z.strictObject({
    generation: z.int().describe('Generation of the spec that failed; it is not tried again.'),
    from: z.string().describe('Istio version that the hop started from.'),
    to: z.string().describe('Istio version that the hop should have installed.'),
    step: z.string().describe('Part whose gate ran out.'),
    component: z.string().optional().describe('Component that did not come up.'),
    message: z.string().describe('The gate, and what was missing.'),
    startedAt: time().describe('When the hop began.'),
    outcome: z.enum(['Paused', 'RollingBack', 'RolledBack', 'RollbackFailed']).describe('What became of it.'),
    rollbackStep: z.string().optional().describe('Part at which going back failed.'),
    rollbackMessage: z.string().optional().describe('Why going back failed.'),
  });

const hopRecord = () =>
  z.strictObject({
    from: z.string().optional().describe('Istio version before; none for an installation.'),
    to: z.string().describe('Istio version of the hop.'),
    startedAt: time().describe('When it began.'),
    finishedAt: time().describe('When it ended.'),
    outcome: z.enum(['Succeeded', 'Paused', 'RolledBack', 'RollbackFailed']).describe('How it ended.'),
    message: z.string().optional().describe('Why it did not succeed.'),
  });

/** `status` of a MeshInstall. */
export const meshInstallStatus = z.strictObject({
  observedGeneration: z.int().optional().describe('Generation of the spec that this status is about.'),
  version: z.string().optional().describe('Istio version that is installed.'),
  profile: z.string().optional().describe('Profile that its settings start from, also where spec names none.'),
  targetVersion: z.string().optional().describe('Istio version that is being installed.'),
  lastGoodVersion: z.string().optional().describe('Istio version that was last Ready.'),
  plan: plan().optional().describe('The way of a change, while it goes on.'),
  phase: z.enum(PHASES).optional().describe('What the mesh as a whole is doing.'),
  installed: z.string().optional().describe('Digest of the objects whose installation came to its end.'),
  installedSpec: anyObject().optional().describe('The spec that is installed: what a failed change goes back to.'),
  failure: failure().optional().describe('The change that failed, until the spec is edited.'),
  history: z.array(hopRecord()).optional().describe('The last ten hops, newest first.'),
  waitingFor: z
    .array(
      z.strictObject({
        part: z.string().describe('Part of the mesh.'),
        gate: z.string().describe('What has to be true before what needs this part begins.'),
        message: z.string().describe('What is missing now.'),
        notBegun: z.literal(true).optional().describe('Nothing of the part is applied yet: it would break what works.'),
        since: time().describe('Since when this is waited for.'),
      }),
    )
    .optional()
    .describe('What the installation waits for, side by side.'),
  ready: z.string().optional().describe('Ready components of all components, for example 11/11.'),
  conditions: z.array(condition()).optional().describe('Conditions, readable by kubectl wait, Flux and Argo CD.'),
  components: z.array(component()).optional().describe('One entry per component, in install order.'),
  gateways: z.array(gateway()).optional().describe('Where the gateways can be reached.'),
  dataPlane: z
    .strictObject({
      proxies: z.int().describe('Sidecars and gateways of the mesh, in all namespaces.'),
      upToDate: z.int().describe('Those of the installed Istio version.'),
      ready: z.string().describe('Both numbers, for example 120/140.'),
      byVersion: z
        .array(
          z.strictObject({
            version: z.string().describe('Istio version, or unknown where the image does not tell.'),
            proxies: z.int().describe('How many proxies are of this version.'),
          }),
        )
        .describe('Proxies by version, the most frequent first; at most 20 entries.'),
      staleNamespaces: z
        .array(
          z.strictObject({
            namespace: z.string().describe('Name of the namespace.'),
            proxies: z.int().describe('How many of its proxies are of another version.'),
          }),
        )
        .describe('Namespaces with proxies of another version, the most concerned first; at most 20 entries.'),
      staleNamespacesTotal: z.int().describe('How many such namespaces there are.'),
    })
    .optional()
    .describe('The proxies of the mesh.'),
  certificates: z
    .strictObject({
      authority: z.string().optional().describe('The Secret that citadel signs with: istio-ca-secret or cacerts.'),
      rootExpires: time().optional().describe("When the mesh's root certificate ends."),
      rootKey: z.string().optional().describe("SHA-256 of the public key of the mesh's root, in hexadecimal."),
      rootChangedAt: time()
        .optional()
        .describe('When the root of trust became another one; proxies of before may still trust only the old one.'),
      trustedRoots: z
        .array(z.string())
        .optional()
        .describe('The same of every root that is trusted, while there are several.'),
      webhookExpires: time().optional().describe("When the injector's serving certificate ends."),
    })
    .optional()
    .describe('The certificate authority, and ends of certificates.'),
  shortened: z
    .array(z.string())
    .optional()
    .describe('What was shortened or left out, because the status would have been too large to be stored.'),
  inventory: z
    .array(z.string().regex(OBJECT_ID, 'apiVersion/Kind/namespace/name'))
    .optional()
    .describe('Every object that was applied or is about to be: apiVersion/Kind/namespace/name.'),
});

/** `status` of a MeshInstall, parsed. */
export type MeshInstallStatus = z.infer<typeof meshInstallStatus>;

/** One condition of a MeshInstall. */
export type Condition = NonNullable<MeshInstallStatus['conditions']>[number];

/** One step of the current hop in status. */
export type StepStatus = NonNullable<NonNullable<MeshInstallStatus['plan']>['steps']>[number];

/** The change that failed. */
export type Failure = NonNullable<MeshInstallStatus['failure']>;

/** One component in status. */
export type ComponentStatus = NonNullable<MeshInstallStatus['components']>[number];
