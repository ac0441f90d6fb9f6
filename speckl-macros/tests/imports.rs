//! A spec between braces may import a file; its path begins beside the crate's `Cargo.toml`.

use speckl_macros::speckl;

speckl! {
    import "tests/sizes.speckdl" as sizes

    spec Lamp
      state light: sizes.Level = 0
      action brighten
        require light < sizes.MOST
        light := light + 1
      action off
        light := 0
}

#[test]
fn what_is_imported_means_what_it_says_there() {
    let mut lamp = lamp::Lamp::new();
    for _ in 0..3 {
        lamp.brighten().unwrap();
    }
    assert_eq!(
        lamp.brighten().unwrap_err().to_string(),
        "brighten was refused: require light < sizes.MOST"
    );
}
