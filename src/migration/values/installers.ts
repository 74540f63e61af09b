import type { Manifest } from '../../api/manifest.ts';
import type { Target } from '../targets.data.ts';
import type { Values } from './carry.ts';
import type { Place, TargetValues } from './values.ts';

/** The same settings for `istioctl install -f`. Gateways are installed by their chart, so that they can be moved alone. */
export function istioOperator({ istiod }: TargetValues, { namespace, revision }: Place): Manifest {
  const { meshConfig, revision: _, ...values } = istiod;
  return {
    apiVersion: 'install.istio.io/v1alpha1',
    kind: 'IstioOperator',
    metadata: { name: revision, namespace },
    spec: {
      // Istiod alone.
      profile: 'minimal',
      revision,
      namespace,
      ...(meshConfig !== undefined && { meshConfig }),
      values,
    },
  };
}

/** The same settings for the Sail operator, whose revision is called as its resource is. */
export function sailIstio({ istiod }: TargetValues, { namespace, revision }: Place, { release }: Target): Manifest {
  const { revision: _, ...values } = istiod;
  return {
    apiVersion: 'sailoperator.io/v1',
    kind: 'Istio',
    metadata: { name: revision },
    spec: { version: `v${release}-latest`, namespace, updateStrategy: { type: 'InPlace' }, values },
  };
}

/** Values of one chart, by the name of its release. */
export interface ChartValues {
  readonly chart: 'istiod' | 'gateway';
  readonly release: string;
  readonly namespace: string;
  readonly values: Values;
}

/** The same settings for Helm. @param gatewayNamespace namespace of the new gateways */
export function helmCharts(
  { istiod, gateways }: TargetValues,
  { namespace, revision }: Place,
  gatewayNamespace: string,
): ChartValues[] {
  return [
    { chart: 'istiod', release: `istiod-${revision}`, namespace, values: istiod },
    ...gateways.map(({ name, values }) => ({
      chart: 'gateway' as const,
      release: name,
      namespace: gatewayNamespace,
      values,
    })),
  ];
}
