import type { FleetReport, MeshReport } from '../contract.ts';
import { PHASES } from '../../api/status.ts';
import { namespaceOf } from '../../api/meshinstall.ts';
import { html, type Html } from './html.ts';
import { daysUntil, inDays, toneOfDays } from './mesh/certificates.ts';
import type { Live, Section } from './section.ts';
import { badge, counted, toneOfPhase } from './words.ts';

/** Every mesh of the cluster in a line. `now` in milliseconds since the epoch: days of certificates follow from it. */
export function fleetPage({ meshes }: FleetReport, now: number): Live {
  return {
    title: 'All meshes',
    sections: [{ id: 'summary', html: summary(meshes) }, ...meshes.map((mesh) => row(mesh, now))],
    frame: ([head, ...rows]) => html`${head?.html} ${rows.length === 0 ? NO_MESH : table(rows)}`,
  };
}

const NO_MESH = html`<p class="quiet">There is no MeshInstall in this cluster. Apply one, and it shows up here.</p>`;

function summary(meshes: readonly MeshReport[]): Html {
  const phases = PHASES.map((phase) => ({ phase, count: meshes.filter((mesh) => phaseOf(mesh) === phase).length }));
  return html`<section id="summary">
    <div class="title"><h1>Meshes</h1></div>
    <p class="tally">
      ${counted(meshes.length, 'mesh', 'meshes')}
      ${phases
        .filter(({ count }) => count > 0)
        .map(({ phase, count }) => html`${badge(`${count} ${phase}`, toneOfPhase(phase))} `)}
    </p>
  </section>`;
}

const phaseOf = ({ status }: MeshReport) => status.phase ?? 'Pending';

const table = (rows: readonly Section[]): Html =>
  html`<label class="search" data-filter="fleet" hidden>Find <input type="search" autocomplete="off" /></label>
    <div class="scroll" tabindex="0" role="region" aria-label="Meshes">
      <table id="fleet" class="fleet">
        <thead>
          <tr>
            ${['Mesh', 'Phase', 'Ready', 'Istio', 'Target', 'Oldest sidecar', 'Certificate ends', 'Namespace'].map(
              (heading) => html`<th scope="col">${heading}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map(({ html: piece }) => piece)}
        </tbody>
      </table>
    </div>`;

function row(mesh: MeshReport, now: number): Section {
  const { name, spec, status } = mesh;
  const id = `mesh-${name}`;
  const { version = '', targetVersion = spec.version, ready = '' } = status;
  const phase = phaseOf(mesh);
  return {
    id,
    html: html`<tr id="${id}">
      <th scope="row"><a href="/meshes/${encodeURIComponent(name)}">${name}</a></th>
      <td>${badge(phase, toneOfPhase(phase))}</td>
      <td>${ready}</td>
      <td>${version}</td>
      <td>${targetVersion === version ? '' : targetVersion}</td>
      <td>${oldestProxy(mesh)}</td>
      <td>${firstEnd(mesh, now)}</td>
      <td>${namespaceOf({ spec })}</td>
    </tr>`,
  };
}

/** Releases are compared as numbers: 1.0.9 is older than 1.0.10. */
function oldestProxy({ status }: MeshReport): string {
  const versions = (status.dataPlane?.byVersion ?? []).map(({ version }) => version);
  return versions.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))[0] ?? '';
}

function firstEnd({ status }: MeshReport, now: number): Html | string {
  const { rootExpires, webhookExpires } = status.certificates ?? {};
  const [first] = [rootExpires, webhookExpires].filter((end) => end !== undefined).toSorted();
  if (first === undefined) return '';
  const days = daysUntil(first, now);
  return html`<span class="${toneOfDays(days)}">${inDays(days)}</span>`;
}
