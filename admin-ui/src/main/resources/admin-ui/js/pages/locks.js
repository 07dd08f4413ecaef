// Who holds which lock, with which token, and who waits in which order.
import { html, useState } from '../../vendor/ui.js';
import * as api from '../api.js';
import { ago, moment, number, t } from '../i18n.js';
import { usePolled } from '../parts/polled.js';
import { link, route } from '../state.js';
import { zxid } from '../parts/zxid.js';

const SHOWN = 200;
const PLACES = 3;

/** A moment as an age: by the server's clock, since the reader's may be wrong. */
function Since({ ms, now }) {
  return html`<time title=${moment(ms)}>${ago(ms, now)}</time>`;
}

function Entry({ entry, now }) {
  return html`${entry.owner || html`<span class="mono">${entry.session}</span>`}
    <span class="quiet"> · ${t(entry.heldSinceMs ? 'locks.granted' : 'locks.since')}
      ${' '}<${Since} ms=${entry.heldSinceMs ?? entry.sinceMs} now=${now} /></span>`;
}

function Kind({ lock }) {
  if (lock.kind === 'ELECTION') return html` <span class="badge flat">${t('locks.election')}</span>`;
  return lock.kind === 'OTHER' ? html` <span class="badge flat">${t('locks.other')}</span>` : null;
}

const Head = ({ names }) =>
  html`<thead><tr>${names.map(x => html`<th scope="col">${t(`locks.${x}`)}</th>`)}</tr></thead>`;

function Row({ lock, now }) {
  const more = (all, shown) => all > shown.length && html`<p class="quiet">${t('locks.more', { n: number(all) })}</p>`;
  return html`<tr>
    <td><a class="mono" href=${link('locks', lock.path)}>${lock.name}</a><${Kind} lock=${lock} /></td>
    <td>${lock.holders.map(e => html`<div><${Entry} entry=${e} now=${now} /></div>`)}${more(lock.held, lock.holders)}</td>
    <td class="mono">${lock.holders.map(e => html`<div title=${e.token}>${zxid(e.token)}</div>`)}</td>
    <td>${lock.waiting === 0 ? '–' : html`<ol>${lock.queue.map(e =>
      html`<li><${Entry} entry=${e} now=${now} /></li>`)}</ol>`}${more(lock.waiting, lock.queue)}</td>
  </tr>`;
}

function AllLocks() {
  const [order, setOrder] = useState('waiting');
  const [filter, setFilter] = useState('');
  const { answer, error } = usePolled(() => api.locks(order, SHOWN, PLACES), 2, [order]);
  if (!answer) return html`<p class="empty">${error ? error.message : t('loading')}</p>`;
  const shown = answer.locks.filter(lock => lock.path.includes(filter));
  return html`<div class="page">
    <div class="heading"><h1>${t('locks.title')}</h1>
      <div class="row">
        <input type="search" placeholder=${t('locks.filter')} aria-label=${t('locks.filter')} value=${filter}
          onInput=${e => setFilter(e.target.value)} />
        <select aria-label=${t('locks.order')} value=${order} onChange=${e => setOrder(e.target.value)}>
          ${['waiting', 'name'].map(x => html`<option value=${x}>${t(`locks.order.${x}`)}</option>`)}
        </select>
      </div></div>
    ${error && html`<div class="banner bad" role="alert">${error.message}</div>`}
    <section class="panel scroll">
      ${answer.locks.length === 0 && html`<p class="empty">${t('locks.none')}</p>`}
      ${answer.locks.length > 0 && html`<table>
        <${Head} names=${['name', 'holder', 'token', 'queue']} />
        <tbody>${shown.map(lock => html`<${Row} key=${lock.path} lock=${lock} now=${answer.nowMs} />`)}</tbody>
      </table>`}
      ${answer.locks.length < answer.total && html`<p class="quiet">${
        t('locks.cut', { shown: number(answer.locks.length), total: number(answer.total) })}</p>`}
    </section>
  </div>`;
}

function Place({ place, entry, now }) {
  return html`<tr>
    <td>${place}</td>
    <td>${t(`locks.mode.${entry.mode}`)}</td>
    <td>${entry.owner || '–'}</td>
    <td class="mono">${entry.session}</td>
    <td class="mono" title=${entry.token}>${zxid(entry.token)}</td>
    <td><${Since} ms=${entry.sinceMs} now=${now} /></td>
    <td>${entry.heldSinceMs ? html`<${Since} ms=${entry.heldSinceMs} now=${now} />` : '–'}</td>
  </tr>`;
}

function OneLock({ path }) {
  const { answer, error } = usePolled(() => api.lock(path), 1, [path]);
  if (!answer) return html`<p class="empty">${error ? error.message : t('loading')}</p>`;
  const lock = answer.locks[0];
  return html`<div class="page">
    <p><a href="#/locks">${t('locks.back')}</a></p>
    <h1><span class="mono">${lock ? lock.name : path}</span>${lock && html`<${Kind} lock=${lock} />`}</h1>
    ${error && html`<div class="banner bad" role="alert">${error.message}</div>`}
    <section class="panel scroll">
      ${!lock && html`<p class="empty">${t('locks.unused')}</p>`}
      ${lock && html`<table>
        <${Head} names=${['place', 'mode', 'owner', 'session', 'token', 'since.long', 'granted.long']} />
        <tbody>
          ${lock.holders.map(e => html`<${Place} key=${e.entry} place=${html`<span class="badge ok">${t('locks.holds')}</span>`}
            entry=${e} now=${answer.nowMs} />`)}
          ${lock.queue.map((e, i) => html`<${Place} key=${e.entry} place=${number(i + 1)} entry=${e} now=${answer.nowMs} />`)}
        </tbody>
      </table>`}
      ${lock && lock.waiting > lock.queue.length && html`<p class="quiet">${t('locks.more', { n: number(lock.waiting) })}</p>`}
    </section>
  </div>`;
}

export function LocksPage() {
  const [path] = route.value.rest;
  return path ? html`<${OneLock} key=${path} path=${path} />` : html`<${AllLocks} />`;
}
