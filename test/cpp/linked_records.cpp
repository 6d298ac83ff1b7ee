// Records that lead to each other: a member behind a pointer may be any other record's, or its own.
// RUN: %clang_plugin -std=c++20 -O1 -w %s -o %t && %t | FileCheck %s
#include <retrograd/autodiff.h>

#include <cmath>
#include <cstdio>

struct Node {
  double v;
  Node* next;
};

// p[0].v is what p[4].next->v changes.
[[autodiff]] double ring(Node* p, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    s += p[0].v * p[i].v;
    p[i].next->v = s * p[0].v;
  }
  return s;
}

// Arguments that are one place, though other members, or other elements, lead there.
static void mix(double& a, double& b, int n) {
  for (int i = 0; i < n; ++i) {
    a = std::sin(a * b);
    b = b * a * 0.5 + a * a;
  }
}
[[autodiff]] double pairs(Node* p, int n) {
  double s = 0;
  for (int i = 0; i + 2 < n; ++i) {
    mix(p[i].next->v, p[i + 2].v, 2);
    mix(p[n - 2].next->v, p->v, 2);
    s += p[i].v * p[0].v;
  }
  return s + p[1].v;
}

[[autodiff]] double walk(Node* p, int n) {
  double s = 0;
  for (Node* q = p; n-- > 0; q = q->next) {
    s += q->v * p->v;
    q->next->v = q->next->v * s + 0.1 * q->v;
  }
  return s;
}

constexpr int size = 6;

// Each node leads to the one after the next.
static void link(Node (&nodes)[size], const double* values) {
  for (int i = 0; i < size; ++i) nodes[i] = {values ? values[i] : 0, &nodes[(i + 2) % size]};
}

template <class Function, class Adjoint, class Tangent>
static void check(const char* name, Function f, Adjoint adjoint, Tangent tangent) {
  double x[size] = {0.3, -0.7, 1.2, 0.5, 0.9, -0.4};
  const auto value = [&](int i, double step) {
    x[i] += step;
    Node nodes[size];
    link(nodes, x);
    x[i] -= step;
    return f(nodes, size);
  };
  Node nodes[size], bars[size];
  link(nodes, x);
  link(bars, nullptr);
  bool isRight = adjoint(nodes, bars, size, 1.0) == value(0, 0);
  for (int i = 0; i < size; ++i) {
    const double difference = (value(i, 1e-5) - value(i, -1e-5)) / 2e-5;
    Node again[size], dots[size];
    link(again, x);
    link(dots, nullptr);
    dots[i].v = 1;
    double slope = 0;
    isRight &= tangent(again, dots, size, slope) == value(0, 0);
    isRight &= std::fabs(slope - difference) < 1e-7 && std::fabs(bars[i].v - difference) < 1e-7;
  }
  std::printf("%s %s\n", name, isRight ? "right" : "wrong");
}

int main() {
  // CHECK: ring right
  check("ring", ring, ring_adjoint, ring_tangent);
  // CHECK: pairs right
  check("pairs", pairs, pairs_adjoint, pairs_tangent);
  // CHECK: walk right
  check("walk", walk, walk_adjoint, walk_tangent);
}
