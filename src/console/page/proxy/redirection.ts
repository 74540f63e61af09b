import type { ProxyReport, RedirectionReport } from '../../contract.ts';
import { html, type Html } from '../html.ts';
import { brief } from '../words.ts';
import { traffic } from './traffic.ts';

/** The picture of the pod's traffic, and the rules that it is drawn from. */
export function redirection(report: ProxyReport): Html {
  const { redirection: told, untold } = report;
  if (told === undefined)
    return html`<p class="quiet">
      It is not known: ${brief(untold.redirection ?? untold.pod ?? 'nobody has told', 500)}.
    </p>`;
  return html`${traffic(report, told)}
    <details class="more">
      <summary>The rules of iptables, in the order in which they count</summary>
      ${rules(told)}
    </details>`;
}

const rules = ({ release, arguments: words, rules: all }: RedirectionReport): Html =>
  html`<p class="quiet">As istio-iptables of ${release} lays them, told <code>${words.map(shown).join(' ')}</code></p>
    <div class="scroll" tabindex="0" role="region" aria-label="Rules of iptables">
      <table>
        <thead>
          <tr>
            ${['Table', 'Chain', 'Rule', 'Means'].map((heading) => html`<th scope="col">${heading}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${all.map(
            ({ program, table, chain, rule, means }) =>
              html`<tr>
                <td>${program === 'ip6tables' && 'IPv6 '}${table}</td>
                <td>${chain}</td>
                <td class="code">${rule}</td>
                <td>${means}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;

/** As it would be typed: nothing is something, too. */
const shown = (word: string): string => (/^[\w./:,-]+$/.test(word) ? word : `'${word}'`);
