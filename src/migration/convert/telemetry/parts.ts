import type { Collected } from '../conversion.ts';
import type { OldMesh } from '../mesh.ts';
import type { Mode } from './cel.ts';

/** The fields of a Telemetry that are lists. */
type Field = 'tracing' | 'metrics' | 'accessLogging';

/** Parts of Telemetry by namespace: of several without a selector in one place only the oldest counts. */
export class TelemetryParts {
  readonly #mesh: OldMesh;
  readonly #parts = new Map<string, Partial<Record<Field, object[]>>>();

  constructor(mesh: OldMesh) {
    this.#mesh = mesh;
  }

  /** Adds a part for what rules of a namespace are for: the whole mesh, where it is that of the control plane. */
  add(ruleNamespace: string, field: Field, part: object): void {
    const namespace = ruleNamespace === this.#mesh.controlNamespace ? this.#mesh.rootNamespace : ruleNamespace;
    const parts = this.#parts.get(namespace) ?? {};
    this.#parts.set(namespace, { ...parts, [field]: [...(parts[field] ?? []), part] });
  }

  /** Adds labels to a metric that Prometheus reads. */
  override(ruleNamespace: string, metric: string, mode: Mode | undefined, tagOverrides: object): void {
    const match = { metric, ...(mode !== undefined && { mode }) };
    this.add(ruleNamespace, 'metrics', { match, tagOverrides });
  }

  write(out: Collected): void {
    for (const [namespace, { metrics, ...parts }] of this.#parts) {
      const name = namespace === this.#mesh.rootNamespace ? 'mesh-default' : 'default';
      const spec = {
        ...parts,
        ...(metrics && { metrics: [{ providers: [{ name: 'prometheus' }], overrides: metrics }] }),
      };
      out.add('Telemetry', { name, namespace }, spec);
    }
  }
}
