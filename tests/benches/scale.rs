//! How compile time grows with the size of a spec: parse, type check and all generators, without the
//! check, for specs of 2,500 to 20,000 lines. Twice the lines should cost twice the time.
//!
//!     cargo bench -p speckl-tests --bench scale
//!
//! `SPECKL_PARTS=25` measures one size, of 25 parts.

use speckl_core::compile::{Options, compile};
use speckl_core::emit::ArtifactKind;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Instant;

/// A spec of so many parts, each of fifty lines: types, variables, actions, invariants.
fn spec(parts: usize) -> String {
    let mut text = String::from("spec Large\n");
    for n in 0..parts {
        let _ = write!(
            text,
            "  type Mode{n} = enum {{ idle{n}, busy{n} {{ pid: 0..9, since: Nat }}, done{n} }}
  type Job{n} = {{ name: String, priority: 0..5, tags: Set(String) }}

  /// The mode of part {n}.
  state mode{n}: Mode{n} = idle{n}
  state jobs{n}: Map(0..9, Job{n}) = {{}}
  state log{n}: List(Int) = []

  event Started{n} {{ pid: 0..9, job: Job{n} }}

  def waiting{n}(least: 0..5): Int =
    count(k in keys(jobs{n}) where jobs{n}[k].priority >= least)

  /// Adds a job.
  action add{n}(pid: 0..9, name: String, priority: 0..5)
    require pid notin jobs{n}
    require size(jobs{n}) < 8
    jobs{n}[pid] := {{ name, priority, tags: {{}} }}

  action tag{n}(pid: 0..9, tag: String)
    require pid in jobs{n}
    jobs{n}[pid].tags := jobs{n}[pid].tags union {{tag}}

  action start{n}(pid: 0..9): 0..5
    require mode{n} == idle{n} and pid in jobs{n}
    let job := jobs{n}[pid]
    mode{n} := busy{n} {{ pid, since: size(log{n}) }}
    log{n} := append(take(log{n}, 20), pid)
    emit Started{n} {{ pid, job }}
    return job.priority

  action finish{n}
    match mode{n} {{
      busy{n} {{ pid }} => {{
        jobs{n} := jobs{n} minus {{pid}}
        mode{n} := done{n}
      }}
      _ => {{ require false }}
    }}

  action reset{n}
    require mode{n} == done{n}
    if waiting{n}(3) > 0 {{
      mode{n} := idle{n}
    }} else {{
      log{n} := []
    }}

  invariant Known{n}
    match mode{n} {{ busy{n} {{ pid }} => pid in jobs{n}, _ => true }}
    sum(x in log{n}: x) <= 9 * size(log{n})
"
        );
    }
    text
}

/// How often each measurement is made; the quickest counts.
const RUNS: usize = 3;

fn seconds(text: &str, emit: &BTreeSet<ArtifactKind>) -> f64 {
    let options = Options {
        check: None,
        emit: emit.clone(),
        ..Options::build()
    };
    let runs = (0..RUNS).map(|_| {
        let start = Instant::now();
        let compilation = compile("large.speckdl", text, &options);
        let time = start.elapsed().as_secs_f64();
        assert!(!compilation.failed(), "{:#?}", compilation.diagnostics);
        assert_eq!(compilation.units[0].artifacts.len(), emit.len());
        time
    });
    runs.fold(f64::INFINITY, f64::min)
}

#[expect(clippy::print_stdout, reason = "the times are what it is for")]
fn main() {
    let sizes = match std::env::var("SPECKL_PARTS") {
        Ok(parts) => vec![parts.parse().expect("SPECKL_PARTS is a number")],
        Err(_) => vec![50, 100, 200, 400],
    };
    let mut all = Options::build().emit;
    // There are no imports to copy.
    all.remove(&ArtifactKind::Import);
    let code: BTreeSet<ArtifactKind> = all.iter().copied().filter(|it| !it.is_evidence()).collect();
    for (what, emit) in [
        ("parse and type check", BTreeSet::new()),
        ("and generate all code", code),
        ("and write all evidence", all),
    ] {
        println!("{what}:");
        let mut first = None;
        for &parts in &sizes {
            let text = spec(parts);
            let lines = text.lines().count();
            let best = seconds(&text, &emit);
            #[expect(
                clippy::cast_precision_loss,
                reason = "no text has so many lines that it matters"
            )]
            let each = best / lines as f64;
            let ratio = each / *first.get_or_insert(each);
            println!(
                "{lines:8} lines: {best:7.3} s, {ratio:4.2} times the cost of a line of the first"
            );
        }
    }
}
