import type { Manifest } from '../../api/manifest.ts';
import { workloadSpec } from '../model/selector.ts';

interface Updates {
  readonly paused?: boolean;
  readonly updateStrategy?: { readonly type?: string; readonly rollingUpdate?: { readonly partition?: number } };
}

const OBSTACLES: readonly { readonly why: string; readonly stands: (workload: Manifest) => boolean }[] = [
  {
    why: 'its template holds the sidecar itself: inject it again, or take it out',
    stands: (workload) => (workloadSpec(workload).template?.spec?.containers ?? []).some(isProxy),
  },
  { why: 'it is paused', stands: (workload) => updatesOf(workload).paused === true },
  {
    why: 'it replaces pods only when they are deleted (OnDelete)',
    stands: (workload) => updatesOf(workload).updateStrategy?.type === 'OnDelete',
  },
  {
    why: 'its partition keeps pods as they are',
    stands: (workload) => (updatesOf(workload).updateStrategy?.rollingUpdate?.partition ?? 0) > 0,
  },
];

/** Why a restart of a workload would change nothing; undefined when it would. */
export function obstacleTo(workload: Manifest): string | undefined {
  return OBSTACLES.find(({ stands }) => stands(workload))?.why;
}

const isProxy = ({ name }: { readonly name: string }): boolean => name === 'istio-proxy';
const updatesOf = (workload: Manifest): Updates => workload['spec'] ?? {};
