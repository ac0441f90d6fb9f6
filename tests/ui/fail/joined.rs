macro_rules! with_limit {
    ($limit:literal) => {
        speckl_macros::speckl! {
            spec Joined
              state count: 0..9 = 0
              action step
                require count < $limit
                count := count - 1
        }
    };
}

with_limit!(3);

fn main() {}
