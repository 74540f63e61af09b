import type { Volume, VolumeMount } from '../kit/types.ts';
import type { Mesh } from '../mesh.ts';

/** Host and port of the zipkin collector: the one that was asked for, else that of the mesh under the given name. */
export function zipkinHost({ spec }: Mesh, own: string): string {
  const { address } = spec.mesh.tracing.zipkin;
  return address === '' ? own : address;
}

/** How a gateway, which does not read the mesh configuration and may be in another namespace, is told where spans go. */
export function tracerArgs(mesh: Mesh, isAway = false): string[] {
  const { tracer, lightstep, datadog } = mesh.spec.mesh.tracing;
  switch (tracer) {
    case 'zipkin':
      return ['--zipkinAddress', zipkinHost(mesh, isAway ? `zipkin.${mesh.spec.namespace}:9411` : 'zipkin:9411')];
    case 'datadog':
      return ['--datadogAgentAddress', datadog.address];
    case 'lightstep':
      return [
        ...['--lightstepAddress', lightstep.address],
        ...['--lightstepAccessToken', lightstep.accessToken],
        `--lightstepSecure=${lightstep.secure}`,
        ...(lightstep.cacertPath === '' ? [] : ['--lightstepCacertPath', lightstep.cacertPath]),
      ];
  }
}

/** The Secret that holds the CA of the lightstep satellites; the user makes it. */
const LIGHTSTEP = { volume: 'lightstep-certs', secretName: 'lightstep.cacert' };

/** Mount of the CA file that the tracer was told of, when it was. */
export function tracerMounts(mesh: Mesh): VolumeMount[] {
  if (!needsCa(mesh)) return [];
  const { cacertPath } = mesh.spec.mesh.tracing.lightstep;
  return [{ name: LIGHTSTEP.volume, mountPath: directoryOf(cacertPath), readOnly: true }];
}

/** The volume behind tracerMounts. */
export function tracerVolumes(mesh: Mesh): Volume[] {
  const { volume, secretName } = LIGHTSTEP;
  return needsCa(mesh) ? [{ name: volume, secret: { secretName, optional: true } }] : [];
}

function needsCa({ spec }: Mesh): boolean {
  const { tracer, lightstep } = spec.mesh.tracing;
  return tracer === 'lightstep' && directoryOf(lightstep.cacertPath) !== '';
}

const directoryOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));
