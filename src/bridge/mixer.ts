import type { Answer, Asked } from './serve.ts';

/**
 * Lists that the kubernetesenv adapter of mixer 1.0.x waits for and that Kubernetes stopped serving with 1.16. Empty
 * lists are enough: owners of pods are apps/v1 ReplicaSets, which it reads too (mixer/adapter/kubernetesenv, 1.0.6).
 */
const VANISHED: Readonly<Record<string, string>> = {
  '/apis/apps/v1beta2/replicasets': 'apps/v1beta2',
  '/apis/extensions/v1beta1/replicasets': 'extensions/v1beta1',
};

/** The bridge of mixer 1.0.x: two empty lists and their quiet watches; everything else is the apiserver's. */
export function answerMixer({ path, query }: Asked): Answer {
  const apiVersion = VANISHED[path];
  if (apiVersion === undefined) return { kind: 'pass' };
  if (query.get('watch') === 'true' || query.get('watch') === '1') return { kind: 'watch' };
  const metadata = { resourceVersion: '1' };
  return { kind: 'json', body: { kind: 'ReplicaSetList', apiVersion, metadata, items: [] } };
}
