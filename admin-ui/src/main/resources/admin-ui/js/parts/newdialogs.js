// The two small dialogs that name something new.
import { html, useState } from '../../vendor/ui.js';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { Dialog } from './dialog.js';

function NameDialog({ title, label, hint, act, onClose }) {
  const [name, setName] = useState('');
  const [error, setError] = useState('');
  const submit = async event => {
    event.preventDefault();
    try {
      await act(name.trim());
      onClose();
    } catch (e) {
      setError(e.message);
    }
  };
  return html`<${Dialog} small title=${title} onClose=${onClose}>
    <form onSubmit=${submit}>
      <label class="field"><span>${label}</span>
        <input name="name" required autocomplete="off" value=${name} aria-invalid=${String(Boolean(error))}
          onInput=${e => { setName(e.target.value); setError(''); }} /></label>
      <p class="quiet">${hint}</p>
      ${error && html`<div class="banner bad" role="alert">${error}</div>`}
      <div class="actions">
        <button type="button" onClick=${onClose}>${t('cancel')}</button>
        <button class="primary" type="submit">${t('create')}</button>
      </div>
    </form>
  </${Dialog}>`;
}

export function NewNamespace({ onClose, onMade }) {
  const act = async name => { await api.createNamespace(name); onMade(name); };
  return html`<${NameDialog} title=${t('namespace.new')} label=${t('namespace.name')} hint=${t('namespace.hint')}
    act=${act} onClose=${onClose} />`;
}

/** Only leads to the editor of a key that does not exist yet; publishing there makes it. */
export function NewKey({ taken, onClose, onMade }) {
  const act = async name => {
    if (/^\/|\/\/|\/$|^\.{1,2}$|(^|\/)\.{1,2}(\/|$)/.test(name)) throw new Error(t('key.bad'));
    if (taken?.has(name)) throw new Error(t('key.taken'));
    onMade(name);
  };
  return html`<${NameDialog} title=${t('key.new')} label=${t('key.name')} hint=${t('key.hint')} act=${act} onClose=${onClose} />`;
}
