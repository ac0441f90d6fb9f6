//! Either layout, on many lines or on one, at the top, in a function, and through another macro.

use speckl_macros::speckl;

speckl! {
spec Unindented
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
    speck Braced {
        // A comment that the tokens do not show.
        state { active: enum { on, off } }
        init { active = off }
        action flip() { require active == off; active := on }
        invariant Mutex { active == on implies prev(active) == off }
    }
}

macro_rules! forward {
    ($($spec:tt)*) => { speckl! { $($spec)* } };
}

forward! {
    spec Forwarded
      state count: 0..3 = 0
      action step
        require count < 3
        count := count
          + 1
}

speckl!(speck OnOneLine { state count: 0..1 = 0; action step { require count < 1; count := count + 1 } });

fn main() {
    speckl! {
        spec Inner
          state on: Bool = false
          action flip
            on := not on
    }
    assert!(inner::Inner::new().flip().is_ok());
    assert_eq!(unindented::Unindented::new().active(), unindented::State::Off);
    assert_eq!(braced::Braced::new().active(), braced::Active::Off);
    assert!(forwarded::Forwarded::new().can_step());
    assert!(on_one_line::OnOneLine::new().can_step());
}
