speckl_macros::speckl! {
    spec Later
      state seen: Set(Int)
      state on: Bool = false
      action flip
        on := exists x in seen: x > 1
      property Live: always eventually on
}

fn main() {}
