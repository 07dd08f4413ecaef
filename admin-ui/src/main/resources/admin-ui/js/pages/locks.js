// Who holds which lock, with which token, and who waits in which order.
import { html, useState } from '../../vendor/ui.js';
import * as api from '../api.js';
import { ago, moment, number, t } from '../i18n.js';
import { usePolled } from '../parts/polled.js';
import { link, route } from '../state.js';
import { TakeAway } from '../parts/takeaway.js';
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

const Head = ({ names, last }) => html`<thead><tr>
  ${names.map(x => html`<th scope="col">${t(`locks.${x}`)}</th>`)}
  ${last && html`<th scope="col"><span class="unseen">${last}</span></th>`}</tr></thead>`;

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

/** The last of those locks that were taken away from their holders; nothing while there are none. */
function Taken() {
  const { answer } = usePolled(api.forcedReleases, 5);
  if (!answer || answer.forcedReleases.length === 0) return null;
  return html`<section class="panel scroll"><h2>${t('locks.taken')}</h2><table>
    <${Head} names=${['taken.when', 'name', 'owner', 'taken.by', 'taken.reason']} />
    <tbody>${answer.forcedReleases.map(r => html`<tr key=${r.zxid}>
      <td>${moment(r.timeMs)}</td>
      <td class="mono">${r.name}</td>
      <td>${r.owner || r.session}${!r.held && html` <span class="quiet">(${t('locks.taken.waited')})</span>`}</td>
      <td>${r.author || '–'} <span class="quiet">${r.from}</span></td>
      <td>${r.reason}</td>
    </tr>`)}</tbody>
  </table></section>`;
}

/** Circles of clients that wait for each other; nothing while there are none. */
function Deadlocks() {
  const { answer } = usePolled(api.deadlocks, 1);
  if (!answer || answer.deadlocks.length === 0) return null;
  return html`<section class="panel scroll" aria-label=${t('locks.deadlocks')}>
    <div class="banner bad" role="alert">${t('locks.deadlocks.long', { n: number(answer.deadlocks.length) })}</div>
    ${answer.deadlocks.map(deadlock => html`<table key=${deadlock.cycle[0].waitsFor.token}>
      <${Head} names=${['owner', 'session', 'deadlocks.holds', 'deadlocks.waits', 'since.long']} />
      <tbody>${deadlock.cycle.map(one => html`<tr>
        <td>${one.owner || '–'}</td>
        <td class="mono">${one.session}</td>
        <td><a class="mono" href=${link('locks', one.holds.path)}>${one.holds.name}</a></td>
        <td><a class="mono" href=${link('locks', one.waitsFor.path)}>${one.waitsFor.name}</a></td>
        <td><${Since} ms=${one.sinceMs} now=${answer.nowMs} /></td>
      </tr>`)}</tbody>
    </table>`)}
  </section>`;
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
    <${Deadlocks} />
    <section class="panel scroll">
      ${answer.locks.length === 0 && html`<p class="empty">${t('locks.none')}</p>`}
      ${answer.locks.length > 0 && html`<table>
        <${Head} names=${['name', 'holder', 'token', 'queue']} />
        <tbody>${shown.map(lock => html`<${Row} key=${lock.path} lock=${lock} now=${answer.nowMs} />`)}</tbody>
      </table>`}
      ${answer.locks.length < answer.total && html`<p class="quiet">${
        t('locks.cut', { shown: number(answer.locks.length), total: number(answer.total) })}</p>`}
    </section>
    <${Taken} />
  </div>`;
}

function Place({ place, entry, now, onTake }) {
  return html`<tr>
    <td>${place}</td>
    <td>${t(`locks.mode.${entry.mode}`)}</td>
    <td>${entry.owner || '–'}</td>
    <td class="mono">${entry.session}</td>
    <td class="mono" title=${entry.token}>${zxid(entry.token)}</td>
    <td><${Since} ms=${entry.sinceMs} now=${now} /></td>
    <td>${entry.heldSinceMs ? html`<${Since} ms=${entry.heldSinceMs} now=${now} />` : '–'}</td>
    <td class="row-actions"><button class="plain danger" onClick=${onTake}
      aria-label=${t('locks.take.of', { owner: entry.owner || entry.session })}>${t('locks.take')}</button></td>
  </tr>`;
}

function OneLock({ path }) {
  const [taking, setTaking] = useState(null);
  const { answer, error, again } = usePolled(() => api.lock(path), 1, [path]);
  if (!answer) return html`<p class="empty">${error ? error.message : t('loading')}</p>`;
  const lock = answer.locks[0];
  const row = (entry, place, held) => html`<${Place} key=${entry.entry} place=${place} entry=${entry} now=${answer.nowMs}
    onTake=${() => setTaking({ lock, entry, held })} />`;
  return html`<div class="page">
    <p><a href="#/locks">${t('locks.back')}</a></p>
    <h1><span class="mono">${lock ? lock.name : path}</span>${lock && html`<${Kind} lock=${lock} />`}</h1>
    ${error && html`<div class="banner bad" role="alert">${error.message}</div>`}
    <section class="panel scroll">
      ${!lock && html`<p class="empty">${t('locks.unused')}</p>`}
      ${lock && html`<table>
        <${Head} names=${['place', 'mode', 'owner', 'session', 'token', 'since.long', 'granted.long']} last=${t('locks.actions')} />
        <tbody>
          ${lock.holders.map(e => row(e, html`<span class="badge ok">${t('locks.holds')}</span>`, true))}
          ${lock.queue.map((e, i) => row(e, number(i + 1), false))}
        </tbody>
      </table>`}
      ${lock && lock.waiting > lock.queue.length && html`<p class="quiet">${t('locks.more', { n: number(lock.waiting) })}</p>`}
    </section>
    ${taking && html`<${TakeAway} ...${taking} onClose=${() => setTaking(null)}
      onDone=${() => { setTaking(null); again(); }} />`}
  </div>`;
}

export function LocksPage() {
  const [path] = route.value.rest;
  return path ? html`<${OneLock} key=${path} path=${path} />` : html`<${AllLocks} />`;
}
