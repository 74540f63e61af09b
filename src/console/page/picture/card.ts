import type { ComponentStatus } from '../../../api/status.ts';
import { imageName } from '../../../core/model/image-name.ts';
import { html, type Html } from '../html.ts';
import { badge, since, toneOfComponent } from '../words.ts';

/** What a card says besides what the status does. */
export interface CardNotes {
  readonly says?: string;
  /** Where it can be reached. */
  readonly addresses?: readonly string[];
}

/** One component: what it is, how it is, what it waits for. */
export function card(component: ComponentStatus, { says, addresses }: CardNotes = {}): Html {
  const { name, phase, ready, image, message, ports = [], since: changed } = component;
  const tone = toneOfComponent(component);
  return html`<article class="card ${tone}">
    <header>
      <h4>${name}</h4>
      ${badge(phase, tone)}
    </header>
    ${says !== undefined && html`<p class="says">${says}</p>`} ${addresses !== undefined && addressList(addresses)}
    <dl>
      <div>
        <dt>Pods</dt>
        <dd>${ready}</dd>
      </div>
      ${
        image !== '' &&
        html`<div>
          <dt>Image</dt>
          <dd class="code">${breakable(imageName(image))}</dd>
        </div>`
      }
      ${
        ports.length > 0 &&
        html`<div>
          <dt>Ports</dt>
          <dd class="code">${portNumbers(ports)}</dd>
        </div>`
      }
    </dl>
    ${phase !== 'Ready' && html`<p class="news">${message} <span class="when">${since(changed)}</span></p>`}
  </article>`;
}

/** A line that is too short is broken before the release, and not within it. */
const breakable = (name: string): Html => html`${name.split(/(?<=:)/).map((part) => html`<wbr />${part}`)}`;

const addressList = (addresses: readonly string[]): Html =>
  addresses.length === 0
    ? html`<p class="address none">no address yet</p>`
    : html`<p class="address code">${addresses.map((address) => html`<span>${address}</span> `)}</p>`;

/** `http-monitoring:15014` is 15014: which is which, the manifest says. */
const portNumbers = (ports: readonly string[]): string =>
  [...new Set(ports.map((port) => port.slice(port.lastIndexOf(':') + 1).replace(/\/.*$/, '')))].join(' ');
