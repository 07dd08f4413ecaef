// CodeMirror as two custom elements. Each lives in a shadow root, where its styles are constructed style sheets: in the
// page itself they would be inline styles, which the Content-Security-Policy forbids.
const loaded = import('../../vendor/editor.js');

const LANGUAGES = {
  json: m => m.json(), yaml: m => m.yaml(), yml: m => m.yaml(), xml: m => m.xml(),
  properties: m => m.StreamLanguage.define(m.properties), conf: m => m.StreamLanguage.define(m.properties),
  toml: m => m.StreamLanguage.define(m.toml), sh: m => m.StreamLanguage.define(m.shell),
};

/** The language of a key by its ending; keys without one are looked at. */
export function languageOf(key, text) {
  const ending = key.includes('.') ? key.split('.').at(-1).toLowerCase() : '';
  if (ending in LANGUAGES) return ending;
  return /^\s*[{[]/.test(text) ? 'json' : 'plain';
}

const look = m => [
  m.syntaxHighlighting(m.HighlightStyle.define([
    { tag: m.tags.keyword, color: 'light-dark(#8a2be2, #d0a8ff)' },
    { tag: [m.tags.string, m.tags.special(m.tags.string)], color: 'light-dark(#0b6b3a, #8fd6a4)' },
    { tag: [m.tags.number, m.tags.bool, m.tags.null], color: 'light-dark(#9a4d00, #f0b070)' },
    { tag: [m.tags.propertyName, m.tags.definition(m.tags.propertyName), m.tags.tagName, m.tags.attributeName],
      color: 'light-dark(#0b5394, #8fc1ff)' },
    { tag: m.tags.comment, color: 'light-dark(#5f6b66, #8b9993)', fontStyle: 'italic' },
  ])),
  m.EditorView.theme({
    '&': { height: '100%', fontSize: '14px', backgroundColor: 'transparent', color: 'inherit' },
    '.cm-scroller': { fontFamily: 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace', overflow: 'auto' },
    '.cm-gutters': { backgroundColor: 'light-dark(#eef1ef, #252b28)', color: 'light-dark(#55615b, #9aa8a1)', border: 'none' },
    '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'light-dark(#00000008, #ffffff0a)' },
    '.cm-cursor': { borderLeftColor: 'currentColor' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      backgroundColor: 'light-dark(#bfe3d8, #2d5548) !important',
    },
    '&.cm-merge-a .cm-changedLine': { backgroundColor: 'light-dark(#fde8e6, #3a1f1d) !important' },
    '&.cm-merge-a .cm-changedText': { background: 'light-dark(#f7b8b2, #7a2f2a) !important' },
    '&.cm-merge-b .cm-changedLine': { backgroundColor: 'light-dark(#e1f5e8, #16301f) !important' },
    '&.cm-merge-b .cm-changedText': { background: 'light-dark(#a6e0bb, #246b40) !important' },
  }),
];

const base = (m, language) => [
  m.lineNumbers(), m.highlightSpecialChars(), m.drawSelection(), m.bracketMatching(), m.EditorView.lineWrapping,
  ...look(m), ...(LANGUAGES[language] ? [LANGUAGES[language](m)] : []),
];

const shadow = host => {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(':host{display:block} .box{height:100%;overflow:auto} .cm-mergeView,.cm-mergeViewEditors{min-height:100%}');
  root.adoptedStyleSheets = [sheet];
  const box = document.createElement('div');
  box.className = 'box';
  root.replaceChildren(box);
  return { root, box };
};

/**
 * An editor. Properties: `value` (setting it replaces the text), `language`, `readonly`, `label`.
 * Event `edit`: the reader changed the text.
 */
class CodeEditor extends HTMLElement {
  #text = '';
  #language = 'plain';
  #view = null;

  get value() { return this.#view ? this.#view.state.doc.toString() : this.#text; }

  set value(text) {
    this.#text = text;
    if (this.#view && this.#view.state.doc.toString() !== text) {
      this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
    }
  }

  set language(name) {
    if (name === this.#language) return;
    this.#text = this.value;
    this.#language = name;
    if (this.#view) this.#show();
  }

  connectedCallback() { this.#show(); }

  disconnectedCallback() {
    this.#text = this.value;
    this.#view?.destroy();
    this.#view = null;
  }

  focus() { this.#view?.focus(); }

  async #show() {
    const m = await loaded;
    if (!this.isConnected) return;
    this.#view?.destroy();
    const { root, box } = shadow(this);
    const changed = m.EditorView.updateListener.of(update => {
      if (update.docChanged && update.transactions.some(tr => tr.isUserEvent('input') || tr.isUserEvent('delete')
          || tr.isUserEvent('undo') || tr.isUserEvent('redo') || tr.isUserEvent('move'))) {
        this.dispatchEvent(new CustomEvent('edit', { detail: update.state.doc.toString() }));
      }
    });
    this.#view = new m.EditorView({
      doc: this.#text, root, parent: box,
      extensions: [
        ...base(m, this.#language), m.history(), m.indentOnInput(), m.foldGutter(), m.highlightActiveLine(), m.search(),
        m.keymap.of([...m.defaultKeymap, ...m.historyKeymap, ...m.foldKeymap, ...m.searchKeymap]),
        m.EditorView.contentAttributes.of({ 'aria-label': this.getAttribute('label') ?? '' }),
        m.EditorState.readOnly.of(this.hasAttribute('readonly')), changed,
      ],
    });
    this.dispatchEvent(new CustomEvent('ready'));
  }
}

/** Two texts side by side, old on the left. Property `texts`: {before, after, language}. */
class DiffView extends HTMLElement {
  #texts = { before: '', after: '', language: 'plain' };
  #view = null;

  set texts(texts) {
    const same = ['before', 'after', 'language'].every(x => texts[x] === this.#texts[x]);
    this.#texts = texts;
    if (this.isConnected && !same) this.#show();
  }

  connectedCallback() { this.#show(); }

  disconnectedCallback() {
    this.#view?.destroy();
    this.#view = null;
  }

  async #show() {
    const m = await loaded;
    if (!this.isConnected) return;
    this.#view?.destroy();
    const { root, box } = shadow(this);
    const { before, after, language } = this.#texts;
    const side = (doc, label) => ({
      doc,
      extensions: [...base(m, language), m.EditorState.readOnly.of(true), m.EditorView.editable.of(false),
        m.EditorView.contentAttributes.of({ 'aria-label': this.getAttribute(label) ?? '', tabindex: '0' })],
    });
    this.#view = new m.MergeView({
      a: side(before, 'label-before'), b: side(after, 'label-after'), parent: box, root,
      highlightChanges: true, gutter: true, collapseUnchanged: { margin: 3, minSize: 6 },
    });
  }
}

customElements.define('code-editor', CodeEditor);
customElements.define('diff-view', DiffView);
