import { html, useEffect, useRef } from '../../vendor/ui.js';

/** A modal dialog that is open while it is in the page, its first empty field in focus; Escape closes it. */
export function Dialog({ title, small, onClose, children }) {
  const dialog = useRef(null);
  useEffect(() => {
    dialog.current.showModal();
    const fields = [...dialog.current.querySelectorAll('input')];
    (fields.find(x => !x.value) ?? fields[0])?.focus();
  }, []);
  return html`<dialog ref=${dialog} class=${small ? 'small' : ''} aria-label=${title} onClose=${onClose}>
    <h2>${title}</h2>
    ${children}
  </dialog>`;
}
