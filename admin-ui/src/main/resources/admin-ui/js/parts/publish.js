// The last look before a value goes out: what changes, by whom, and why.
import { html, useEffect, useRef, useState } from '../../vendor/ui.js';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { author, sign } from '../state.js';
import { Dialog } from './dialog.js';

/** What is wrong with the text in its language, or nothing; a warning, since the server takes any bytes. */
function flaw(text, language) {
  if (language !== 'json') return '';
  try {
    JSON.parse(text);
    return '';
  } catch (e) {
    return e.message;
  }
}

/** The fields with which a change is signed. */
export function Signature({ comment, onComment }) {
  return html`<div class="signature">
    <label class="field"><span>${t('sign.author')}</span>
      <input name="author" required maxlength="100" autocomplete="name" value=${author.value}
        onInput=${e => sign(e.target.value)} /></label>
    <label class="field"><span>${t('sign.comment')}</span>
      <input name="comment" maxlength="500" value=${comment} onInput=${e => onComment(e.target.value)} /></label>
  </div>`;
}

export function Publish({ ns, name, published, text, language, onClose, onPublished, onConflict }) {
  const [comment, setComment] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(null);
  const diff = useRef(null);
  useEffect(() => { diff.current.texts = { before: published.value, after: text, language }; }, [published]);
  const submit = async event => {
    event.preventDefault();
    setBusy(true);
    try {
      onPublished(await api.publish(ns, name, text, published.version, author.value, comment));
    } catch (e) {
      setError(e);
      setBusy(false);
      if (e.status === 412) onConflict();
    }
  };
  const warning = flaw(text, language);
  return html`<${Dialog} title=${t('publish.title', { name })} onClose=${onClose}>
    <form onSubmit=${submit}>
      <p class="quiet row"><span>${published.version ? t('publish.before', { n: published.version }) : t('publish.new')}</span>
        <span class="spacer"></span><span>${t('publish.after')}</span></p>
      <diff-view ref=${diff} label-before=${t('publish.label.before')} label-after=${t('publish.label.after')}></diff-view>
      ${warning && html`<div class="banner warn" role="alert">${t('publish.flaw', { language, warning })}</div>`}
      ${error && html`<div class="banner bad" role="alert">${error.status === 412 ? t('publish.conflict') : error.message}</div>`}
      <${Signature} comment=${comment} onComment=${setComment} />
      <div class="actions">
        <button type="button" onClick=${onClose}>${t('cancel')}</button>
        <button id="publish-now" class="primary" type="submit" disabled=${busy}>${t('publish.now')}</button>
      </div>
    </form>
  </${Dialog}>`;
}
