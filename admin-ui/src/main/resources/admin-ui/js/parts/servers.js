// The servers of the cluster, and the changes that a reader can make: add, remove, hand leadership over.
import { html, useState } from '../../vendor/ui.js';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { refreshCluster, toast } from '../state.js';
import { Dialog } from './dialog.js';
import { zxid } from './zxid.js';

const COLUMNS = ['server', 'role', 'state', 'acked', 'weight', 'address'];
const badge = state => ({ up: 'ok', synchronizing: 'warn', down: 'bad' })[state] ?? 'flat';
const role = s => t(`role.${s.kind === 'OBSERVER' && s.role === 'FOLLOWING' ? 'OBSERVING' : s.role}`);

export function Servers({ status }) {
  const [dialog, setDialog] = useState(null);
  const close = () => setDialog(null);
  const open = (kind, server) => setDialog({ kind, server });
  return html`
    <div class="heading"><h2>${t('servers.title')}</h2>
      <button type="button" onClick=${() => open('add')}>${t('servers.add')}</button></div>
    <div class="scroll"><table>
      <thead><tr>${COLUMNS.map(x => html`<th scope="col">${t(`servers.${x}`)}</th>`)}
        <th scope="col"><span class="unseen">${t('servers.actions')}</span></th></tr></thead>
      <tbody>${status.servers.map(s => html`<tr key=${s.serverId}>
        <th scope="row">${s.serverId}${s.serverId === status.serverId ? ` (${t('servers.this')})` : ''}</th>
        <td>${role(s)}${s.kind === 'NONE' ? html` <span class="quiet">${t('servers.nomember')}</span>` : ''}</td>
        <td><span class="badge ${badge(s.state)}">${t(`server.${s.state}`)}</span></td>
        <td class="mono">${s.ackedZxid ? zxid(s.ackedZxid) : '–'}</td>
        <td>${s.kind === 'VOTER' ? s.weight : '–'}</td>
        <td class="mono">${s.address ?? '–'}</td>
        <td class="row-actions"><${Actions} s=${s} leader=${status.leader} open=${open} /></td>
      </tr>`)}</tbody>
    </table></div>
    ${dialog?.kind === 'add' && html`<${AddServer} server=${dialog.server} onClose=${close} />`}
    ${dialog?.kind === 'remove' && html`<${Confirm} name="remove" id=${dialog.server.serverId} danger onClose=${close}
      act=${() => api.removeMember(dialog.server.serverId)} />`}
    ${dialog?.kind === 'lead' && html`<${Confirm} name="lead" id=${dialog.server.serverId} onClose=${close}
      act=${() => api.transferLeadership(dialog.server.serverId)} />`}`;
}

function Actions({ s, leader, open }) {
  const mayLead = s.kind === 'VOTER' && s.weight > 0 && s.state === 'up' && s.serverId !== leader;
  const button = (name, kind, danger) => html`<button type="button" class=${danger ? 'plain danger' : 'plain'}
    aria-label=${t(`${name}.of`, { id: s.serverId })} onClick=${() => open(kind, s)}>${t(name)}</button>`;
  return html`
    ${mayLead && button('servers.lead', 'lead')}
    ${s.kind === 'NONE' ? button('servers.admit', 'add') : button('servers.remove', 'remove', true)}`;
}

/** A question before something that all who use the cluster may notice; the server's own words if it refuses. */
function Confirm({ name, id, danger, act, onClose }) {
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async event => {
    event.preventDefault();
    setBusy(true);
    try {
      await act();
      toast(t(`servers.${name}.done`, { id }));
      refreshCluster();
      onClose();
    } catch (e) {
      setError(e.message);
      setBusy(false);
    }
  };
  return html`<${Dialog} small title=${t(`servers.${name}.title`, { id })} onClose=${onClose}>
    <form onSubmit=${submit}>
      <p>${t(`servers.${name}.text`)}</p>
      ${error && html`<div class="banner bad" role="alert">${error}</div>`}
      <div class="actions">
        <button type="button" onClick=${onClose}>${t('cancel')}</button>
        <button class=${danger ? 'danger' : 'primary'} type="submit" disabled=${busy}>${t(`servers.${name}`)}</button>
      </div>
    </form>
  </${Dialog}>`;
}

/** @param server one that follows already without being a member; none for any */
function AddServer({ server, onClose }) {
  const [id, setId] = useState(server?.serverId ?? '');
  const [address, setAddress] = useState('');
  const [kind, setKind] = useState('VOTER');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async event => {
    event.preventDefault();
    setBusy(true);
    try {
      await api.putMember(id, { address: address.trim(), kind });
      toast(t('servers.add.done', { id }));
      refreshCluster();
      onClose();
    } catch (e) {
      setError(e.message);
      setBusy(false);
    }
  };
  return html`<${Dialog} small title=${t('servers.add')} onClose=${onClose}>
    <form onSubmit=${submit}>
      <p class="quiet">${t('servers.add.text')}</p>
      <label class="field"><span>${t('servers.add.id')}</span>
        <input name="serverId" type="number" min="1" max="254" required value=${id} onInput=${e => setId(e.target.value)} /></label>
      <label class="field"><span>${t('servers.add.address')}</span>
        <input name="address" required autocomplete="off" placeholder="d.example:2888" value=${address}
          onInput=${e => setAddress(e.target.value)} /></label>
      <label class="field"><span>${t('servers.add.kind')}</span>
        <select name="kind" value=${kind} onChange=${e => setKind(e.target.value)}>
          ${['VOTER', 'OBSERVER'].map(k => html`<option value=${k}>${t(`kind.${k}`)}</option>`)}
        </select></label>
      ${error && html`<div class="banner bad" role="alert">${error}</div>`}
      <div class="actions">
        <button type="button" onClick=${onClose}>${t('cancel')}</button>
        <button class="primary" type="submit" disabled=${busy}>${t('servers.add')}</button>
      </div>
    </form>
  </${Dialog}>`;
}
