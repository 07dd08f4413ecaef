// Any znode as any ZooKeeper client would see it; read only.
import { html } from '../../vendor/ui.js';
import * as api from '../api.js';
import { moment, number, t } from '../i18n.js';
import { link, route } from '../state.js';
import { usePolled } from '../parts/polled.js';
import { zxid } from '../parts/zxid.js';

const below = (path, name) => (path === '/' ? `/${name}` : `${path}/${name}`);
const at = path => `${link('tree')}?path=${encodeURIComponent(path)}`;

function Crumbs({ path }) {
  const names = path.split('/').filter(Boolean);
  return html`<nav class="row mono" aria-label=${t('tree.path')}>
    <a href=${at('/')}>/</a>
    ${names.map((name, i) => html`<a href=${at(`/${names.slice(0, i + 1).join('/')}`)}>${name}</a>`)}
  </nav>`;
}

function StatTable({ stat }) {
  const shown = {
    czxid: zxid(stat.czxid), mzxid: zxid(stat.mzxid), pzxid: zxid(stat.pzxid),
    ctime: moment(stat.ctime), mtime: moment(stat.mtime),
    version: stat.version, cversion: stat.cversion, aversion: stat.aversion,
    ephemeralOwner: stat.ephemeralOwner, dataLength: number(stat.dataLength), numChildren: number(stat.numChildren),
  };
  return html`<table><tbody>${Object.entries(shown).map(([name, value]) =>
    html`<tr><th scope="row" class="mono">${name}</th><td class="mono">${value}</td></tr>`)}</tbody></table>`;
}

export function TreePage() {
  const path = route.value.query.get('path') || '/';
  const { answer, error } = usePolled(() => api.znode(path), 3, [path]);
  const shown = answer && answer.path === path ? answer : null;
  return html`<div class="page">
    <h1>${t('tree.title')}</h1>
    <section class="panel"><${Crumbs} path=${path} /></section>
    ${!shown && html`<p class="empty">${error ? error.message : t('loading')}</p>`}
    ${shown && html`
      <section class="panel"><h2>${t('tree.children', { n: number(shown.stat.numChildren) })}</h2>
        <ul class="mono">${shown.children.map(name =>
          html`<li><a href=${at(below(path, name))}>${name}</a></li>`)}</ul>
        ${shown.children.length < shown.stat.numChildren && html`<p class="quiet">${t('tree.more')}</p>`}
      </section>
      <section class="panel"><h2>${t('tree.data')}</h2>
        ${shown.data === null ? html`<p class="quiet">${t('tree.nodata')}</p>`
          : html`<pre class="value mono" tabindex="0">${shown.data}</pre>`}
      </section>
      <section class="panel scroll"><h2>Stat</h2><${StatTable} stat=${shown.stat} /></section>`}
  </div>`;
}
