//! How far a check has come: a line on the terminal that is written over, and a limit of time.

use speckl_core::check::Progress;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Before this has passed nobody needs to know.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line is written anew.
const EVERY: Duration = Duration::from_millis(200);

/// Watches one check.
pub struct Watcher {
    start: Instant,
    limit: Option<Duration>,
    /// When the line was written; `None` before it was.
    written: Option<Instant>,
    shows: bool,
}

impl Watcher {
    /// A watcher that stops the check after a while, if there is a limit.
    pub fn new(limit: Option<Duration>) -> Self {
        Self {
            start: Instant::now(),
            limit,
            written: None,
            shows: io::stderr().is_terminal(),
        }
    }

    /// Shows how far the check has come; whether it is to go on.
    pub fn goes_on(&mut self, progress: &Progress) -> bool {
        let elapsed = self.start.elapsed();
        let is_due = self.written.is_none_or(|at| at.elapsed() >= EVERY);
        if self.shows && elapsed >= PATIENCE && is_due {
            self.written = Some(Instant::now());
            #[expect(
                clippy::cast_precision_loss,
                reason = "a rate that is shown without decimals"
            )]
            let rate = progress.states as f64 / elapsed.as_secs_f64();
            // Where stderr is gone there is nobody to tell.
            let _ = write!(
                io::stderr(),
                "\r\x1b[K{} states, {rate:.0} states/s, depth {}, {} to do",
                progress.states,
                progress.depth,
                progress.queue
            );
        }
        self.limit.is_none_or(|limit| elapsed < limit)
    }

    /// Takes the line away.
    pub fn clear(&self) {
        if self.written.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
