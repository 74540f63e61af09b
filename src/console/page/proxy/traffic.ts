import { KNOWN_PORTS } from '../../../proxy/known-ports.ts';
import type { ListeningPort } from '../../../proxy/ports.ts';
import type { Lane, ProxyReport, RedirectionReport } from '../../contract.ts';
import { html, type Html } from '../html.ts';
import { wire } from './wire.ts';

/**
 * The pod as Istio draws it: callers and services above, applications below, Envoy between them, and what iptables
 * leads to it or past it. What comes in goes down on the left, what leaves goes up on the right.
 */
export const traffic = ({ ports, containers }: ProxyReport, told: RedirectionReport): Html =>
  html`<div class="pod-traffic">
    ${place('from', 'Who calls the pod')} ${taken('in', told.inbound, 'Redirected on the way in')}
    ${past('past-in', 'down', told.inbound)} ${envoy(told, ports)} ${applications(containers, ports)}
    ${taken('out', told.outbound, 'Redirected on the way out')} ${past('past-out', 'up', told.outbound)} ${own(told)}
    ${place('to', 'What the pod calls')} ${wires(told)}
  </div>`;

const place = (area: string, words: string): Html => html`<div class="area-${area} card idle"><h4>${words}</h4></div>`;

/** A number stays in the line of its word. */
const words = (list: readonly string[]): string => list.join(', ').replaceAll(/(port|user|group) /g, '$1\u00a0');

/** What iptables leads to Envoy. */
const taken = (area: 'in' | 'out', lane: Lane, heading: string): Html =>
  html`<div class="area-${area} card rules">
    <h4>${heading}</h4>
    <p>
      ${lane.taken.length === 0 ? 'nothing' : html`${words(lane.taken)} <span class="quiet">to ${lane.port}</span>`}
    </p>
  </div>`;

/** What goes past Envoy. */
const past = (area: string, direction: 'down' | 'up', { past: all }: Lane): Html =>
  html`<div class="area-${area} beside">
    ${all.length > 0 && wire(direction, 'past')}
    <p class="label"><span class="quiet">Past Envoy:</span> ${all.length === 0 ? 'nothing' : words(all)}</p>
  </div>`;

const OF_PROXY: ReadonlySet<string> = new Set(['envoy', 'agent']);

/** Where traffic goes in, and what else listens; each port once, whatever addresses it has. */
function envoy({ inbound, outbound }: RedirectionReport, ports: readonly ListeningPort[]): Html {
  const doors = [inbound.port, outbound.port];
  const ours = ports.filter(
    ({ port, who }) => OF_PROXY.has(who) && port in KNOWN_PORTS && !doors.includes(String(port)),
  );
  const others = [...new Map(ours.map(({ port, what }) => [port, what]))];
  return html`<div class="area-envoy card">
    <h4>Envoy</h4>
    <dl class="doors">
      <div>
        <dt>in</dt>
        <dd>${inbound.port}</dd>
      </div>
      <div>
        <dt>out</dt>
        <dd>${outbound.port}</dd>
      </div>
    </dl>
    ${others.length > 0 && html`<p class="says">${others.map(([port, what]) => html`<span><b>${port}</b> ${what}</span> `)}</p>`}
  </div>`;
}

/** What Envoy itself sends would come back to it, if it was not left alone. */
const own = ({ users }: RedirectionReport): Html =>
  html`<div class="area-own beside">
    ${wire('up', 'data')}
    <p class="label">
      ${users.length === 0 ? 'nobody' : words(users)} <span class="quiet">left alone: Envoy itself</span>
    </p>
  </div>`;

function applications(containers: readonly string[], ports: readonly ListeningPort[]): Html {
  const portsOf = (container: string): string =>
    ports
      .filter(({ who }) => who === container)
      .map(({ port }) => port)
      .join(' ');
  return html`<div class="area-apps card">
    <h4>${containers.length === 0 ? 'No application: the proxy is alone in its pod' : 'Applications'}</h4>
    <p>
      ${containers.map((container) => html`<span><strong>${container}</strong> <span class="code">${portsOf(container)}</span></span> `)}
    </p>
  </div>`;
}

/** Lines for the eye only: what goes where is in the words of the cards. */
const wires = ({ inbound, outbound }: RedirectionReport): Html => {
  const line = (area: string, direction: 'down' | 'up', lane: Lane): Html =>
    html`<div class="area-${area} beside">${lane.taken.length > 0 && wire(direction, 'data')}</div>`;
  return html`${line('w-in', 'down', inbound)} ${line('w-taken', 'down', inbound)} ${line('w-app', 'down', inbound)}
  ${line('w-out', 'up', outbound)} ${line('w-left', 'up', outbound)}`;
};
