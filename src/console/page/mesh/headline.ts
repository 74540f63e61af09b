import { namespaceOf } from '../../../api/meshinstall.ts';
import type { Condition, MeshInstallStatus } from '../../../api/status.ts';
import type { MeshDetail } from '../../contract.ts';
import { html, type Html } from '../html.ts';
import { badge, since, toneOfPhase } from '../words.ts';

/** What the mesh is, how it is, and what is wrong with it. */
export function headline(mesh: MeshDetail): Html {
  const { name, spec, status } = mesh;
  const { phase = 'Pending', version, targetVersion = spec.version, ready } = status;
  const istio =
    version === undefined || version === targetVersion
      ? targetVersion
      : html`${version} <span class="arrow">to</span> ${targetVersion}`;
  return html`<p class="crumbs"><a href="/">All meshes</a></p>
    <div class="title">
      <h1>${name}</h1>
      ${badge(phase, toneOfPhase(phase))}
    </div>
    <dl class="facts">
      <div>
        <dt>Istio</dt>
        <dd>${istio}</dd>
      </div>
      <div>
        <dt>Profile</dt>
        <dd>${status.profile ?? spec.profile ?? 'default'}</dd>
      </div>
      <div>
        <dt>Namespace</dt>
        <dd>${namespaceOf(mesh)}</dd>
      </div>
      <div>
        <dt>Components ready</dt>
        <dd>${ready ?? 'none yet'}</dd>
      </div>
      ${
        status.dataPlane !== undefined &&
        html`<div>
          <dt>Proxies up to date</dt>
          <dd><a href="/meshes/${encodeURIComponent(name)}/proxies">${status.dataPlane.ready}</a></dd>
        </div>`
      }
      <div>
        <dt>Objects</dt>
        <dd><a href="/meshes/${encodeURIComponent(name)}/objects">${status.inventory?.length ?? 0}</a></dd>
      </div>
    </dl>
    ${troubles(status).map(notice)}`;
}

/** Conditions that say what is wrong, and with which status they do. */
const BAD: readonly (readonly [type: string, status: Condition['status']])[] = [
  ['Stalled', 'True'],
  ['Accepted', 'False'],
  ['Ready', 'False'],
  ['CertificatesValid', 'False'],
  ['InjectionAllowed', 'False'],
  ['InSync', 'False'],
];

/** Told with the way, at more length, where a hop has failed. */
const OF_FAILURE = ['Stalled', 'Ready'];

/** Each thing once: why it is stalled is also why it is not ready. */
function troubles({ conditions = [], failure }: MeshInstallStatus): Condition[] {
  const told = failure === undefined ? BAD : BAD.filter(([type]) => !OF_FAILURE.includes(type));
  const bad = told.flatMap(([type, status]) =>
    conditions.filter((each) => each.type === type && each.status === status),
  );
  return bad.filter(({ message }, i) => bad.findIndex((each) => each.message === message) === i);
}

/** A condition that says of a mesh on its way that it has not arrived is no alarm. */
const isAlarm = ({ type }: Condition): boolean => type !== 'Ready';

const notice = (condition: Condition): Html =>
  html`<div class="notice ${isAlarm(condition) ? 'bad' : 'busy'}">
    <p class="reason">${condition.reason} <span class="when">${since(condition.lastTransitionTime)}</span></p>
    <p>${condition.message}</p>
  </div>`;
