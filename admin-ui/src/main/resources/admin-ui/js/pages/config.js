// Namespaces and keys on the left, one key at work on the right.
import { html, useEffect, useState } from '../../vendor/ui.js';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { link, route, toast } from '../state.js';
import { KeyTree } from '../parts/keytree.js';
import { NewKey, NewNamespace } from '../parts/newdialogs.js';
import { KeyWork } from './key.js';

const REOPEN_MS = 3000;

const go = (...parts) => { location.hash = link('config', ...parts); };

/** The names of all namespaces, and a way to ask again. */
function useNamespaces() {
  const [names, setNames] = useState(null);
  const ask = () => api.namespaces()
    .then(answer => setNames(answer.namespaces.map(x => x.name)))
    .catch(e => toast(e.message, 'bad'));
  useEffect(() => { ask(); }, []);
  return [names, ask];
}

/**
 * The keys of a namespace, kept true by its events; `arrival` is the newest event, for the key at work. They are read
 * once the stream is open, so that no change falls in between. EventSource reconnects by itself and resumes behind the
 * last event it saw; only a stream that the server refused must be opened anew.
 */
function useKeys(ns) {
  const [keys, setKeys] = useState(null);
  const [arrival, setArrival] = useState(null);
  useEffect(() => {
    setKeys(null);
    if (!ns) return undefined;
    let source;
    let timer;
    const ask = () => api.keys(ns).then(list => setKeys(new Set(list.map(k => k.key)))).catch(e => toast(e.message, 'bad'));
    const listen = () => {
      source = api.events(ns);
      source.addEventListener('open', ask, { once: true });
      source.addEventListener('put', e => {
        const event = JSON.parse(e.data);
        setKeys(old => (old && !old.has(event.key) ? new Set([...old, event.key]) : old));
        setArrival(event);
      });
      source.addEventListener('delete', e => {
        const event = JSON.parse(e.data);
        setKeys(old => old && new Set([...old].filter(k => k !== event.key)));
        setArrival({ ...event, deleted: true });
      });
      source.addEventListener('resync', () => { ask(); setArrival({ resync: true }); });
      source.addEventListener('error', () => {
        if (source.readyState === EventSource.CLOSED) timer = setTimeout(listen, REOPEN_MS);
      });
    };
    listen();
    return () => { clearTimeout(timer); source.close(); };
  }, [ns]);
  return [keys, arrival];
}

function Side({ ns, names, keys, selected, onNewNamespace, onNewKey }) {
  const [filter, setFilter] = useState('');
  const shown = keys && [...keys].filter(k => k.toLowerCase().includes(filter.toLowerCase()));
  return html`<aside class="side" aria-label=${t('config.keys')}>
    <div class="tools">
      <div class="row">
        <select id="namespace" aria-label=${t('config.namespace')} value=${ns} onChange=${e => go(e.target.value)}>
          ${names.map(name => html`<option value=${name}>${name}</option>`)}
        </select>
        <button id="new-namespace" onClick=${onNewNamespace} title=${t('namespace.new')} aria-label=${t('namespace.new')}>+</button>
      </div>
      <input type="search" placeholder=${t('config.filter')} aria-label=${t('config.filter')} value=${filter}
        onInput=${e => setFilter(e.target.value)} />
      <button id="new-key" onClick=${onNewKey} disabled=${!ns}>${t('key.new')}</button>
    </div>
    ${shown ? html`<${KeyTree} keys=${shown} selected=${selected} onSelect=${key => go(ns, key)} />`
      : html`<p class="empty">${ns ? t('loading') : ''}</p>`}
  </aside>`;
}

export function ConfigPage() {
  const [names, askNames] = useNamespaces();
  const [asked, key] = route.value.rest;
  const ns = asked || names?.[0] || '';
  const [keys, arrival] = useKeys(ns);
  const [dialog, setDialog] = useState(null);
  const close = () => setDialog(null);
  if (!names) return html`<p class="empty">${t('loading')}</p>`;
  const all = ns && !names.includes(ns) ? [...names, ns] : names;
  return html`<div class="config">
    <${Side} ns=${ns} names=${all} keys=${keys} selected=${key}
      onNewNamespace=${() => setDialog('namespace')} onNewKey=${() => setDialog('key')} />
    <section class="work" aria-label=${key ?? t('config.title')}>
      ${key ? html`<${KeyWork} key=${`${ns}/${key}`} ns=${ns} name=${key} arrival=${arrival}
        known=${keys === null || keys.has(key)} />`
        : html`<p class="empty">${names.length ? t('config.pick') : t('config.first')}</p>`}
    </section>
    ${dialog === 'namespace' && html`<${NewNamespace} onClose=${close} onMade=${name => { askNames(); go(name); }} />`}
    ${dialog === 'key' && html`<${NewKey} taken=${keys} onClose=${close} onMade=${name => go(ns, name)} />`}
  </div>`;
}
