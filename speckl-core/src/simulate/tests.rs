//! Requests and answers, as scripts and people have them.

use super::{Drawn, Request, Script, Simulation, Walk, enabled, words};
use crate::compile::{Options, compile};
use crate::model::Model;

const BANK: &str = r"spec Bank
  type Account = enum { alice, bob }
  type Note = { by: Account, words: String? }
  state balance: Map(Account, 0..9) = { alice: 5, bob: 5 }
  state notes: List(Note) = []
  event Moved { amount: 0..9, between: (Account, Account) }
  extern fee(amount: 0..9): 0..2
  action transfer(from: Account, to: Account, amount: 0..9): Int
    require from != to
    require balance[from] >= amount
    let taken := fee(amount)
    balance[from] := balance[from] - amount
    balance[to] := balance[to] + amount
    emit Moved { amount: amount, between: (from, to) }
    return taken
  action note(it: Note)
    require size(notes) < 2
    notes := append(notes, it)
  invariant Kept
    balance[alice] + balance[bob] == 10
";

const ELECTION: &str = "spec Election
  type Node = 1..3
  state leader: Node
  init(first: Node)
    require first != 3
    leader := first
  action pass
    require leader < 3
    leader := leader + 1
  action bad
    require leader == 3
    leader := leader + 1
";

fn with_model<T>(text: &str, run: impl FnOnce(&Model) -> T) -> T {
    let options = Options {
        check: None,
        emit: std::collections::BTreeSet::new(),
        timestamp: None,
    };
    let compilation = compile("x.speckdl", text, &options);
    assert!(!compilation.failed(), "{:?}", compilation.diagnostics);
    let checked = compilation.units[0].checked.as_ref().expect("it is right");
    run(&checked.model)
}

/// What is printed for some lines: an answer each, or why there is none.
fn told(text: &str, lines: &[&str]) -> Vec<String> {
    with_model(text, |model| {
        let mut simulation = Simulation::new(model);
        let begun = simulation.begin();
        let mut told: Vec<String> = begun
            .iter()
            .map(|it| it.to_json(None, model).to_string())
            .collect();
        for line in lines {
            told.push(match Request::from_line(line, model) {
                Err(wrong) => wrong.to_string(),
                Ok(request) => match simulation.answer(&request) {
                    Ok(answer) => answer.to_json(request.action(), model).to_string(),
                    Err(refusal) => refusal.words(model),
                },
            });
        }
        told
    })
}

