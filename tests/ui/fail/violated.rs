speckl_macros::speckl! {
    spec ToggleSwitch
      type State = enum { on, off }
      state active: State = off
      action flip
        active := on
      invariant Mutex
        active == on implies prev(active) == off
}

fn main() {
    // The stub offers the same names, so that this gives no error of its own.
    let mut it = toggle_switch::ToggleSwitch::new();
    let _ = it.flip();
    let _ = it.active() == toggle_switch::State::On;
}
