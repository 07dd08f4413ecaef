// The keys of a namespace as a tree that mouse and keyboard can walk (WAI-ARIA tree pattern).
import { html, useEffect, useMemo, useRef, useState } from '../../vendor/ui.js';
import { t } from '../i18n.js';

/** Folders and keys out of "a/b/c" names; a folder may be a key as well. */
function grow(keys) {
  const root = { path: '', name: '', children: new Map(), isKey: false };
  for (const key of keys) {
    let at = root;
    for (const name of key.split('/')) {
      const path = at.path ? `${at.path}/${name}` : name;
      if (!at.children.has(name)) at.children.set(name, { path, name, children: new Map(), isKey: false });
      at = at.children.get(name);
    }
    at.isKey = true;
  }
  return root;
}

const ordered = node => [...node.children.values()].sort((a, b) => (a.name < b.name ? -1 : 1));

/** What is on the screen, top to bottom, with depth and parent: the keyboard moves along it. */
function visible(node, open, parent = null, rows = []) {
  for (const child of ordered(node)) {
    rows.push({ node: child, parent });
    if (child.children.size && open.has(child.path)) visible(child, open, child, rows);
  }
  return rows;
}

const ancestors = path => path.split('/').slice(0, -1).map((_, i, all) => all.slice(0, i + 1).join('/'));

export function KeyTree({ keys, selected, onSelect }) {
  const root = useMemo(() => grow(keys), [keys]);
  const [open, setOpen] = useState(new Set());
  const [cursor, setCursor] = useState(null);
  const list = useRef(null);
  useEffect(() => {
    if (selected) setOpen(old => new Set([...old, ...ancestors(selected)]));
  }, [selected]);
  const rows = visible(root, open);
  const current = rows.some(r => r.node.path === cursor) ? cursor
    : rows.some(r => r.node.path === selected) ? selected : rows[0]?.node.path;

  const fold = (node, wide) => setOpen(old => {
    const next = new Set(old);
    if (wide) next.add(node.path); else next.delete(node.path);
    return next;
  });
  const activate = node => {
    setCursor(node.path);
    if (node.isKey) onSelect(node.path);
    else fold(node, !open.has(node.path));
  };
  const go = row => {
    if (!row) return;
    setCursor(row.node.path);
    list.current.querySelector(`[data-path="${CSS.escape(row.node.path)}"]`)?.focus();
  };
  const onKeyDown = event => {
    const i = rows.findIndex(r => r.node.path === current);
    if (i < 0) return;
    const { node, parent } = rows[i];
    const isOpen = open.has(node.path);
    const moves = {
      ArrowDown: () => go(rows[i + 1]),
      ArrowUp: () => go(rows[i - 1]),
      Home: () => go(rows[0]),
      End: () => go(rows.at(-1)),
      ArrowRight: () => (node.children.size && !isOpen ? fold(node, true) : node.children.size && go(rows[i + 1])),
      ArrowLeft: () => (isOpen ? fold(node, false) : parent && go(rows.find(r => r.node === parent))),
      Enter: () => activate(node),
      ' ': () => activate(node),
    };
    if (!moves[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    moves[event.key]();
  };

  const item = node => {
    const isOpen = open.has(node.path);
    const folder = node.children.size > 0;
    return html`<li role="treeitem" key=${node.path} data-path=${node.path} tabindex=${node.path === current ? 0 : -1}
        aria-expanded=${folder ? String(isOpen) : undefined} aria-selected=${String(node.path === selected)}>
      <div class="label" onClick=${() => activate(node)}>
        <span class="twist" onClick=${e => { e.stopPropagation(); fold(node, !isOpen); }}>
          ${folder ? (isOpen ? '▾' : '▸') : ''}</span>
        <span>${node.name}</span>
      </div>
      ${folder && isOpen && html`<ul role="group">${ordered(node).map(item)}</ul>`}
    </li>`;
  };
  if (!rows.length) return html`<p class="empty">${t('keys.none')}</p>`;
  return html`<ul class="tree" role="tree" aria-label=${t('keys.label')} ref=${list} onKeyDown=${onKeyDown}>
    ${ordered(root).map(item)}</ul>`;
}
