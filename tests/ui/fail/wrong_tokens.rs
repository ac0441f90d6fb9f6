speckl_macros::speckl! {
    spec Wrong
      type State = enum { on, off }
      state active: State = of
      action flip
        require actve == off
        active := 3
      action jump
        active := on and off
      invariant Broken
        active ==
}

fn main() {}
