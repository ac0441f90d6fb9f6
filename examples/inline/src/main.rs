//! Two machines whose specifications stand here. They are model-checked while this file is compiled,
//! and become the modules `toggle_switch` and `turnstile`.
//!
//! Try it: delete the line `require active == off` and compile again.

use speckl_macros::speckl;
use toggle_switch::{State, ToggleSwitch};
use turnstile::{Gate, Turnstile, TurnstileAction, TurnstileEvent};

speckl! {
    spec ToggleSwitch
    type State = enum { on, off }
    state active: State = off
    init
    active := off
    action flip
    require active == off
    active := on
    invariant Mutex
    active == on implies prev(active) == off
}

speckl! {
    /// A coin opens the gate for one person.
    spec Turnstile
      type Gate = enum { locked, unlocked }

      state gate: Gate = locked
      /// Coins that have been taken since the box was emptied.
      state coins: 0..5 = 0

      /// Somebody has gone through.
      event Passed { paid: 0..5 }

      /// Puts in a coin.
      action coin
        require gate == locked
        require coins < 5
        coins := coins + 1
        gate := unlocked

      /// Goes through.
      action push
        require gate == unlocked
        gate := locked
        emit Passed { paid: coins }

      /// Empties the box; the gate stays as it is.
      action collect: 0..5
        require coins > 0
        let taken := coins
        coins := 0
        return taken

      invariant NobodyPassesForFree
        gate == unlocked and prev(gate) == locked implies coins == prev(coins) + 1
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut switch = ToggleSwitch::new();
    assert_eq!(switch.active(), State::Off);
    switch.flip()?;
    println!("{}", switch.flip().unwrap_err());

    let mut gate = Turnstile::new();

    // Without a coin the gate does not turn, and nothing has changed.
    let refused = gate.push().unwrap_err();
    println!("{refused}");
    println!("  by {}", refused.element());
    assert_eq!(gate.gate(), Gate::Locked);

    // With one it does, and whoever wants to know is told.
    gate.coin()?;
    gate.push_with(|event| match event {
        TurnstileEvent::Passed { paid } => println!("somebody passed; {paid} coin in the box"),
    })?;

    // A snapshot is plain data: it can be stored, and restored only if it is a legal state.
    let night = gate.snapshot();
    gate.apply(TurnstileAction::Coin)?;
    println!("{} coins collected", gate.collect()?);
    let morning = Turnstile::restore(night)?;
    println!("restored: {:?}, {} coin", morning.gate(), morning.coins());

    let possible: Vec<_> = morning.enabled().collect();
    println!("possible now: {possible:?}");
    println!(
        "specification {} ({})",
        &Turnstile::SPEC_DIGEST[..12],
        Turnstile::VERDICT
    );
    Ok(())
}
