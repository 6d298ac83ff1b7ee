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
//
// What has no graph is left out.
// RUN: split-file %S/Inputs/graphs.cpp.txt %t.graphs
// RUN: cd %t.graphs && %retrograd graph mixed.cpp --at=3 > mixed.dot 2> mixed.errors
// RUN: FileCheck %s --check-prefix=MIXED --input-file=%t.graphs/mixed.dot
// RUN: FileCheck %s --check-prefix=LEFT --input-file=%t.graphs/mixed.errors
// MIXED: digraph "square" {
// MIXED: x = 3\ndsquare/dx = 6
// LEFT: mixed.cpp:5:3: warning: 'looped' is left out: this is not straight-line code on numbers
// LEFT: note: a graph shows functions of numbers without loops
// LEFT: mixed.cpp:8:8: warning: 'ns::kept' is left out: it cannot be differentiated
// LEFT: note: retrograd graph --only=ns::kept says why
// RUN: cd %t.graphs && %retrograd graph mixed.cpp --only=square 2>&1 | FileCheck %s --check-prefix=ONLY --implicit-check-not=warning
// ONLY: digraph "square" {
// RUN: cd %t.graphs && not %retrograd graph mixed.cpp --only=square,looped 2>&1 | FileCheck %s --check-prefix=ASKED
// ASKED: mixed.cpp:5:3: error: 'looped' has no computation graph
// RUN: cd %t.graphs && not %retrograd graph mixed.cpp --only=kept 2>&1 | FileCheck %s --check-prefix=WHY
// WHY: error: cannot differentiate 'ns::kept': the static variable 'sum' keeps its value between calls
// RUN: cd %t.graphs && not %retrograd graph mixed.cpp --only=cube,sphere 2>&1 | FileCheck %s --check-prefix=NAME
// NAME: error: no function here that is marked {{\[\[}}autodiff]] is called 'cube', 'sphere'
// NAME: note: there are {{.*}}square
// RUN: cd %t.graphs && not %retrograd graph none.cpp 2>&1 | FileCheck %s --check-prefix=REFUSED
// REFUSED: none.cpp:1:22: warning: 'kept' is left out: it cannot be differentiated
// REFUSED: error: no function here has a computation graph
// RUN: cd %t.graphs && not %retrograd graph plain.cpp 2>&1 | FileCheck %s --check-prefix=PLAIN
// PLAIN: plain.cpp:1:1: error: no function here is marked {{\[\[}}autodiff]]
// RUN: not %retrograd graph %s --only= 2>&1 | FileCheck %s --check-prefix=NAMES
// NAMES: retrograd: --only wants names of functions, e.g. --only=f,g
// RUN: not %retrograd %s --at=1 2>&1 | FileCheck %s --check-prefix=OPTIONS
// OPTIONS: retrograd: --at and --only are options of graphs: retrograd graph {{.*}}tool_graph.cpp
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

// What is passive has no derivative, and neither has what is computed from it alone.
// CHECK: subgraph "cluster_scaled" {
// CHECK: [[K:n[0-9]+]] [label="k = 2"];
// CHECK: [[X:n[0-9]+]] [label="x = 1\ndscaled/dx = 4"];
// CHECK: [label="n = 1"];
// CHECK: [[K2:n[0-9]+]] [label="k * k = 4"];
// CHECK: [[K]] -> [[K2]] [style=dashed];
// CHECK: [[K2]] -> [[M:n[0-9]+]] [style=dashed];
// CHECK: [[X]] -> [[M]] [label="4"];
[[autodiff]] double scaled([[autodiff::passive]] double k, double x, int n) { return k * k * x + n; }
