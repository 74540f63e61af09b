import { namespaceOf } from '../../../api/meshinstall.ts';
import type { Condition, MeshInstallStatus } from '../../../api/status.ts';
import type { MeshDetail } from '../../contract.ts';
import { DOUBTFUL } from '../../../core/status/conditions.ts';
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

/** Conditions that say what is wrong, with which status they do, and where that is no fault, for which reason. */
const BAD: readonly (readonly [type: string, status: Condition['status'], reason?: string])[] = [
  ['Stalled', 'True'],
  ['Accepted', 'False'],
  ['Ready', 'False'],
  ['CertificatesValid', 'False'],
  ['InjectionAllowed', 'False'],
  ['InSync', 'False'],
  ['Accepted', 'True', DOUBTFUL],
];

/** Told with the way, at more length, where a hop has failed. */
const OF_FAILURE = ['Stalled', 'Ready'];

/** Each thing once: why it is stalled is also why it is not ready. */
function troubles({ conditions = [], failure }: MeshInstallStatus): Condition[] {
  const told = failure === undefined ? BAD : BAD.filter(([type]) => !OF_FAILURE.includes(type));
  const bad = told.flatMap(([type, status, reason]) =>
    conditions.filter(
      (each) => each.type === type && each.status === status && (reason === undefined || each.reason === reason),
    ),
  );
  return bad.filter(({ message }, i) => bad.findIndex((each) => each.message === message) === i);
}

/** That a mesh on its way has not arrived is no alarm, nor is a doubt. */
const isAlarm = ({ type, status }: Condition): boolean =>
  type !== 'Ready' && !(type === 'Accepted' && status === 'True');

const notice = (condition: Condition): Html =>
  html`<div class="notice ${isAlarm(condition) ? 'bad' : 'busy'}">
    <p class="reason">${condition.reason} <span class="when">${since(condition.lastTransitionTime)}</span></p>
    <p>${condition.message}</p>
  </div>`;
