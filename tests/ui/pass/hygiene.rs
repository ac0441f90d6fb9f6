//! The user's own types may be called what they like, and the generated module needs nothing.

#![deny(warnings)]
#![forbid(unsafe_code)]

#[derive(Debug)]
pub struct State;
pub struct Result;
pub struct Option;
pub struct Error;
pub struct String;

speckl_macros::speckl! {
    spec Machine
      type State = enum { Result, Option, Error }
      state state: State = Result
      action next(option: State): State
        require option != state
        state := option
        return option
      final: state == Error
}

fn main() {
    let mut it = machine::Machine::new();
    let got = it.next(machine::State::Option).unwrap();
    assert_eq!(got, machine::State::Option);
    let _ = (State, Result, Option, Error, String);
}
