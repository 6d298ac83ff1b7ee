// retrograd graph: values in the nodes, derivatives on the edges, the sum over all ways at the inputs.
//
// RUN: %retrograd graph %s --at=2,1 -- -std=c++20 | FileCheck %s
// RUN: env PATH=%S/Inputs/drawing %retrograd graph %s --at=2,1 -o %t.svg -- -std=c++20
// RUN: FileCheck %s --input-file=%t.svg --check-prefix=DRAWN
// DRAWN: drawn as svg
// DRAWN: digraph {
// RUN: not env PATH=%t %retrograd graph %s --at=2,1 -o %t.png -- -std=c++20 2>&1 | FileCheck %s --check-prefix=NO-DOT
// NO-DOT: retrograd: Graphviz draws '{{.*}}.png', but there is no 'dot' on the path: install the package graphviz, or write the graph itself with -o {{.*}}.dot
// RUN: not env PATH=%S/Inputs/failing %retrograd graph %s --at=2,1 -o %t.pdf -- -std=c++20 2>&1 | FileCheck %s --check-prefix=FAILED
// FAILED: retrograd: Graphviz ('{{.*}}dot') didn't draw '{{.*}}.pdf'
// RUN: not %retrograd graph %s --at=2,1 -o %t.jpg -- -std=c++20 2>&1 | FileCheck %s --check-prefix=ENDING
// ENDING: retrograd: graphs are written as .svg, .png, .pdf, or as Graphviz's text to .dot: '{{.*}}.jpg'
// RUN: not %retrograd graph %s --at=2,x -- -std=c++20 2>&1 | FileCheck %s --check-prefix=NUMBERS
// NUMBERS: retrograd: --at wants numbers: 'x' is none
#include <cmath>

// CHECK: digraph {
// CHECK: subgraph "cluster_e" {
// CHECK: n0 [label="a = 2\nde/da = 2"];
// CHECK: n1 [label="b = 1\nde/db = 5"];
// CHECK: n2 [label="a + b = 3"];
// CHECK: n3 [label="b + 1{{.*}} = 2"];
// CHECK: n4 [label="(a + b) * (b + 1{{.*}}) = 6", peripheries=2];
// CHECK: n0 -> n2 [label="1"];
// CHECK: n1 -> n2 [label="1"];
// CHECK: n1 -> n3 [label="1"];
// CHECK: n2 -> n4 [label="2"];
// CHECK: n3 -> n4 [label="3"];
// CHECK: }
[[autodiff]] double e(double a, double b) { return (a + b) * (b + 1); }

// CHECK: subgraph "cluster_named" {
// CHECK: [label="x = 2\ndnamed/dx = -0.0228945"];
// CHECK: [label="-x = -2"];
// CHECK: [label="s = std::exp(-x) = 0.135335"];
// CHECK: [label="s * s = 0.0183156"];
// CHECK: [label="s = s * s / x = 0.00915782", peripheries=2];
[[autodiff]] double named(double x) {
  double s = std::exp(-x);
  s = s * s / x;
  return s;
}
