import { namespaceOf } from '../../../api/meshinstall.ts';
import type { ComponentStatus } from '../../../api/status.ts';
import type { MeshDetail } from '../../contract.ts';
import { html, type Html } from '../html.ts';
import { card } from './card.ts';
import { applications } from './namespaces.ts';
import { placesOf, type Placed } from './places.ts';
import { proxyWires, servingWires, TRAFFIC } from './wires.ts';

/** The architecture of Istio with this mesh in it: traffic above, what directs it below, what serves that at the foot. */
export function picture(mesh: MeshDetail): Html {
  const { components = [], gateways = [], version = '' } = mesh.status;
  const { ingress, egress, control, support } = placesOf(components);
  if (components.length === 0) return html`<p class="quiet">Nothing is installed yet.</p>`;
  const edge = (side: string, members: readonly ComponentStatus[]): Html =>
    html`<div class="edge">
      <h3>${side}</h3>
      ${members.map((gateway) => {
        const addresses = gateways.find(({ name }) => name === gateway.name)?.addresses;
        return card(gateway, { ...(addresses !== undefined && { addresses }) });
      })}
    </div>`;
  return html`<div class="traffic">
      ${ingress.length > 0 && html`${edge('In', ingress)}${TRAFFIC}`}
      <div class="applications">
        <h3>Applications and their proxies</h3>
        ${applications(mesh.name, mesh.namespaces, version)}
      </div>
      ${egress.length > 0 && html`${TRAFFIC}${edge('Out', egress)}`}
    </div>
    ${proxyWires(control)}
    <div class="plane">
      <h3 class="unseen">Control plane</h3>
      ${row(control)}${servingWires(control, support)}${row(support)}
    </div>
    <p class="legend">
      <span class="component">control plane in ${namespaceOf(mesh)}</span>
      <span class="control">configuration and certificates</span>
      <span class="data">traffic, and what is said of it</span>
    </p>`;
}

const row = (members: readonly Placed[]): Html =>
  html`<div class="row of-${members.length}">
    ${members.map(({ component, role }) => html`<div class="place">${card(component, { says: role.says })}</div>`)}
  </div>`;
