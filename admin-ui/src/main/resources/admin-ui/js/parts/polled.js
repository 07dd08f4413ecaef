import { useEffect, useState } from '../../vendor/ui.js';

/** The newest answer of `ask`, asked again every `seconds` while the page is shown; `again()` asks at once. */
export function usePolled(ask, seconds, deps = []) {
  const [state, setState] = useState({ answer: null, error: null });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let gone = false;
    let timer;
    const look = async () => {
      try {
        const answer = await ask();
        if (!gone) setState({ answer, error: null });
      } catch (error) {
        if (!gone) setState(old => ({ ...old, error }));
      }
      if (!gone) timer = setTimeout(look, seconds * 1000);
    };
    look();
    return () => { gone = true; clearTimeout(timer); };
  }, [...deps, turn]);
  return { ...state, again: () => setTurn(turn + 1) };
}
