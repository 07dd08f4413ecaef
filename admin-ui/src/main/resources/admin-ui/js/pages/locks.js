// Who holds which lock, with which token, and who waits in which order.
import { html } from '../../vendor/ui.js';
import * as api from '../api.js';
import { ago, moment, number, t } from '../i18n.js';
import { usePolled } from '../parts/polled.js';
import { zxid } from '../parts/zxid.js';

function Entry({ entry }) {
  return html`<span class="mono">${entry.session}</span>
    <span class="quiet">${entry.owner && ` · ${entry.owner}`} · ${t('locks.since')} <time title=${moment(entry.sinceMs)}>${ago(entry.sinceMs)}</time></span>`;
}

export function LocksPage() {
  const { answer, error } = usePolled(api.locks, 2);
  if (!answer) return html`<p class="empty">${error ? error.message : t('loading')}</p>`;
  return html`<div class="page">
    <h1>${t('locks.title')}</h1>
    <section class="panel scroll">
      ${answer.locks.length === 0 && html`<p class="empty">${t('locks.none')}</p>`}
      ${answer.locks.length > 0 && html`<table>
        <thead><tr>${['name', 'holder', 'token', 'queue'].map(x =>
          html`<th scope="col">${t(`locks.${x}`)}</th>`)}</tr></thead>
        <tbody>${answer.locks.map(lock => html`<tr>
          <td><span class="mono">${lock.name}</span>
            ${lock.kind === 'ELECTION' && html` <span class="badge flat">${t('locks.election')}</span>`}</td>
          <td>${lock.holder ? html`<${Entry} entry=${lock.holder} />` : t('locks.free')}</td>
          <td class="mono">${lock.holder ? zxid(lock.holder.token) : '–'}</td>
          <td>${lock.queue.length === 0 ? '–' : html`<ol>${lock.queue.map(e =>
            html`<li><${Entry} entry=${e} /></li>`)}</ol>`}
            ${lock.waiting > lock.queue.length && html`<p class="quiet">${t('locks.more', { n: number(lock.waiting) })}</p>`}</td>
        </tr>`)}</tbody>
      </table>`}
    </section>
  </div>`;
}
