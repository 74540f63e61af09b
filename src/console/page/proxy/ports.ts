import type { ProxyReport } from '../../contract.ts';
import { html, type Html } from '../html.ts';
import { brief } from '../words.ts';

/** Nothing listens on so many; a dump may say it does. */
const MOST_PORTS = 200;

/** Who listens in the pod, and on which port. */
export function ports({ ports: all }: ProxyReport): Html | false {
  if (all.length === 0) return false;
  return html`<section class="below" aria-labelledby="ports-title">
    <h2 id="ports-title">Who listens where</h2>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="ports-title">
      <table>
        <thead>
          <tr>
            ${['Port', 'Address', 'Who', 'What'].map((heading) => html`<th scope="col">${heading}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${all.slice(0, MOST_PORTS).map(
            ({ port, address, who, what }) =>
              html`<tr>
                <th scope="row">${port}</th>
                <td class="code">${brief(address)}</td>
                <td>${brief(who)}</td>
                <td>${brief(what)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}
