import { dump } from 'js-yaml';
import { INJECTOR } from '../../catalog/injector.ts';
import { rowOf } from '../../catalog/minor.ts';
import { configMap } from '../../kit/objects.ts';
import type { Manifest } from '../../kit/types.ts';
import type { Mesh } from '../../mesh.ts';
import { injectionTemplate } from './template.ts';

/**
 * The ConfigMap istio-sidecar-injector: which pods get a sidecar, and what that is. It is there without the injector
 * too, because `istioctl kube-inject` reads it.
 */
export function injectionConfigMap(mesh: Mesh): Manifest {
  const content: Record<string, string> = { config: injectionConfig(mesh), values: NO_VALUES };
  const { configKeys } = rowOf(INJECTOR, mesh.spec.version);
  const data = Object.fromEntries(configKeys.map((key) => [key, content[key] ?? '']));
  return configMap(mesh, 'istio-sidecar-injector', { app: 'istio', istio: 'sidecar-injector' }, data);
}

/** Has to be there, but our template asks for none. */
const NO_VALUES = '{}';

function injectionConfig(mesh: Mesh): string {
  const { settings } = rowOf(INJECTOR, mesh.spec.version);
  const { sidecar } = mesh.spec;
  const config = {
    policy: sidecar.autoInject ? 'enabled' : 'disabled',
    ...Object.fromEntries(settings.map((setting) => [setting, sidecar[setting]])),
    template: injectionTemplate(mesh),
  };
  return dump(config, { sortKeys: true, lineWidth: -1, noRefs: true });
}
