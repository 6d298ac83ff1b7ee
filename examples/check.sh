#!/usr/bin/env bash
# Builds and runs the small examples against an installed Retrograd, as a user would; each says itself whether it is right.
#   check.sh BUILD [EXAMPLE…]   BUILD: a folder that Retrograd was built in
set -euo pipefail
build=$(cd "$1" && pwd)
examples=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$build/examples
clang=$(sed -n 's/^CLANG_EXECUTABLE:FILEPATH=//p' "$build/CMakeCache.txt")
shift
[ $# -gt 0 ] ||
  set -- computation_graph path_explosion learning_rates ravine random_restarts early_stopping inference \
    neural_ode ode_parameters character_model fashion_mnist_cnn

mkdir -p "$work"
cmake --install "$build" --prefix "$work/installed" >/dev/null
for example; do
  printf '== %s\n' "$example"
  cmake -S "$examples/$example" -B "$work/$example" -G Ninja -DCMAKE_CXX_COMPILER="$clang" \
    -DCMAKE_PREFIX_PATH="$work/installed" >/dev/null
  cmake --build "$work/$example" -j2
  cd "$work/$example"
  if [ "$example" = inference ]; then
    ./train_rings
    if nm -C inference | grep -E '_adjoint|_tangent|Optimizer'; then echo "UNEXPECTED: derivatives in it"; fi
  fi
  if [ "$example" = character_model ]; then
    if ./character_model 5 none.txt 2>refused || ! grep -q 'apt-get install jargon-text' refused; then
      echo "UNEXPECTED: without a text"
    fi
  fi
  case $example in
    character_model) "./$example" 150 "$examples/$example/README.md" ;;  # short, and no package is needed
    fashion_mnist_cnn) "./$example" 6400 ;;
    *) "./$example" ;;
  esac
done
