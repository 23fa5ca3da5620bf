# Sourced by .ci/setup: finds a Rust toolchain that has the target wasm32-unknown-unknown.
#
# 1. the one in use has it; 2. rustup adds it; 3. where rustup cannot download, Debian's rustc-web is linked into rustup
# and the target's std is built once from Debian's sources. The choice is kept in target/toolchain: empty for the one in
# use, else its name. .ci/cargo reads it. Server and wasm are always built with the same one.

wasm_target=wasm32-unknown-unknown
debian_toolchain=openstudio-web

has_wasm() {
  local sysroot
  sysroot=$(RUSTUP_TOOLCHAIN=${1:-${RUSTUP_TOOLCHAIN:-}} sysroot_of) || return 1
  compgen -G "$sysroot/lib/rustlib/$wasm_target/lib/libstd-*.rlib" >/dev/null
}

sysroot_of() {
  [[ -n ${RUSTUP_TOOLCHAIN:-} ]] || unset RUSTUP_TOOLCHAIN
  rustc --print sysroot 2>/dev/null
}

choose_toolchain() {
  local kept=none wish=${OPENSTUDIO_WASM_TOOLCHAIN:-}
  [[ -f target/toolchain ]] && kept=$(<target/toolchain)
  if [[ $kept != none && ($wish != debian || $kept == "$debian_toolchain") ]] && has_wasm "$kept"; then
    return 0
  fi
  if [[ $wish != debian ]] && { has_wasm || add_by_rustup; }; then
    : >target/toolchain
    return 0
  fi
  [[ $wish == rustup ]] && fail "rustup cannot add the target $wasm_target."
  add_by_debian
  has_wasm "$debian_toolchain" || fail "The toolchain $debian_toolchain does not have $wasm_target after all."
  echo "$debian_toolchain" >target/toolchain
}

add_by_rustup() {
  have rustup || return 1
  say "Adding the target $wasm_target"
  rustup target add "$wasm_target" >/dev/null 2>&1 && has_wasm && return 0
  say "rustup cannot download it here; taking Debian's compiler instead"
  return 1
}

add_by_debian() {
  local host
  have rustup || fail "This Rust has no target $wasm_target. Install Rust from https://rustup.rs."
  host=$(uname -m)-unknown-linux-gnu
  install_packages rustc-web cargo-web rust-web-src lld-22
  rustup toolchain link "$debian_toolchain" /usr
  as_root mkdir -p "/usr/lib/rustlib/$host/bin"
  as_root ln -sf /usr/lib/llvm-22/bin/lld "/usr/lib/rustlib/$host/bin/rust-lld"
  has_wasm "$debian_toolchain" || build_std
}

# The std of the target, compiled from Debian's sources in an empty crate and put where rustc looks for it.
build_std() {
  local work lib=/usr/lib/rustlib/$wasm_target/lib
  say "Building Rust's std for $wasm_target (once)"
  work=$(mktemp -d)
  mkdir "$work/src"
  : >"$work/src/lib.rs"
  printf '[package]\nname = "std-for-wasm"\nversion = "0.0.0"\nedition = "2021"\n' >"$work/Cargo.toml"
  (
    cd "$work"
    unset CARGO_ENCODED_RUSTFLAGS
    # With bitcode, as rustup's std has it: the delivered wasm is optimised across crates.
    export RUSTFLAGS="-C embed-bitcode=yes"
    RUSTC_BOOTSTRAP=1 RUSTUP_TOOLCHAIN=$debian_toolchain CARGO_TARGET_DIR=$work/target \
      cargo build --release --quiet --target "$wasm_target" -Zbuild-std=std,panic_abort,panic_unwind
  )
  as_root mkdir -p "$lib"
  # Not the empty crate's own library.
  find "$work/target/$wasm_target/release/deps" -name '*.rlib' ! -name 'libstd_for_wasm-*' -print0 |
    as_root xargs -0 cp -t "$lib"
  rm -rf "$work"
  # What was compiled against another std of the same compiler; cargo would not notice.
  rm -rf target/web
}
