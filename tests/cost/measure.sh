#!/usr/bin/env bash
# What Speckl adds to a clean build: a hello-world crate with `speckl!` beside one with askama, and one
# with `speckl-build`, everything on, beside one with prost-build and protox. Clean dev builds, in turn,
# so that a busy machine is as slow for one as for the other. Prints seconds, and the ratio of the medians.
#
#   tests/cost/measure.sh [RUNS]      (3 by default)
set -euo pipefail
runs=${1:-3}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset CARGO_TARGET_DIR

crate() {
    mkdir -p "$work/$1/src"
    cat >"$work/$1/Cargo.toml"
    echo '[workspace]' >>"$work/$1/Cargo.toml"
}
crate speckl-macro <<TOML
[package]
name = "speckl-macro"
version = "0.1.0"
edition = "2024"
[dependencies]
speckl-macros = { path = "$root/speckl-macros" }
TOML
{
    echo 'speckl_macros::speckl! {'
    cat "$root/examples/specs/toggle_switch.speckdl"
    echo '}'
    echo 'fn main() { println!("{}", toggle_switch::ToggleSwitch::new().flip().is_ok()); }'
} >"$work/speckl-macro/src/main.rs"

crate askama <<'TOML'
[package]
name = "hello-askama"
version = "0.1.0"
edition = "2024"
[dependencies]
askama = "0.16"
TOML
cat >"$work/askama/src/main.rs" <<'RUST'
use askama::Template;
#[derive(Template)]
#[template(source = "Hello, {{ name }}!", ext = "txt")]
struct Hello<'a> { name: &'a str }
fn main() { println!("{}", Hello { name: "world" }.render().unwrap()); }
RUST

crate speckl-build <<TOML
[package]
name = "hello-speckl-build"
version = "0.1.0"
edition = "2024"
[build-dependencies]
speckl-build = { path = "$root/speckl-build" }
TOML
cp "$root/examples/specs/toggle_switch.speckdl" "$work/speckl-build/"
echo 'fn main() -> Result<(), speckl_build::Error> { speckl_build::compile("toggle_switch.speckdl") }' >"$work/speckl-build/build.rs"
cat >"$work/speckl-build/src/main.rs" <<'RUST'
mod toggle_switch { include!(concat!(env!("OUT_DIR"), "/toggle_switch.rs")); }
fn main() { println!("{}", toggle_switch::ToggleSwitch::new().flip().is_ok()); }
RUST

crate prost <<'TOML'
[package]
name = "hello-prost"
version = "0.1.0"
edition = "2024"
[dependencies]
prost = "0.14"
[build-dependencies]
prost-build = "0.14"
protox = "0.10"
TOML
printf 'syntax = "proto3";\npackage hello;\nmessage Hello { string name = 1; }\n' >"$work/prost/hello.proto"
cat >"$work/prost/build.rs" <<'RUST'
fn main() {
    let set = protox::compile(["hello.proto"], ["."]).unwrap();
    prost_build::compile_fds(set).unwrap();
}
RUST
cat >"$work/prost/src/main.rs" <<'RUST'
mod hello { include!(concat!(env!("OUT_DIR"), "/hello.rs")); }
fn main() { println!("{:?}", hello::Hello { name: "world".into() }); }
RUST

names=(speckl-macro askama speckl-build prost)
for name in "${names[@]}"; do (cd "$work/$name" && cargo fetch --quiet); done
declare -A seconds
for ((run = 1; run <= runs; run++)); do
    for name in "${names[@]}"; do
        rm -rf "$work/$name/target"
        start=$(date +%s%N)
        (cd "$work/$name" && cargo build --offline --quiet 2>"$work/$name.log") || { cat "$work/$name.log"; exit 1; }
        taken=$((($(date +%s%N) - start) / 1000000))
        seconds[$name]+="$taken "
    done
done
median() { tr ' ' '\n' <<<"$1" | grep . | sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }
printf '%-14s %s\n' crate 'milliseconds (each run; median)'
for name in "${names[@]}"; do
    printf '%-14s %s; %s\n' "$name" "${seconds[$name]% }" "$(median "${seconds[$name]}")"
done
ratio() { awk -v a="$(median "${seconds[$1]}")" -v b="$(median "${seconds[$2]}")" 'BEGIN { printf "%.2f\n", a / b }'; }
echo "speckl! / askama: $(ratio speckl-macro askama)"
echo "speckl-build / prost-build + protox: $(ratio speckl-build prost)"