#[test]
fn the_protocol_is_as_promised() {
    let first = r##"{"ok":true,"state":{"balance":{"#map":[["alice",5],["bob",5]]},"notes":[]},"events":[],"result":null}"##;
    let lines = [
        r#"{"action":"transfer","args":{"from":"alice","to":"bob","amount":2},"extern":{"fee":[1]}}"#,
        r#"{"action":"transfer","args":{"from":"alice","to":"alice","amount":2}}"#,
        r#"{"action":"transfer","args":{"from":"alice","to":"bob","amount":2}}"#,
        r#"{"action":"transfer","args":{"from":"alice","to":"bob","amount":1},"extern":{"fee":[7]}}"#,
        r#"{"action":"transfer","args":{"from":"alice","to":"bob","amount":10}}"#,
    ];
    let told = told(BANK, &lines);
    assert_eq!(told[0], first);
    assert_eq!(
        told[1],
        r##"{"ok":true,"state":{"balance":{"#map":[["alice",3],["bob",7]]},"notes":[]},"events":[{"event":"Moved","fields":{"amount":2,"between":{"#tup":["alice","bob"]}}}],"result":1}"##
    );
    assert!(
        told[2].starts_with(
            r#"{"ok":false,"error":{"kind":"rejected","element":"Bank/action/transfer/require/0","#
        ),
        "{}",
        told[2]
    );
    assert!(
        told[3].starts_with("`fee(2)` is called and the request has no result for it"),
        "{}",
        told[3]
    );
    assert!(told[4].contains(r#""kind":"fault""#), "{}", told[4]);
    assert!(told[5].contains(r#""kind":"fault""#), "{}", told[5]);
    // Nothing of what failed has left a trace.
    assert!(
        told[5].ends_with(r##""state":{"balance":{"#map":[["alice",3],["bob",7]]},"notes":[]}}"##)
    );
}

#[test]
fn calls_are_read_as_a_spec_would_write_them() {
    let lines = [
        r#"note({ by: alice, words: "a \"b\", (c)" })"#,
        r"note({ words: null, by: Account.bob, })",
        "note { by: alice, words: null }",
        "notee(1)",
        "note({ by: carol, words: null })",
        "note({ by: alice })",
        "note",
        "note({ by: alice, words: null }) twice",
    ];
    let told = told(BANK, &lines);
    assert!(
        told[1].contains(r#""notes":[{"by":"alice","words":"a \"b\", (c)"}]"#),
        "{}",
        told[1]
    );
    assert!(
        told[2].ends_with(r#"{"by":"bob","words":null}]},"events":[],"result":null}"#),
        "{}",
        told[2]
    );
    assert!(told[3].contains("rejected"), "{}", told[3]);
    assert_eq!(told[4], "there is no action `notee`: did you mean `note`?");
    assert_eq!(
        told[5],
        "`it`: `Account` has no value `carol`: it has alice, bob"
    );
    assert_eq!(told[6], "`it`: the field `words` is missing");
    assert_eq!(told[7], "`note` takes (it)");
    assert_eq!(told[8], "`twice` is too much here");
}

#[test]
fn a_parametrised_init_comes_first() {
    let told = told(
        ELECTION,
        &[
            r#"{"action":"pass"}"#,
            r#"{"init":{"first":3}}"#,
            r#"{"init":{"first":2}}"#,
            r#"{"action":"pass"}"#,
            r#"{"action":"bad"}"#,
            r#"{"init":{}}"#,
            r#"{"action":"pass","argz":{}}"#,
        ],
    );
    assert_eq!(
        told[0],
        "there is no state yet: begin with `init`, which takes first"
    );
    assert!(
        told[1].contains("rejected") && told[1].ends_with(r#""state":null}"#),
        "{}",
        told[1]
    );
    assert_eq!(
        told[2],
        r#"{"ok":true,"state":{"leader":2},"events":[],"result":null}"#
    );
    assert!(told[3].contains(r#""leader":3"#));
    assert!(
        told[4].contains("fault") && told[4].contains(r#""leader":3"#),
        "{}",
        told[4]
    );
    assert_eq!(told[5], "at /init: `first` is missing");
    assert_eq!(
        told[6],
        "a request has no \"argz\": it has action, args, extern, state"
    );
}

#[test]
fn a_trace_is_a_script() {
    with_model(ELECTION, |model| {
        let trace = r#"[{"action":null,"args":{"first":2},"state":{"leader":2}},
            {"action":"pass","args":{},"state":{"leader":3}}]"#;
        let verdict = format!(r#"{{"violations":[{{"kind":"fault","trace":{trace}}}]}}"#);
        for document in [trace, &verdict] {
            let mut script = Script::new(model);
            for line in document.lines() {
                assert_eq!(script.line(line), Ok(None));
            }
            let steps = script.end().expect("it is a trace");
            let calls: Vec<String> = steps.iter().map(|it| it.request.to_text(model)).collect();
            assert_eq!(calls, ["init(2)", "pass"]);
        }
        let mut script = Script::new(model);
        assert_eq!(script.line("// a remark"), Ok(None));
        let step = script
            .line("init(1)")
            .expect("it is one")
            .expect("there is one");
        assert_eq!(step.place, "line 2");
        assert!(
            script
                .line("jump")
                .is_err_and(|it| it.to_string().starts_with("line 3: "))
        );
    });
}

#[test]
fn what_is_written_is_read_again() {
    with_model(BANK, |model| {
        let text = r"transfer(alice, bob, 3)";
        let mut request = Request::from_line(text, model).expect("it is one");
        assert_eq!(request.to_text(model), text);
        request.give(crate::model::ExternId(0), crate::value::Value::Int(1));
        let json = request.to_json(model);
        assert_eq!(Request::from_json(&json, model), Ok(request));
    });
}

#[test]
fn the_same_seed_walks_the_same_way_and_to_the_end() {
    let walked = |text: &str, seed: u64| {
        with_model(text, |model| {
            let mut simulation = Simulation::new(model);
            simulation.begin();
            let mut walk = Walk::new(seed);
            let mut calls = Vec::new();
            for _ in 0..20 {
                match walk.draw(&simulation) {
                    Drawn::Request(request) => {
                        calls.push(request.to_json(model).to_string());
                        let answer = simulation.answer(&request).expect("it is possible");
                        if answer.is_defect(model) {
                            break;
                        }
                    }
                    Drawn::Stuck | Drawn::NotFound => break,
                }
            }
            calls
        })
    };
    assert_eq!(walked(BANK, 7), walked(BANK, 7));
    assert_ne!(walked(BANK, 7), walked(BANK, 8));
    // The election ends in a fault, wherever it begins.
    let last = walked(ELECTION, 1).pop();
    assert_eq!(last.as_deref(), Some(r#"{"action":"bad","args":{}}"#));
}

#[test]
fn what_is_possible_is_listed_and_completed() {
    with_model(BANK, |model| {
        let mut simulation = Simulation::new(model);
        simulation.begin();
        let all = enabled(&simulation);
        // From one to the other, 0 to 4: nobody can hold more than 9.
        assert_eq!(all[0].count, 2 * 5);
        assert!(all[0].complete);
        assert_eq!(all[0].calls[0], "transfer(alice, bob, 0)");
        let found = |line| words(line, model, &["help"]).1;
        assert_eq!(found("tr"), ["transfer("]);
        assert_eq!(found("h"), ["help"]);
        assert_eq!(found("transfer(a"), ["alice, "]);
        assert_eq!(found("transfer(alice, bob, 9"), ["9)"]);
        assert_eq!(words("transfer(alice, b", model, &[]).0, 16);
    });
}
