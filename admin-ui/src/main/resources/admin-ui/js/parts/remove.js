// Deleting a key; its versions stay and can be restored.
import { html, useState } from '../../vendor/ui.js';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { author, toast } from '../state.js';
import { Dialog } from './dialog.js';
import { Signature } from './publish.js';

export function Remove({ ns, name, published, onClose, onRemoved }) {
  const [comment, setComment] = useState('');
  const [error, setError] = useState('');
  const submit = async event => {
    event.preventDefault();
    try {
      await api.remove(ns, name, published.version, author.value, comment);
      toast(t('remove.done', { name }));
      onRemoved();
    } catch (e) {
      setError(e.message);
    }
  };
  return html`<${Dialog} small title=${t('remove.title', { name })} onClose=${onClose}>
    <form onSubmit=${submit}>
      <p>${t('remove.text')}</p>
      ${error && html`<div class="banner bad" role="alert">${error}</div>`}
      <${Signature} comment=${comment} onComment=${setComment} />
      <div class="actions">
        <button type="button" onClick=${onClose}>${t('cancel')}</button>
        <button class="danger" type="submit">${t('key.delete')}</button>
      </div>
    </form>
  </${Dialog}>`;
}
