speckl_macros::speckl! {
    spec Later
      type Job = enum { idle, busy { left: 0..3 }, done }
      state job: Job = idle
      action go
        job := match job {
          idle => busy { left: 3 },
          busy { left } => if left == 0 then done else busy { left: left - 1 }
        }
}

fn main() {}
