#!/usr/bin/env bash
# ./x demo: shows what Retrograd does, as a user would meet it: installed, found by find_package.
#   demo.sh BUILD   BUILD: a folder that Retrograd was built in
set -euo pipefail
build=$(cd "$1" && pwd)
examples=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
prefix=$build/demo/installed
clang=$(sed -n 's/^CLANG_EXECUTABLE:FILEPATH=//p' "$build/CMakeCache.txt")

say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

# Quiet unless it fails.
quietly() {
  local log=$build/demo/log.txt
  "$@" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
}

build_example() {
  quietly cmake -S "$examples/$1" -B "$build/demo/$1" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_CXX_COMPILER="$clang" -DCMAKE_PREFIX_PATH="$prefix"
  quietly cmake --build "$build/demo/$1"
}

mkdir -p "$build/demo"
quietly cmake --install "$build" --prefix "$prefix"

say "A function (examples/first_gradient)"
sed -n '/^\[\[autodiff\]\]/,/^}/p' "$examples/first_gradient/first_gradient.cpp"
say "Its adjoint, as the compiler writes it (retrograd --emit=adjoint)"
"$prefix/bin/retrograd" "$examples/first_gradient/first_gradient.cpp" --emit=adjoint -- -std=c++20 -I"$prefix/include"
say "Its gradient, checked"
build_example first_gradient
"$build/demo/first_gradient/first_gradient"

say "A network, trained on Fashion-MNIST with the generated gradient (examples/fashion_mnist)"
build_example fashion_mnist
cd "$build/demo"
"$build/demo/fashion_mnist/fashion_mnist"
