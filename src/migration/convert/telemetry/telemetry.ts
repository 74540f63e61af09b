import type { Collected } from '../conversion.ts';
import type { OldMesh } from '../mesh.ts';
import { actionsIn } from '../mixer/actions.ts';
import { convertLogs } from './logs.ts';
import { convertMetrics } from './metrics.ts';
import { TelemetryParts } from './parts.ts';
import { convertTraces } from './traces.ts';

/** What mixer reports, as Telemetry and as providers of the mesh config; the proxies of the target report by themselves. */
export function convertTelemetry(mesh: OldMesh, out: Collected): void {
  const actions = actionsIn(mesh.objects);
  const parts = new TelemetryParts(mesh);
  convertMetrics(actions, parts, out);
  convertLogs(actions, parts, out);
  convertTraces(actions, mesh, parts, out);
  parts.write(out);
}
