import { API } from '../../api/meshinstall.ts';
import { timestamp } from '../../api/conditions.ts';
import type { Manifest } from '../../api/manifest.ts';
import { describeObject } from '../../core/model/object-id.ts';
import { partOf, type Part } from '../../core/model/parts.ts';
import { isPodOwner } from '../../core/model/workloads.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { Desired } from '../pass/desired.ts';
import type { EventTeller, Subject } from '../pass/subject.ts';
import { patchLive, type PatchContext } from './patch-live.ts';

/** On a mixer whose attributes are being repaired: its pods have to be replaced afterwards. Survives a crash between. */
const RESTART_PENDING = `${API.group}/restart-pending`;

/** On the pods of a mixer that was restarted, as `kubectl rollout restart` marks them. */
const RESTARTED_AT = `${API.group}/restarted-at`;

const ATTRIBUTES = 'attributes';
const MIXER = 'mixer';

/** What restarting mixer works with. */
export type MixerRestartContext = Subject &
  EventTeller &
  PatchContext & {
    readonly cache: Pick<LiveCache, 'live'>;
    readonly clock: Pick<Clock, 'now'>;
  };

const isRestartPending = ({ metadata }: Manifest): boolean => metadata.annotations?.[RESTART_PENDING] !== undefined;

/** The workloads of mixer that are there. */
const mixersOf = (pass: MixerRestartContext, { manifests }: Pick<Desired, 'manifests'>): Manifest[] =>
  manifests
    .filter((object) => isPodOwner(object) && partOf(object).name === MIXER)
    .flatMap((object) => pass.cache.live(object) ?? []);

/**
 * Notes, before attributes of a mesh that is installed are repaired, that its mixers have to be restarted. Mixer 1.2 to
 * 1.4 keeps the type checker that it built with the attributes it knew then, and with it refuses its configuration
 * until its pods are replaced, while it looks as healthy as ever.
 */
export async function noteRepair(
  pass: MixerRestartContext,
  desired: Pick<Desired, 'manifests'>,
  repaired: Part,
): Promise<void> {
  if (repaired.name !== ATTRIBUTES) return;
  const running = mixersOf(pass, desired).filter((mixer) => !isRestartPending(mixer));
  await Promise.all(
    running.map((mixer) => patchLive(pass, mixer, { metadata: { annotations: { [RESTART_PENDING]: ATTRIBUTES } } })),
  );
}

/** Restarts the mixers whose attributes were repaired, now that all of their configuration is there again. */
export async function restartMixers(pass: MixerRestartContext, desired: Pick<Desired, 'manifests'>): Promise<void> {
  const annotations = { [RESTARTED_AT]: timestamp(new Date(pass.clock.now())) };
  const pending = mixersOf(pass, desired).filter(isRestartPending);
  await Promise.all(
    pending.map(async (mixer) => {
      const metadata = { annotations: { [RESTART_PENDING]: null } };
      if (!(await patchLive(pass, mixer, { metadata, spec: { template: { metadata: { annotations } } } }))) return;
      const why = 'its attributemanifests were restored, and mixer goes on with those that it started with';
      const message = `${describeObject(mixer)} is being restarted: ${why}`;
      pass.recordEvent(pass.install, { type: 'Normal', reason: 'RestartingMixer', message });
    }),
  );
}
