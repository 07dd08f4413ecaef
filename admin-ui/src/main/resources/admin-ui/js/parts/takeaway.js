// Taking a place in a lock's queue away from whom it belongs to, with a reason.
import { html, useState } from '../../vendor/ui.js';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { author, sign, toast } from '../state.js';
import { Dialog } from './dialog.js';

export function TakeAway({ lock, entry, held, onClose, onDone }) {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const submit = async event => {
    event.preventDefault();
    setBusy(true);
    try {
      await api.forceRelease(lock.path, entry.entry, entry.token, reason, author.value);
      toast(t('locks.take.done', { name: lock.name }));
      onDone();
    } catch (e) {
      setError(e.message);
      setBusy(false);
    }
  };
  return html`<${Dialog} small title=${t('locks.take.title', { name: lock.name })} onClose=${onClose}>
    <form onSubmit=${submit}>
      <p>${t(held ? 'locks.take.held' : 'locks.take.waits', { owner: entry.owner || entry.session })}</p>
      ${error && html`<div class="banner bad" role="alert">${error}</div>`}
      <label class="field"><span>${t('locks.take.reason')}</span>
        <input name="reason" required maxlength="500" value=${reason} onInput=${e => setReason(e.target.value)} /></label>
      <label class="field"><span>${t('sign.author')}</span>
        <input name="author" required maxlength="100" autocomplete="name" value=${author.value}
          onInput=${e => sign(e.target.value)} /></label>
      <div class="actions">
        <button type="button" onClick=${onClose}>${t('cancel')}</button>
        <button class="danger" type="submit" disabled=${busy}>${t('locks.take')}</button>
      </div>
    </form>
  </${Dialog}>`;
}
