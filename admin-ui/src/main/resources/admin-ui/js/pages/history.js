// The versions of a key: who, when, why, what; and back to any of them.
import { html, useEffect, useRef, useState } from '../../vendor/ui.js';
import * as api from '../api.js';
import { ago, moment, t } from '../i18n.js';
import { author } from '../state.js';

function Version({ revision, chosen, onChoose }) {
  return html`<li><button aria-pressed=${String(chosen)} onClick=${onChoose}>
    <span class="row"><strong>${t('key.version', { n: revision.version })}</strong>
      <span class="badge flat">${t(`kind.${revision.kind}`)}</span><span class="spacer"></span>
      <time class="quiet" title=${moment(revision.timeMs)}>${ago(revision.timeMs)}</time></span>
    <span class="quiet">${revision.author}${revision.comment ? ` · “${revision.comment}”` : ''}</span>
  </button></li>`;
}

export function History({ ns, name, current, language, onRestored }) {
  const [revisions, setRevisions] = useState(null);
  const [chosen, setChosen] = useState(null);
  const [error, setError] = useState('');
  const diff = useRef(null);
  useEffect(() => {
    api.history(ns, name).then(answer => setRevisions(answer.revisions)).catch(e => setError(e.message));
  }, [current.version]);
  useEffect(() => {
    if (chosen && diff.current) diff.current.texts = { before: chosen.value ?? '', after: current.value, language };
  }, [chosen, current]);
  const choose = version => api.revision(ns, name, version).then(setChosen).catch(e => setError(e.message));
  const restore = () => api.rollback(ns, name, chosen.version, current.version, author.value, t('history.comment', { n: chosen.version }))
    .then(answer => onRestored(answer.version)).catch(e => setError(e.message));

  if (error) return html`<div class="banner bad" role="alert">${error}</div>`;
  if (!revisions) return html`<p class="empty">${t('loading')}</p>`;
  if (!revisions.length) return html`<p class="empty">${t('history.none')}</p>`;
  return html`<div class="history">
    <ol class="versions" aria-label=${t('tab.history')}>${revisions.map(r => html`
      <${Version} key=${r.version} revision=${r} chosen=${chosen?.version === r.version} onChoose=${() => choose(r.version)} />`)}</ol>
    <div class="fill">
      ${!chosen && html`<p class="empty">${t('history.pick')}</p>`}
      ${chosen && html`
        <div class="row"><span class="quiet">${t('history.compare', { n: chosen.version })}</span><span class="spacer"></span>
          <button id="restore" disabled=${chosen.kind === 'DELETE' || chosen.version === current.version} onClick=${restore}>
            ${t('history.restore', { n: chosen.version })}</button></div>
        <diff-view ref=${diff} label-before=${t('key.version', { n: chosen.version })}
          label-after=${t('history.current')}></diff-view>`}
    </div>
  </div>`;
}
