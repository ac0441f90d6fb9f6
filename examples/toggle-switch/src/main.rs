//! Two machines that the build script has made from `examples/specs`.
//!
//! Try it: delete the line `require active == off` in `examples/specs/toggle_switch.speckdl` and
//! build again.

mod toggle_switch {
    include!(concat!(env!("OUT_DIR"), "/toggle_switch.rs"));
}

mod vending_machine {
    include!(concat!(env!("OUT_DIR"), "/vending_machine.rs"));
}

use std::error::Error;
use toggle_switch::{State, ToggleSwitch, ToggleSwitchAction};
use vending_machine::{Coin, VendingMachine};

fn main() -> Result<(), Box<dyn Error>> {
    let mut switch = ToggleSwitch::new();
    assert_eq!(switch.active(), State::Off);
    let dark = switch.snapshot();

    switch.flip()?;
    println!("the switch is {}", switch.active());

    // A second flip is refused, and says what refused it.
    let refused = switch.flip().unwrap_err();
    println!("{refused}");
    println!("  by {}", refused.element());

    // A snapshot brings an earlier state back, if it is a legal one.
    let mut switch = ToggleSwitch::restore(dark)?;
    switch.apply(ToggleSwitchAction::Flip)?;

    let mut machine = VendingMachine::new();
    for coin in [Coin::Fifty, Coin::Twenty, Coin::Fifty] {
        match machine.insert(coin) {
            Ok(()) => println!("{coin} accepted, credit {}", machine.credit()),
            Err(refused) => println!("{refused}"),
        }
    }
    // Events go to whoever wants them, once the action has happened.
    let mut log = Vec::new();
    let change = machine.buy_with(|event| log.push(event))?;
    println!("change {change}, events {log:?}");

    println!("{} {}", ToggleSwitch::SPEC_DIGEST, ToggleSwitch::VERDICT);
    Ok(())
}
