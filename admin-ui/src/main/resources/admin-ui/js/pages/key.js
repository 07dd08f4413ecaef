// One key: its value in an editor, and its versions.
import { html, useEffect, useRef, useState } from '../../vendor/ui.js';
import * as api from '../api.js';
import { ago, moment, number, t } from '../i18n.js';
import { leaving, toast } from '../state.js';
import { languageOf } from '../parts/codemirror.js';
import { Publish } from '../parts/publish.js';
import { Remove } from '../parts/remove.js';
import { History } from './history.js';

const ABSENT = { value: '', version: 0 };

/**
 * What the server holds: asked at first, unless the list of keys shows that there is nothing, and again whenever an event
 * announces another version.
 */
function usePublished(ns, name, arrival, known) {
  const [published, setPublished] = useState(null);
  const [error, setError] = useState(null);
  const ask = async () => {
    try {
      setPublished(await api.value(ns, name));
      setError(null);
    } catch (e) {
      if (e.status === 404) setPublished(ABSENT);
      else setError(e);
    }
  };
  useEffect(() => {
    if (known) ask();
    else setPublished(ABSENT);
  }, []);
  useEffect(() => {
    if (arrival?.key === name && arrival.deleted) setPublished(ABSENT);
    else if (arrival?.resync || (arrival?.key === name && published && arrival.version !== published.version)) ask();
  }, [arrival]);
  return { published, error, ask };
}

function Meta({ published, size }) {
  if (!published.version) return html`<p class="quiet">${t('key.absent')}</p>`;
  return html`<p class="quiet row">
    <span class="badge flat">${t('key.version', { n: published.version })}</span>
    ${published.author && html`<span>${t('key.by', { author: published.author })}</span>`}
    ${published.timeMs && html`<time title=${moment(published.timeMs)}>${ago(published.timeMs)}</time>`}
    ${published.comment && html`<span>“${published.comment}”</span>`}
    <span class="spacer"></span><span>${t('key.size', { n: number(size) })}</span>
  </p>`;
}

const bytes = text => new TextEncoder().encode(text).length;

export function KeyWork({ ns, name, arrival, known }) {
  const { published, error, ask } = usePublished(ns, name, arrival, known);
  const [base, setBase] = useState(null);
  const [text, setText] = useState('');
  const [tab, setTab] = useState('value');
  const [dialog, setDialog] = useState(null);
  const [flash, setFlash] = useState(0);
  const editor = useRef(null);
  /** The version that the reader made last, which is no news. */
  const own = useRef(null);
  const dirty = base !== null && text !== base.value;
  const behind = base !== null && published !== null && published.version !== base.version;

  const take = value => { setBase(value); setText(value.value); };
  useEffect(() => {
    if (!published) return;
    if (base === null) take(published);
    else if (!dirty && published.version !== base.version) {
      take(published);
      setFlash(n => n + 1);
      if (published.version !== own.current) {
        toast(published.version ? t('key.arrived', { n: published.version }) : t('key.vanished'));
      }
    }
  }, [published]);
  useEffect(() => {
    leaving.guard = dirty ? () => confirm(t('key.unsaved')) : null;
    return () => { leaving.guard = null; };
  }, [dirty]);
  useEffect(() => { if (editor.current && base) editor.current.value = text; }, [base]);

  if (error) return html`<div class="banner bad" role="alert">${error.message}</div>`;
  if (!base || !published) return html`<p class="empty">${t('loading')}</p>`;
  if (base.encoding === 'base64') return html`<h1>${name}</h1><div class="banner warn">${t('key.binary')}</div>`;

  const language = languageOf(name, text);
  const done = answer => {
    setDialog(null);
    take({ ...answer, value: text });
    ask();
    toast(t('key.published', { n: answer.version }));
  };
  return html`
    <div class="row"><h1>${name}</h1><span class="spacer"></span>
      ${dirty && html`<span class="badge warn">${t('key.edited')}</span>`}
      <button onClick=${() => take(published)} disabled=${!dirty}>${t('key.revert')}</button>
      <button class="danger" onClick=${() => setDialog('remove')} disabled=${!published.version}>${t('key.delete')}</button>
      <button id="publish" class="primary" disabled=${!dirty && published.version > 0}
        onClick=${() => setDialog('publish')}>${t('key.publish')}</button>
    </div>
    <${Meta} published=${published} size=${bytes(text)} />
    ${dirty && behind && html`<div class="banner warn" role="alert">${t('key.behind', { n: published.version })}
      <button onClick=${() => setDialog('publish')}>${t('key.compare')}</button></div>`}
    <div class="tabs" role="tablist">
      ${['value', 'history'].map(x => html`<button role="tab" id=${`tab-${x}`} aria-selected=${String(tab === x)}
        onClick=${() => setTab(x)}>${t(`tab.${x}`)}</button>`)}
    </div>
    <div class=${`fill ${flash ? 'arrived' : ''}`} key=${`value-${flash}`} role="tabpanel" hidden=${tab !== 'value'}
      style=${{ display: tab === 'value' ? '' : 'none' }}>
      <code-editor label=${t('key.editor', { name })} ref=${el => bind(el, editor, text, language)}
        onedit=${e => setText(e.detail)}></code-editor>
    </div>
    ${tab === 'history' && html`<${History} ns=${ns} name=${name} current=${published} language=${language}
      onRestored=${version => { own.current = version; ask(); toast(t('history.restored', { n: version })); setTab('value'); }} />`}
    ${dialog === 'publish' && html`<${Publish} ns=${ns} name=${name} published=${published} text=${text}
      language=${language} onClose=${() => setDialog(null)} onPublished=${done} onConflict=${ask} />`}
    ${dialog === 'remove' && html`<${Remove} ns=${ns} name=${name} published=${published}
      onClose=${() => setDialog(null)} onRemoved=${() => { setDialog(null); take(ABSENT); }} />`}`;
}

/** Gives the element its text when it is new; afterwards the element is where the text lives. */
function bind(element, ref, text, language) {
  if (!element) return;
  if (ref.current !== element) element.value = text;
  ref.current = element;
  element.language = language;
}
