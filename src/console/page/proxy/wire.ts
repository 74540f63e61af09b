import { html, type Html } from '../html.ts';

/** A line from the top of its place to the bottom, with an arrow at the end to which traffic goes. */
export const wire = (direction: 'down' | 'up', kind: 'data' | 'past'): Html =>
  html`<svg class="wire" width="100%" height="100%" aria-hidden="true" focusable="false">
    <g class="${kind}">
      <line x1="50%" y1="0" x2="50%" y2="100%" />
      <svg x="50%" y="${direction === 'up' ? 0 : '100%'}">
        <path d="${direction === 'up' ? 'M0 0-5 9 5 9Z' : 'M0 0-5-9 5-9Z'}" />
      </svg>
    </g>
  </svg>`;
