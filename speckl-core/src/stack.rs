//! Room on the stack: whoever compiles may stand on a small one (a build script on some systems has one
//! mebibyte), and expressions are walked by recursion, as deep as the syntax allows.

use std::panic::resume_unwind;
use std::sync::Mutex;
use std::thread;

/// Enough for the deepest tree that the syntax lets through, in an unoptimised build, several times
/// over. It is address space; only what is used becomes memory.
const SIZE: usize = 256 << 20;

/// Does some work on a stack of its own.
///
/// # Panics
/// If the work does, with the same words.
pub fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    // The work is taken by the thread, or by the caller if there can be no thread.
    let slot = Mutex::new(Some(work));
    let take = || slot.lock().ok().and_then(|mut slot| slot.take());
    let done = thread::scope(|scope| {
        let there = thread::Builder::new()
            .stack_size(SIZE)
            .spawn_scoped(scope, || take().map(|work| work()));
        match there {
            Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => take().map(|work| work()),
        }
    });
    done.expect("the work is taken once")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room() {
        fn depth(n: u32) -> u32 {
            let page = std::hint::black_box([n; 256]);
            if n == 0 { page[0] } else { 1 + depth(n - 1) }
        }
        assert_eq!(with_room(|| depth(50_000)), 50_000);
    }
}
