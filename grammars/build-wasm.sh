#!/bin/sh
# build-wasm.sh <language> <source folder> <out.wasm>
# Headers of the parser runtime come from the tree-sitter-c package in node_modules.
# Compiles a generated parser.c (and scanner.c, if any) to the side module web-tree-sitter loads,
# with clang-19 and wasm-ld-19 alone: no emscripten, no libc (./stub declares the few functions
# the runtime provides). --strip-all makes the output, and so its hash, reproducible.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
language=$1
folder=$2
out=$3
set -- parser.c
[ ! -f "$folder/scanner.c" ] || set -- parser.c scanner.c
cd "$folder"
exec clang-19 --target=wasm32-unknown-unknown -std=c11 -fPIC -Os -g0 -DNDEBUG -fvisibility=hidden \
  -nostdlibinc -isystem "$here/stub" -I"$here/../node_modules/tree-sitter-c/src" -nostdlib -fuse-ld=/usr/bin/wasm-ld-19 -Wno-everything \
  -Wl,-shared,--experimental-pic,--no-entry,--allow-undefined \
  -Wl,"--export=tree_sitter_$language",--export-if-defined=__wasm_apply_data_relocs,--strip-all \
  -o "$out" "$@"
