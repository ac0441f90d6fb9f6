//! Listeners: who is told what has happened, one thing after the other.

use super::names::Names;
use super::surface::Surface;
use crate::emit::trace::{Rule, TraceWriter};

/// The class of `#notices`: who listens, and what is yet to be told. A notice is an event, or `null`
/// for a change of the state.
pub(crate) fn notices(writer: &mut TraceWriter, surface: &Surface<'_>) {
    let Names { notices, event, .. } = &surface.names;
    let (notice, list, of_what) = if surface.model.events.is_empty() {
        (
            "null".to_owned(),
            "null[]".to_owned(),
            "`null` for a change of the state",
        )
    } else {
        let what = "an event, or `null` for a change of the state";
        (
            format!("{event} | null"),
            format!("({event} | null)[]"),
            what,
        )
    };
    let mut scope = writer.under(Rule::Support);
    let text = format!(
        "
/** Tells listeners what has happened: {of_what}. */
class {notices} {{
  readonly #listeners = new Set<{{ readonly call: (notice: {notice}) => void }}>();
  readonly #waiting: {list} = [];
  #busy = false;

  subscribe(call: (notice: {notice}) => void): () => void {{
    const entry = {{ call }};
    this.#listeners.add(entry);
    return () => {{
      this.#listeners.delete(entry);
    }};
  }}

  /** Tells one notice after the other, also where a listener takes another action meanwhile. */
  publish(notices: readonly {list}): void {{
    this.#waiting.push(...notices);
    if (this.#busy) {{
      return;
    }}
    this.#busy = true;
    const waiting = this.#waiting;
    for (let notice = waiting.shift(); notice !== undefined; notice = waiting.shift()) {{
      for (const entry of [...this.#listeners]) {{
        if (!this.#listeners.has(entry)) {{
          continue;
        }}
        try {{
          entry.call(notice);
        }} catch (error) {{
          // Not the fault of who took the action, so it is not thrown at them.
          void Promise.resolve().then(() => {{
            throw error;
          }});
        }}
      }}
    }}
    this.#busy = false;
  }}
}}"
    );
    for line in text.lines() {
        scope.line(line);
    }
}
