// Who is connected, and what would vanish with each session.
import { html } from '../../vendor/ui.js';
import * as api from '../api.js';
import { number, t } from '../i18n.js';
import { usePolled } from '../parts/polled.js';

export function SessionsPage() {
  const { answer, error } = usePolled(api.sessions, 3);
  if (!answer) return html`<p class="empty">${error ? error.message : t('loading')}</p>`;
  return html`<div class="page">
    <h1>${t('sessions.title', { n: number(answer.total) })}</h1>
    <section class="panel scroll">
      ${answer.sessions.length === 0 && html`<p class="empty">${t('sessions.none')}</p>`}
      ${answer.sessions.length > 0 && html`<table>
        <thead><tr>${['id', 'timeout', 'connected', 'ephemerals'].map(x =>
          html`<th scope="col">${t(`sessions.${x}`)}</th>`)}</tr></thead>
        <tbody>${answer.sessions.map(s => html`<tr>
          <td class="mono">${s.id}</td>
          <td>${t('seconds', { n: number(s.timeoutMs / 1000) })}</td>
          <td class="mono">${s.address ?? t('sessions.elsewhere')}</td>
          <td class="mono">${s.ephemerals.join(', ') || '–'}</td>
        </tr>`)}</tbody>
      </table>`}
    </section>
  </div>`;
}
