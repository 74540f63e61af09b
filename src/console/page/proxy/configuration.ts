import type { ConfigurationReport, ProxyReport } from '../../contract.ts';
import { RESOURCE_KINDS, type Resource } from '../../../proxy/resource.ts';
import { html, type Html } from '../html.ts';
import { brief, counted, utc } from '../words.ts';

/** More of one thing is not for a page; in characters. */
const LONGEST_BODY = 20_000;
/** Envoy has about ten; more ports of one resource say nothing, either. */
const MOST_SECTIONS = 30;
const MOST_PORTS = 10;

/** As Envoy writes it. */
function body(value: unknown, label: string): Html {
  const text = JSON.stringify(value ?? null, undefined, 2);
  const shown = text.length > LONGEST_BODY ? `${text.slice(0, LONGEST_BODY)}\n… and so on` : text;
  return html`<pre tabindex="0" aria-label="${brief(label)}">${shown}</pre>`;
}

/** What Envoy was started with, section by section. */
export const bootstrap = ({ configuration: told }: ProxyReport): Html | false =>
  told !== undefined &&
  html`<section class="below" aria-labelledby="bootstrap-title">
    <h2 id="bootstrap-title">What Envoy was started with</h2>
    <ul class="resources">
      ${told.bootstrap.slice(0, MOST_SECTIONS).map(
        ({ name, summary, body: section }) =>
          html`<li>
            <details>
              <summary><span class="code">${brief(name)}</span> <span class="said">${brief(summary)}</span></summary>
              ${body(section, name)}
            </details>
          </li>`,
      )}
    </ul>
  </section>`;

/** What Envoy is configured with, as far as the form asks for it. */
export const configuration = (address: string, { configuration: told }: ProxyReport): Html | false =>
  told !== undefined &&
  html`<section class="below" id="configuration" aria-labelledby="configuration-title">
    <h2 id="configuration-title">What Envoy is configured with</h2>
    ${form(address, told)}
    <p class="quiet" role="status">${saidOf(told)}</p>
    <ul class="resources">
      ${told.resources.map(resource)}
    </ul>
  </section>`;

/** A plain form: what is asked for is in the address, and the operator answers. */
const form = (address: string, { counts, filter }: ConfigurationReport): Html =>
  html`<form class="search" method="get" action="${address}#configuration">
    <label for="kind">Kind</label>
    <select id="kind" name="kind">
      <option value="">all</option>
      ${RESOURCE_KINDS.map(
        (kind) =>
          html`<option value="${kind}" ${filter.kind === kind && html`selected`}>${kind} (${counts[kind]})</option>`,
      )}
    </select>
    <label for="port">Port</label>
    <input
      id="port"
      name="port"
      class="short"
      inputmode="numeric"
      pattern="[0-9]*"
      maxlength="5"
      autocomplete="off"
      value="${filter.port ?? ''}"
    />
    <label for="host">Host or address</label>
    <input id="host" name="host" type="search" maxlength="253" autocomplete="off" value="${filter.host ?? ''}" />
    <button>Show</button>
  </form>`;

function saidOf({ found, resources }: ConfigurationReport): string {
  const shown = found > resources.length ? `; the first ${resources.length} are shown` : '';
  return `${counted(found, 'resource')}${shown}`;
}

const resource = ({ kind, name, origin, state, ports, version, updated, body: content }: Resource): Html =>
  html`<li>
    <details>
      <summary>
        <span class="code">${name === '' ? '(no name)' : brief(name)}</span>
        <span class="said">
          ${[kind.replace(/s$/, ''), origin, state, ...ports.slice(0, MOST_PORTS).map((port) => `port ${port}`)].join(' · ')}
        </span>
      </summary>
      <p class="quiet">
        ${version !== '' && html`Version <span class="code">${brief(version)}</span>`}
        ${updated !== '' && html` taken over ${brief(utc(updated))}`}
      </p>
      ${body(content, name)}
    </details>
  </li>`;
